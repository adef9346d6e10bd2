"""What a customer shows is real and new, used already, returned, or nobody's."""

from pathlib import Path

from playwright.sync_api import Browser

from checkout.ids import new_id
from tests.browser.conftest import Open
from tests.browser.sounds import HEARD, heard
from tests.support.payer import Payer
from tests.support.shop import ShopDevice

_TITLE_HIGH = 60


class TestCheckingAPayment:
    """What a customer shows, held against the books."""

    def test_the_four_answers(self, app: Open, karim: ShopDevice, payer: Payer) -> None:
        payer.pay(karim.store_url, amount="500")
        payer.pay(karim.store_url, "visacard", amount="700", phone="01811 222 333")
        new, back = karim.payments[1], karim.payments[0]
        karim.http.post(f"/v1/payments/{back['id']}/refunds", json={"id": new_id("rf"), "amount": 70_000})
        shop = app(token=karim.token, path="check", ident="search")
        shop.sees("search").fill("search", new["gateway_ref"][-5:]).sees("check-new")
        shop.tap("check-given").reads("check-shown", "আবার দেবেন না")
        shop.fill("search", new["code"].lower()).sees("check-shown")
        shop.fill("search", "+880 1811 ২২২-৩৩৩").sees("check-refunded")
        # A whole message, as the payer forwards it: what counts stands at its end.
        message = f"Payment of Tk 1,250.00 to KARIM VARIETY STORE is successful. Ref 12. Fee Tk 0.00. Balance Tk 3,482.50. TrxID {new['gateway_ref']} at 29/11/2026 01:02"
        shop.focus("search").press("Control+A")
        shop.page.keyboard.insert_text(message)
        shop.sees("check-shown")
        shop.fill("search", "ZZZZ9999").sees("check-unknown")
        shop.fill("search", "ab").does_not_see("check-unknown").shows("অন্তত চারটি অক্ষর লিখুন।")

    def test_a_second_payment_of_the_same_link_is_real_but_no_reason_to_give_again(
        self, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        link = karim.new_link(50_000)
        first, second = (payer.to_gateway(link["url"], phone=phone) for phone in ("01811222333", "01811222444"))
        shop = app(HEARD, token=karim.token)
        shop.sees("light-live")
        payer.come_back(payer.pay_there(first))
        shop.sees("arrived").tap("arrived-seen")
        payer.come_back(payer.pay_there(second))
        shop.reads("paid-toast", "একই পণ্য আবার দেবেন না").does_not_see("arrived")
        again = karim.payments[0]
        assert again["duplicate"]
        payer.pay(karim.store_url, amount="600")
        shop.sees("arrived").tap("arrived-seen")
        heard(shop, 2)
        shop.visit(f"/payments/{again['id']}", "hand-over").reads("hand-over", "একই পণ্য আবার দেবেন না")
        shop.open(f"{shop.page.url.partition('payments')[0]}check", "search").fill("search", "01811222444")
        shop.sees("check-duplicate").fill("search", "01811222333").sees("check-shown")

    def test_a_picture_of_a_receipt_is_read_and_what_is_wrong_with_it_is_told(
        self, app: Open, browser: Browser, karim: ShopDevice, payer: Payer, tmp_path: Path
    ) -> None:
        receipt = payer.pay(karim.store_url, amount="500").url
        screen = browser.new_page(viewport={"width": 390, "height": 844})
        screen.goto(str(receipt))
        screen.screenshot(path=tmp_path / "receipt.png", full_page=True)
        screen.goto(karim.store_url)
        screen.screenshot(path=tmp_path / "form.png")
        screen.close()
        (tmp_path / "notes.png").write_bytes(b"no picture")
        shop = app(token=karim.token, path="check", ident="check-picture")
        for name, said in (
            ("notes.png", "ছবিটি পড়া গেল না। JPG বা PNG ছবি দিন।"),
            ("form.png", "ছবিতে আমাদের কোনো রসিদের QR নেই।"),
            ("receipt.png", "আসল পেমেন্ট, আগে মেলানো হয়নি।"),
        ):
            with shop.page.expect_file_chooser() as chooser:
                shop.tap("check-picture")
            chooser.value.set_files(tmp_path / name)
            shop.shows(said)
        shop.sees("check-new").does_not_see("picture-error").reads(f"payment-{karim.payments[0]['id']}", "৳৫০০.০০")

    def test_held_money_is_not_confirmed(self, app: Open, karim: ShopDevice, payer: Payer) -> None:
        payer.pay(karim.store_url, amount="220.05")
        shop = app(HEARD, token=karim.token, path="check", ident="search")
        shop.fill("search", "01700000456").sees("check-unconfirmed").does_not_see("check-given")
        shop.reads("hold-why", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।")
        payer.pay(karim.store_url, amount="220.05", name="সুমাইয়া")
        shop.reads("held-toast", "সুমাইয়া · নিশ্চিত না হওয়া পর্যন্ত পণ্য দেবেন না")
        shop.reads("held-toast", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।").does_not_see("paid-toast")
        shop.covers_nothing("held-toast")
        # Nor over what is below the title: on the form for a new link that is the sum.
        over = shop.by("held-toast").bounding_box()
        assert over is not None
        assert over["y"] + over["height"] <= _TITLE_HIGH
        heard(shop, 0)
