"""aamarPay, shurjoPay and Nagad over real HTTP: the payer chooses on our form, and each scenario ends right."""

from collections.abc import Iterator

import httpx
import pytest

from checkout.commands.audit_books import audit_books
from checkout.commands.refunds import closed_by_operator
from checkout.ids import new_id
from sandbox.attempts import Attempts
from tests.conftest import NewUrl
from tests.support import plain
from tests.support.payer import NAME, PHONE, Payer, hidden, title
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, eventually

PAID, WAITING, FAILED, CANCELLED = "পরিশোধ হয়েছে", "পেমেন্ট যাচাই হচ্ছে", "পেমেন্ট হয়নি", "আপনি পেমেন্ট বাতিল করেছেন"
# Each is reached by one way to pay, so that one checkout serves all tests.
ROUTES = {"wallet": ["aamarpay"], "card": ["shurjopay"], "nagad": ["nagad"], "bkash": ["bkash"]}
WAY = {"aamarpay": "wallet", "shurjopay": "card", "nagad": "nagad"}
METHOD = {"aamarpay": "bKash", "shurjopay": "Visa", "nagad": "Nagad"}
every_gateway = pytest.mark.parametrize("gateway", list(WAY))


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder, names = tmp_path_factory.mktemp("gateways"), ["bkash", "nagad", "aamarpay", "shurjopay"]
    more = {"database_url": new_sqlite(folder), "routes": ROUTES, "gateway_timeout_seconds": 4}
    with world(folder, gateways=names, **more) as running:
        for name in ("aamarpay", "shurjopay"):
            setattr(running.gateway.app.state, f"{name}_ipn_url", f"{running.url}/webhooks/{name}")
        yield running


@pytest.fixture(scope="module", autouse=True)
def the_books_balance_in_the_end(live: World) -> Iterator[None]:
    yield
    assert audit_books(live.db).differences == ()


def to_gateway(shop: ShopDevice, payer: Payer, gateway: str, amount: str) -> str:
    return payer.to_gateway(shop.store_url, amount=amount, way=WAY[gateway])


def pay(shop: ShopDevice, payer: Payer, gateway: str, amount: str = "500", do: str = "pay") -> httpx.Response:
    return payer.choose_there(to_gateway(shop, payer, gateway, amount), do)


@every_gateway
def test_all_goes_well(shop: ShopDevice, payer: Payer, gateway: str) -> None:
    assert title(pay(shop, payer, gateway)) == PAID
    (payment,) = shop.payments
    assert (payment["status"], payment["gateway"], payment["method"]) == ("paid", gateway, METHOD[gateway])
    assert payment["fee"] > 0
    assert shop.balance == payment["net"] == 50000 - payment["fee"]


@every_gateway
@pytest.mark.parametrize("amount", ["100.01", "500"])
def test_declined_is_failed(shop: ShopDevice, payer: Payer, gateway: str, amount: str) -> None:
    page = pay(shop, payer, gateway, amount, do="pay" if amount.endswith(".01") else "fail")
    assert title(page) == FAILED
    assert (shop.payments[0]["status"], shop.balance) == ("failed", 0)


@every_gateway
def test_a_payer_who_cancels_is_told_so_and_may_begin_anew_with_all_that_was_typed(
    shop: ShopDevice, payer: Payer, gateway: str
) -> None:
    page = pay(shop, payer, gateway, do="cancel")
    assert title(page) == CANCELLED
    again = payer.open(shop.url + page.text.partition('class="btn" href="')[2].partition('"')[0].replace("&amp;", "&"))
    assert f'value="{WAY[gateway]}" checked' in again.text.replace(' id="way"', "")
    assert 'value="500"' in again.text


@every_gateway
def test_captured_without_a_word_is_found_by_the_reconciler(shop: ShopDevice, payer: Payer, gateway: str) -> None:
    pay(shop, payer, gateway, "100.02")
    shop.wait_for_status("paid")


@every_gateway
def test_notices_that_come_three_times_pay_once(shop: ShopDevice, payer: Payer, gateway: str) -> None:
    """Nagad sends none: its browser comes back three times instead."""
    page = pay(shop, payer, gateway, "100.03")
    back = [step.url for step in page.history if "/returns/nagad/" in str(step.url)]
    for url in back * 2:
        page = payer.http.get(url, follow_redirects=True)
    assert title(page) == PAID
    assert len(shop.told("payment.paid")) == 1
    assert len(shop.get("/v1/balance/entries")["data"]) == 2


def test_risky_money_is_held(shop: ShopDevice, payer: Payer) -> None:
    """aamarPay alone speaks of risk."""
    pay(shop, payer, "aamarpay", "100.05")
    assert (shop.payments[0]["status"], shop.balance) == ("on_hold", 0)


@every_gateway
def test_half_the_amount_waits_for_the_operator_and_is_not_paid(shop: ShopDevice, payer: Payer, gateway: str) -> None:
    assert title(pay(shop, payer, gateway, "100.06")) != PAID
    shop.wait_for_status("on_hold")
    assert shop.balance == 0


def test_a_discount_waits_for_the_operator_with_what_reaches_the_shop(shop: ShopDevice, payer: Payer) -> None:
    assert title(pay(shop, payer, "shurjopay", "100.11")) != PAID
    shop.wait_for_status("on_hold")
    assert shop.balance == 0


def test_an_order_that_failed_and_was_then_paid_is_paid_once(shop: ShopDevice, payer: Payer) -> None:
    assert title(pay(shop, payer, "shurjopay", "100.12")) == PAID
    assert [payment["status"] for payment in shop.payments] == ["paid"]


@every_gateway
def test_an_error_page_is_no_answer_and_the_next_one_counts(shop: ShopDevice, payer: Payer, gateway: str) -> None:
    pay(shop, payer, gateway, "100.07")
    shop.wait_for_status("paid")


@every_gateway
def test_a_gateway_that_hangs_fails_softly_and_a_retry_works(shop: ShopDevice, payer: Payer, gateway: str) -> None:
    answer = payer.send_form(shop.store_url, amount="100.08", way=WAY[gateway])
    assert title(payer.http.get(shop.url + answer.headers["location"])) == FAILED
    assert title(pay(shop, payer, gateway, "100.08")) == PAID


@every_gateway
def test_a_return_that_lies_is_never_paid(live: World, shop: ShopDevice, payer: Payer, gateway: str) -> None:
    assert title(pay(shop, payer, gateway, "100.09")) == WAITING
    eventually(lambda: _asked_again(live, shop))
    assert (shop.payments[0]["status"], shop.balance) == ("pending", 0)


@every_gateway
def test_a_refund_waits_for_the_operator(live: World, shop: ShopDevice, payer: Payer, gateway: str) -> None:
    pay(shop, payer, gateway)
    payment = shop.wait_for_status("paid")
    refund_id = new_id("rf")
    body = {"id": refund_id, "amount": 20000, "reason": "ফেরত"}
    assert shop.http.post(f"/v1/payments/{payment['id']}/refunds", json=body).status_code == 201
    eventually(lambda: live.row("SELECT 1 FROM refunds WHERE id = :id AND status = 'by_hand'", id=refund_id))
    live.db.transact_now(closed_by_operator, refund_id, reference="PANEL-1")
    assert shop.payments[0]["status"] == "partly_refunded"


def test_an_ipn_of_shurjopay_that_says_nothing_new_makes_us_ask_all_the_same(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    to_gateway(shop, payer, "shurjopay", "100")
    attempts: Attempts = live.gateway.app.state.shurjopay
    attempt = attempts.everything()[-1]
    url = f"{live.url}/webhooks/shurjopay?order_id={attempt.ref}"
    for _ in range(2):
        assert plain.post(url).status_code == 200
    attempts.end(attempt, "pay")
    assert plain.post(url).status_code == 200
    shop.wait_for_status("paid")


@pytest.mark.parametrize(("same", "taken"), [(True, 20), (False, 300)], ids=["of one attempt", "of many"])
def test_notices_that_anybody_can_write_are_taken_only_so_often(live: World, same: bool, taken: int) -> None:
    live.forget_strangers()
    with plain.client(base_url=live.url) as stranger:
        answers = [
            stranger.post(f"/webhooks/shurjopay?order_id=sp{0 if same else number}").status_code
            for number in range(taken + 2)
        ]
    assert answers == [200] * taken + [429] * 2
    live.forget_strangers()


def test_without_a_choice_the_form_says_so_and_keeps_what_was_typed(shop: ShopDevice, payer: Payer) -> None:
    answer = payer.send_form(shop.store_url, amount="500")
    assert answer.status_code == 422
    assert "কীভাবে টাকা দেবেন, একটি বেছে নিন" in answer.text
    assert 'value="500"' in answer.text
    assert 'value="নুসরাত জাহান"' in answer.text


def test_another_choice_in_the_same_form_is_a_new_attempt_at_the_other_gateway(shop: ShopDevice, payer: Payer) -> None:
    form = payer.open(shop.store_url)
    typed = {**hidden(form.text), "name": NAME, "phone": PHONE, "amount": "500"}
    pages = [payer.http.post(shop.store_url, data={**typed, "way": way}).headers["location"] for way in WAY.values()]
    assert len(set(pages)) == 3
    assert {payment["gateway"] for payment in shop.payments} == set(WAY)


def _asked_again(live: World, shop: ShopDevice) -> bool:
    (payment,) = shop.payments
    return bool(live.row("SELECT 1 FROM payments WHERE id = :id AND checks_count >= 2", id=payment["id"]))
