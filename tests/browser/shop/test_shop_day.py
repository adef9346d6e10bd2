"""What a shopkeeper's day asks for beyond the first payment: money back, money out, links that change or wait."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import text

from app.model.documents import Doc
from app.model.link_expiry import end_of_day
from app.services.checkout_client import CheckoutClient
from app.services.errors import Unreachable
from checkout.commands.payouts import payout_sent, payout_taken
from checkout.gateways.base import RefundRefused, RefundRequest
from checkout.gateways.sslcommerz.adapter import SslCommerz
from checkout.words import say
from language import DHAKA
from tests.browser.conftest import Open, Town
from tests.browser.flet_page import DESKTOP, OPENED, PHONE
from tests.browser.forms import make_link
from tests.support import plain
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually

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

    def test_more_than_is_left_is_told_beside_the_field_and_a_second_thought_keeps_what_was_typed(
        self, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        payer.pay(karim.store_url, amount="500")
        payment = karim.payments[0]["id"]
        shop = app(token=karim.token, path=f"payments/{payment}/refund", ident="rf-amount", language="en")
        shop.fill("rf-amount", "501").fill("rf-reason", "goods came back").tap("rf-next")
        shop.reads("rf-amount-error", "Enter at most ৳500.")
        shop.fill("rf-amount", "100").tap("rf-next").tap("rf-no").sees("rf-amount")
        assert karim.get("/v1/refunds")["data"] == []
        shop.tap("rf-next").tap("rf-yes").sees("refund-refunded")
        (given,) = karim.get("/v1/refunds")["data"]
        assert (given["amount"], given["reason"]) == (10_000, "goods came back")

    def test_what_was_refused_after_its_answer_was_lost_is_asked_for_anew(
        self, app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ask = CheckoutClient.ask_refund

        async def lose_the_answer(client: CheckoutClient, *asked: Any) -> Doc:
            await ask(client, *asked)
            raise Unreachable("the line was cut", "answer")

        async def refuse(_: SslCommerz, back: RefundRequest) -> RefundRefused:
            return RefundRefused("not now")

        payer.pay(karim.store_url, amount="500")
        shop = app(token=karim.token, path=f"payments/{karim.payments[0]['id']}/refund", ident="rf-amount")
        shop.fill("rf-amount", "200").tap("rf-next").sees("rf-yes")
        with monkeypatch.context() as line:
            line.setattr(CheckoutClient, "ask_refund", lose_the_answer)
            line.setattr(SslCommerz, "refund", refuse)
            shop.tap("rf-yes").sees("rf-error")
            eventually(lambda: [one["status"] for one in karim.get("/v1/refunds")["data"]] == ["refused"])
        # So much is left only once the refusal has been heard of.
        shop.tap("rf-no").shows("সর্বোচ্চ ৳৫০০.০০ ফেরত দেওয়া যায়।").tap("rf-next").tap("rf-yes").sees("refund-refunded")
        assert [one["status"] for one in karim.get("/v1/refunds")["data"]] == ["refunded", "refused"]


class TestMoneyOut:
    """Asked for here, sent by the operator."""

    def test_a_payout_is_looked_at_called_off_asked_for_again_and_its_end_is_told(
        self, town: Town, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        payer.pay(karim.store_url, amount="500")
        shop = app(token=karim.token, path="history", ident="pay-out", size=DESKTOP)
        shop.tap("pay-out").reads("po-available", "৳৪৮৭.৫০").fill("po-wallet", "০১৭১২-৩৪৫৬৭৮").tap("po-all")
        expect(shop.focus("po-amount")).to_have_value("৪৮৭.৫০")
        shop.tap("po-ask").reads("po-last", "৫৬৭৮").reads("po-gets", "৳৪৮৭.৫০").reads("po-due", "এর মধ্যে পাঠানো হবে")
        assert karim.get("/v1/payouts")["data"] == []
        shop.tap("po-sure").reads("payout-asked", "অনুরোধ করা হয়েছে").reads("po-available", "৳০.০০")
        shop.tap("po-off").tap("po-off-yes").sees("payout-cancelled").reads("po-available", "৳৪৮৭.৫০")
        shop.fill("po-amount", "৪০০").tap("po-ask").tap("po-sure").sees("payout-asked")
        shop.reads("po-way", "৳৪০০.০০").reads("po-available", "৳৮৭.৫০")
        asked, _ = karim.get("/v1/payouts")["data"]
        assert (asked["amount"], asked["to"]) == (40_000, {"kind": "bkash", "account": "01712345678"})
        town.operate(payout_taken, asked["id"])
        shop.reads("payout-taken", "পাঠানো হচ্ছে").does_not_see("po-off")
        town.operate(payout_sent, asked["id"], "BANK-77")
        shop.reads("payout-sent", "BANK-77").reads("po-way", "৳০.০০")
        # The number that money went to stands there the next time.
        shop.tap("back").tap("pay-out").sees("po-all")
        expect(shop.focus("po-wallet")).to_have_value("০১৭১২৩৪৫৬৭৮")

    def test_what_was_called_off_after_its_answer_was_lost_is_asked_for_anew(
        self, app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ask = CheckoutClient.ask_payout

        async def lose_the_answer(client: CheckoutClient, *asked: Any) -> Doc:
            await ask(client, *asked)
            raise Unreachable("the line was cut", "answer")

        payer.pay(karim.store_url, amount="500")
        shop = app(token=karim.token, path="history/payout", ident="po-amount", language="en")
        shop.fill("po-amount", "400").fill("po-wallet", "01712345678").tap("po-ask").sees("po-sure")
        with monkeypatch.context() as lost:
            lost.setattr(CheckoutClient, "ask_payout", lose_the_answer)
            shop.tap("po-sure").sees("po-error")
        shop.tap("po-change").tap("po-off").tap("po-off-yes").sees("payout-cancelled").reads("po-available", "৳487.50")
        shop.tap("po-ask").tap("po-sure").sees("payout-asked")
        assert [one["status"] for one in karim.get("/v1/payouts")["data"]] == ["asked", "cancelled"]

    def test_a_device_that_gave_no_code_for_a_while_is_asked_for_one_and_keeps_what_was_typed(
        self, town: Town, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        payer.pay(karim.store_url, amount="500")
        long_ago = text("UPDATE devices SET confirmed_at = NULL")
        town.running.app.state.service.db.transact_now(lambda uow: uow.conn.execute(long_ago))
        shop = app(token=karim.token, path="history/payout", ident="po-amount", language="en")
        shop.fill("po-amount", "400").fill("po-wallet", "01712345678").tap("po-ask").tap("po-sure").sees("po-code")
        code = re.search(r"\d{6}", shop.text("po-demo-code"))
        assert code is not None
        wrong = "000000" if code[0] != "000000" else "000001"
        # At the sixth digit it is sent, by nobody's press.
        shop.fill("po-code", wrong).reads("po-code-error", "match")
        assert karim.get("/v1/payouts")["data"] == []
        shop.fill("po-code", code[0]).sees("payout-asked")
        (asked,) = karim.get("/v1/payouts")["data"]
        assert (asked["amount"], asked["to"]["account"]) == (40_000, "01712345678")
        expect(shop.focus("po-wallet")).to_have_value("01712345678")

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

    def test_what_is_wrong_is_told_beside_each_field_and_stays(
        self, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        payer.pay(karim.store_url, amount="500")
        shop = app(token=karim.token, path="history/payout", ident="po-amount", language="en")
        shop.fill("po-amount", "900").fill("po-wallet", "12345").tap("po-ask")
        shop.reads("po-amount-error", "Enter at most ৳487.50.")
        shop.fill("po-amount", "400").tap("po-ask").reads("po-wallet-error", "Enter a valid 11-digit mobile number.")
        shop.tap("po-kind-bank").fill("po-account", "1234567890123").tap("po-ask")
        shop.reads("po-branch-error", "Please fill this in.")
        expect(shop.box("po-account")).to_have_value("1234567890123")
        expect(shop.box("po-amount")).to_have_value("400")
        assert karim.get("/v1/payouts")["data"] == []

    def test_a_short_bank_account_is_asked_about_before_money_goes_there(
        self, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        payer.pay(karim.store_url, amount="500")
        shop = app(token=karim.token, path="history/payout", ident="po-amount", language="en")
        shop.fill("po-amount", "Tk. 400/-").tap("po-kind-bank").fill("po-account", "123456789012")
        shop.fill("po-bankname", "Sonali").fill("po-branch", "Mirpur").fill("po-holder", "Karim").tap("po-ask")
        shop.shows("123456789012: only 12 digits.").tap("po-short-no").does_not_see("po-short-no")
        assert karim.get("/v1/payouts")["data"] == []
        # All that was typed is still there.
        shop.tap("po-ask").shows("123456789012: only 12 digits.").tap("po-short-yes").tap("po-sure").sees(
            "payout-asked"
        )
        (asked,) = karim.get("/v1/payouts")["data"]
        assert (asked["amount"], asked["to"]["account"]) == (40_000, "123456789012")


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

    def test_the_shops_own_link_gets_its_limits_and_suggestions(self, app: Open, karim: ShopDevice) -> None:
        store = karim.get("/v1/links")["data"][0]
        shop = app(token=karim.token, path=f"links/{store['id']}", ident="link-edit")
        shop.tap("link-edit").fill("edit-least", "৫০").fill("edit-most", "১০").fill("edit-suggested", "১০০, ১,২৫০")
        shop.tap("save").sees("edit-most-error")
        shop.fill("edit-most", "5,000").tap("save").sees("link-edit")
        changed = karim.get(f"/v1/links/{store['id']}")
        assert (changed["least"], changed["most"]) == (5_000, 500_000)
        assert changed["suggested"] == [10_000, 125_000]
        shop.tap("link-edit").fill("edit-least", " ").tap("save").sees("link-edit")
        assert karim.get(f"/v1/links/{store['id']}")["least"] is None


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

    def test_a_link_made_offline_keeps_whom_it_is_for_and_that_can_be_changed(
        self, town: Town, app: Open, karim: ShopDevice
    ) -> None:
        shop = app(token=karim.token)
        shop.sees("store-url")
        town.stop_checkout()
        shop.sees("offline").tap("new-link").tap_for("more", "customer").fill("customer", "তানজিলা, 01800000321")
        make_link(shop, "750", PHONE)
        shop.tap("back").shows("তানজিলা")
        town.start_checkout()
        made = eventually(lambda: next((one for one in karim.get("/v1/links")["data"] if one["amount"]), None))
        assert made["customer"] == {"name": "তানজিলা", "phone": "01800000321"}
        shop.tap(f"link-{made['id']}").tap("link-edit").fill("customer", "তানজিলা আক্তার").tap("save")
        shop.shows("তানজিলা আক্তার")
        assert karim.get(f"/v1/links/{made['id']}")["customer"] == {"name": "তানজিলা আক্তার", "phone": ""}


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

    def test_each_rule_is_turned_and_holds_on_the_page_and_what_was_typed_stays(
        self, app: Open, karim: ShopDevice, payer: Payer
    ) -> None:
        shop = app(token=karim.token, path="settings/shop", ident="requires_email")
        shop.fill("shop-address", "মিরপুর")
        before = payer.send_form(karim.store_url, amount="500")
        for rule in RULES:
            shop.tap(rule)
        eventually(lambda: [karim.get("/v1/merchant")[rule] for rule in RULES] == [True, True, False])
        expect(shop.box("shop-address")).to_have_value("মিরপুর")
        after = payer.send_form(karim.store_url, amount="600")
        assert (before.status_code, after.status_code) == (303, 422)
        # A press asks for the other of what is seen, so what the server has heard must be seen.
        expect(shop.by("requires_email")).to_have_attribute("aria-checked", "true")
        shop.tap("requires_email")
        eventually(lambda: karim.get("/v1/merchant")["requires_email"] is False)

    def test_a_charge_that_nobody_knows_is_not_put_on_payers_and_the_reason_is_told(
        self, app: Open, karim: ShopDevice
    ) -> None:
        shop = app(token=karim.token, path="settings/shop", ident="payer_bears_fee", language="en")
        shop.tap("payer_bears_fee").shows("The fees of payments aren’t known")
        assert karim.get("/v1/merchant")["payer_bears_fee"] is False
