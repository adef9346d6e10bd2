"""Money back and money out: asked for with what it costs, and told beside each field what is wrong."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from app.model.documents import Doc
from app.services.checkout_client import CheckoutClient
from app.services.errors import Rejected, Unreachable
from checkout.commands.payouts import payout_sent, payout_taken
from checkout.gateways.base import RefundRefused, RefundRequest
from checkout.gateways.sslcommerz.adapter import SslCommerz
from checkout.ids import new_id
from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.plain_page import DESKTOP
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town


def test_a_part_and_then_the_rest_go_back(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    payment = karim.payments[0]["id"]
    shop = app(token=karim.token, path=f"payments/{payment}", ident="refund", size=DESKTOP)
    shop.tap("refund").fill("rf-amount", "২০০").fill("rf-reason", "একটি ফেরত এসেছে").tap("rf-next")
    shop.reads("rf-gets", "৳২০০.০০").reads("rf-after", "৳২৮৭.৫০").reads("rf-lost", "৳৫.০০ আর ফেরত আসবে না")
    shop.reads("rf-due", "এর মধ্যে গ্রাহক টাকা পাবেন").reads("rf-cost", "৳২০০.০০").tap("rf-yes")
    shop.reads("refund-refunded", "৳২০০.০০").reads("pay-refunded", "−৳২০০.০০").reads("pay-left", "৳২৮৭.৫০")
    shop.tap("refund").shows("সর্বোচ্চ ৳৩০০.০০ ফেরত দেওয়া যায়।").tap("rf-next").tap("rf-yes")
    shop.reads("hand-over", "টাকা গ্রাহককে ফেরত গেছে").does_not_see("refund").reads("pay-left", "−৳১২.৫০")
    assert [one["reason"] for one in karim.get("/v1/refunds")["data"]] == ["", "একটি ফেরত এসেছে"]


def test_a_refund_that_is_refused_is_told_at_the_question(
    app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: Any) -> Doc:
        raise Rejected(409, "এখন নয়।")

    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, path=f"payments/{karim.payments[0]['id']}/refund", ident="rf-amount")
    shop.fill("rf-amount", "100").tap("rf-next").sees("rf-yes")
    monkeypatch.setattr(CheckoutClient, "ask_refund", refuse)
    shop.tap("rf-yes").reads("rf-amount-error", "এখন নয়।")
    shop.holds("rf-amount", "100")


def test_a_code_is_asked_for_only_for_what_was_looked_at_last(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=town.second_token(karim), path="history/payout", ident="po-amount")
    shop.fill("po-amount", "400").fill("po-wallet", "01712345678")
    shop.tap("po-ask").sees("po-sure").tap("po-sure").sees("po-code").tap("back").sees("po-sure").tap("back")
    shop.sees("po-ask").fill("po-wallet", "01898765432").tap("po-ask").reads("po-last", "৫৪৩২")
    # What the browser's arrows find again was for the other number.
    shop.visit("/history/payout/check/code", "po-sure").reads("po-last", "৫৪৩২").does_not_see("po-code")
    shop.tap("po-sure").sees("po-code")


def test_what_a_form_leads_to_is_the_form_where_nothing_was_typed(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, path="history/payout/check", ident="po-ask")
    shop.fill("po-amount", "400").fill("po-wallet", "01712345678").tap("po-ask").reads("po-last", "৫৬৭৮")


def test_more_than_is_left_is_told_beside_the_field_and_a_second_thought_keeps_what_was_typed(
    app: Open, karim: ShopDevice, payer: Payer
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
    app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
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


def test_a_payout_is_looked_at_called_off_asked_for_again_and_its_end_is_told(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, path="history", ident="pay-out", size=DESKTOP)
    shop.tap("pay-out").reads("po-available", "৳৪৮৭.৫০").fill("po-wallet", "০১৭১২-৩৪৫৬৭৮").tap("po-all")
    shop.holds("po-amount", "৪৮৭.৫০")
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
    shop.holds("po-wallet", "০১৭১২৩৪৫৬৭৮")


def test_what_was_called_off_after_its_answer_was_lost_is_asked_for_anew(
    app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
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
    town: Town, app: Open, karim: ShopDevice, payer: Payer
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
    shop.holds("po-wallet", "01712345678")


def test_what_is_wrong_is_told_beside_each_field_and_stays(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, path="history/payout", ident="po-amount", language="en")
    shop.fill("po-amount", "900").fill("po-wallet", "12345").tap("po-ask")
    shop.reads("po-amount-error", "Enter at most ৳487.50.")
    shop.fill("po-amount", "400").tap("po-ask").reads("po-wallet-error", "Enter a valid 11-digit mobile number.")
    shop.tap("po-kind-bank").fill("po-account", "1234567890123").tap("po-ask")
    shop.reads("po-branch-error", "Please fill this in.")
    shop.holds("po-account", "1234567890123")
    shop.holds("po-amount", "400")
    assert karim.get("/v1/payouts")["data"] == []


def test_a_short_bank_account_is_asked_about_before_money_goes_there(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, path="history/payout", ident="po-amount", language="en")
    shop.fill("po-amount", "Tk. 400/-").tap("po-kind-bank").fill("po-account", "123456789012")
    shop.fill("po-bankname", "Sonali").fill("po-branch", "Mirpur").fill("po-holder", "Karim").tap("po-ask")
    shop.shows("123456789012: only 12 digits.").tap("po-short-no").does_not_see("po-short-no")
    assert karim.get("/v1/payouts")["data"] == []
    # All that was typed is still there.
    shop.tap("po-ask").shows("123456789012: only 12 digits.").tap("po-short-yes").tap("po-sure").sees("payout-asked")
    (asked,) = karim.get("/v1/payouts")["data"]
    assert (asked["amount"], asked["to"]["account"]) == (40_000, "123456789012")


def test_a_payout_stands_in_the_history_without_a_status(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    to = {"kind": "bkash", "account": "01712345678"}
    karim.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 40_000, "to": to})
    shop = app(token=karim.token, path="history", size=DESKTOP)
    shop.reads("balance", "৳৮৭.৫০").shows("টাকা তোলা")
    shop.does_not_show("প্রক্রিয়াধীন")
