"""What a shopkeeper's day asks for beyond the first payment: money back, money out, links that change or wait."""

import re
from datetime import datetime
from pathlib import Path

from PIL import Image

from app.model.link_expiry import end_of_day
from checkout.words import say
from language import DHAKA
from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE
from tests.browser.forms import make_link
from tests.browser.scripts import OPENED
from tests.support import plain
from tests.support.payer import Payer
from tests.support.shop import ShopDevice
from tests.support.town import Town

RULES = ("requires_email", "requires_address", "shows_phone")


def link_states(shop: ShopDevice) -> list[tuple[str, str]]:
    return [(link["note"], link["status"]) for link in shop.get("/v1/links")["data"] if link["kind"] == "fixed"]


class TestMoneyBack:
    """Asked, with its cost told before it is promised."""

    def test_a_part_and_then_the_rest_go_back(self, app: Open, karim: ShopDevice, payer: Payer) -> None:
        payer.pay(karim.store_url, amount="500")
        payment = karim.payments[0]["id"]
        shop = app(token=karim.token, path=f"payments/{payment}", ident="refund", size=DESKTOP)
        shop.tap("refund").fill("rf-amount", "২০০").fill("rf-reason", "একটি ফেরত এসেছে").tap("rf-next")
        shop.reads("rf-gets", "৳২০০.০০").reads("rf-after", "৳২৮৭.৫০").reads("rf-lost", "৳৫.০০ আর ফেরত আসবে না")
        shop.reads("rf-due", "এর মধ্যে গ্রাহক টাকা পাবেন")
        # What is agreed to stays asked for, though the window is narrowed meanwhile.
        shop.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        shop.does_not_see("tab-nav.counter").reads("rf-cost", "৳২০০.০০").tap("rf-yes")
        shop.reads("refund-refunded", "৳২০০.০০").reads("pay-refunded", "−৳২০০.০০").reads("pay-left", "৳২৮৭.৫০")
        shop.tap("refund").shows("সর্বোচ্চ ৳৩০০.০০ ফেরত দেওয়া যায়।").tap("rf-next").tap("rf-yes")
        shop.reads("hand-over", "টাকা গ্রাহককে ফেরত গেছে").does_not_see("refund").reads("pay-left", "−৳১২.৫০")
        assert [one["reason"] for one in karim.get("/v1/refunds")["data"]] == ["", "একটি ফেরত এসেছে"]


class TestMoneyOut:
    """Asked for here, sent by the operator."""

    def test_the_whole_message_that_brought_the_code_may_be_pasted(
        self, town: Town, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        payer.pay(karim.store_url, amount="500")
        token = town.second_token(karim)
        shop = app(token=token, path="history/payout", ident="po-amount", language="en")
        shop.fill("po-amount", "400").fill("po-wallet", "01712345678").tap("po-ask").tap("po-sure").sees("po-demo-code")
        code = re.search(r"\d{6}", shop.text("po-demo-code"))
        assert code is not None
        shop.focus("po-code")
        shop.page.keyboard.insert_text(say("bn", "sms.payout_code", code=code[0]))
        shop.sees("payout-asked")
        assert [one["amount"] for one in karim.get("/v1/payouts")["data"]] == [40_000]


class TestLinksThatChange:
    """Paused, resumed, changed, copied."""

    def test_a_link_is_paused_resumed_changed_and_copied(self, app: Open, karim: ShopDevice) -> None:
        link = karim.new_link(125_000, "থ্রি-পিস, নীল")
        shop = app(token=karim.token, path=f"links/{link['id']}", ident="link-pause")
        shop.tap("link-pause").reads("hand-over", "লিংকটি থামানো আছে").does_not_see("link-share")
        shop.tap("link-resume").sees("link-pause")
        shop.tap("link-edit").fill("edit-note", "থ্রি-পিস, লাল").fill("edit-closing", "আবার আসবেন")
        shop.tap("edit-term-3d").tap("edit-term-date")
        shop.page.get_by_role("button", name="ঠিক আছে").click()
        shop.shows("আজ রাত ১১:৫৯ পর্যন্ত").tap("save").shows("থ্রি-পিস, লাল")
        changed = karim.get(f"/v1/links/{link['id']}")
        assert (changed["note"], changed["closing_message"]) == ("থ্রি-পিস, লাল", "আবার আসবেন")
        ends_at = datetime.fromisoformat(changed["expires_at"]).astimezone(DHAKA)
        assert ends_at == end_of_day(datetime.now(DHAKA).date())
        shop.tap("link-duplicate").reads("message", "৳১,২৫০.০০")
        assert link_states(karim) == [("থ্রি-পিস, লাল", "active")] * 2


class TestWhomALinkIsFor:
    """Typed or picked, seen before anybody pays, written to at their number."""

    def test_who_paid_before_is_picked_and_written_to(self, app: Open, karim: ShopDevice, payer: Payer) -> None:
        payer.pay(karim.store_url, amount="500")
        shop = app(OPENED, token=karim.token, path="new", ident="create")
        shop.tap_for("more", "customer").fill("customer", "নুসরা").tap("customer-0").does_not_see("customer-0")
        make_link(shop, "750", PHONE)
        shop.tap("channel-whatsapp")
        assert shop.opened[0].startswith("https://wa.me/8801700000456?text=")
        made = karim.get("/v1/links")["data"][1]
        assert made["customer"] == {"name": "নুসরাত জাহান", "phone": "01700000456"}
        shop.tap("back").reads(f"link-{made['id']}", "নুসরাত জাহান")


class TestTheLogo:
    """Picked from the device, seen by payers."""

    def test_it_is_picked_seen_by_the_payer_and_removed(self, app: Open, karim: ShopDevice, tmp_path: Path) -> None:
        (tmp_path / "notes.png").write_bytes(b"no picture")
        Image.linear_gradient("L").convert("RGB").save(tmp_path / "logo.png")
        shop = app(token=karim.token, path="settings/shop", ident="logo-pick")
        shop.does_not_see("logo-remove")
        for name in ("notes.png", "logo.png"):
            with shop.page.expect_file_chooser() as chooser:
                shop.tap("logo-pick")
            chooser.value.set_files(tmp_path / name)
            shop.sees("logo-error" if name == "notes.png" else "logo-remove")
        shop.does_not_see("logo-error")
        assert "data:image/webp" in plain.get(karim.store_url).text
        shop.tap("logo-remove").does_not_see("logo-remove")
        assert "data:image/webp" not in plain.get(karim.store_url).text


class TestThePayersPage:
    """What the shop asks of payers, turned one by one."""
