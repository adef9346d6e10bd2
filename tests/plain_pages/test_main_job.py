"""From a shared link to Paid on a desktop, in English."""

import re

from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.plain_page import DESKTOP
from tests.support.shop import close_devices, device
from tests.support.town import Town


def test_a_payer_pays_both_kinds_of_link_and_the_shop_sees_it_without_a_reload(
    town: Town, app: Open, payer: Payer
) -> None:
    town.start_checkout()
    shop = app(ident="phone", size=DESKTOP, language="en").fill("phone", "01812001280").tap("send-code")
    code = re.search(r"[0-9]{6}", shop.text("demo-code"))
    assert code is not None
    shop.fill("code", code[0]).sees("balance").sees("store-url")
    shop.tap("store-share").tap("channel-whatsapp")
    assert shop.opened[0].startswith("https://wa.me/?text=")
    store_url = f"http://{shop.text('share-url')}"
    shop.tap("back").sees("store-share")
    payer.pay(store_url, amount="500")
    shop.reads("store-url", "1 payment · ৳500.00")
    shop.tap("new-link").fill("amount", "১২৫০").shows("৳1,250 · one thousand two hundred fifty taka")
    shop.fill("note", "থ্রি-পিস, নীল").tap("create").sees("message")
    fixed_url = f"http://{shop.text('share-url')}"
    shop.tap("back").sees("store-share").sees_so_many("link-pl_", 1)
    payer.pay(fixed_url, "visacard")
    shop.sees_so_many("link-pl_", 0).reads("balance", "৳1,706.25")
    newest = device(town.url, "", str(shop.kept["aday.token"])).payments[0]["id"]
    shop.reads(f"payment-{newest}", "Paid").tap("tab-nav.history").sees_so_many("entry-pay_", 2)
    shop.tap(f"entry-{newest}").sees("hand-over").reads("pay-fee", "৳31.25").reads("payer-name", "নুসরাত জাহান")
    shop.reads("pay-method", "Visa")
    close_devices()
