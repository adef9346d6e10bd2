"""Each scenario of the stand-in gateway ends as the product promises, over real HTTP."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from checkout.commands.audit_books import audit_books
from tests.support import plain
from tests.support.payer import Payer, hidden, title
from tests.support.servers import World
from tests.support.shop import ShopDevice, eventually


@pytest.fixture(scope="module", autouse=True)
def the_books_balance_in_the_end(live: World) -> object:
    yield
    assert audit_books(live.db).differences == ()


def test_all_goes_well_and_the_shop_gets_amount_less_fee(shop: ShopDevice, payer: Payer) -> None:
    page = payer.pay(shop.store_url, amount="500")
    assert title(page) == "পরিশোধ হয়েছে"
    (payment,) = shop.payments
    assert (payment["status"], payment["method"], payment["fee"], payment["net"]) == ("paid", "bKash", 1250, 48750)
    assert shop.balance == 48750


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("visacard", "Visa"),
        ("mastercard", "Mastercard"),
        ("amexcard", "Amex"),
        ("nagad", "Nagad"),
        ("dbblmobilebanking", "Rocket"),
    ],
)
def test_every_way_to_pay_is_named_as_people_know_it(shop: ShopDevice, payer: Payer, method: str, name: str) -> None:
    payer.pay(shop.store_url, method, amount="100")
    assert shop.payments[0]["method"] == name


def test_01_declined_is_failed_and_trying_again_keeps_what_was_typed(shop: ShopDevice, payer: Payer) -> None:
    page = payer.pay(shop.store_url, amount="100.01")
    assert title(page) == "পেমেন্ট হয়নি"
    again = payer.open(shop.url + page.text.partition('class="btn" href="')[2].partition('"')[0].replace("&amp;", "&"))
    assert 'value="নুসরাত জাহান"' in again.text
    assert 'value="100.01"' in again.text
    assert shop.payments[0]["status"] == "failed"
    assert shop.balance == 0


def test_02_captured_without_a_word_is_found_by_the_reconciler(shop: ShopDevice, payer: Payer) -> None:
    payer.pay_there(payer.to_gateway(shop.store_url, amount="100.02"))
    assert shop.wait_for_status("paid")["net"] == 9752


def test_03_three_notices_make_one_ledger_transaction(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="100.03")
    shop.wait_for_status("paid")
    assert len(shop.told("payment.paid")) == 1
    assert len(shop.get("/v1/balance/entries")["data"]) == 2


def test_04_a_notice_after_the_return_changes_nothing_more(live: World, shop: ShopDevice, payer: Payer) -> None:
    assert title(payer.pay(shop.store_url, amount="100.04")) == "পরিশোধ হয়েছে"
    (tran_id,) = live.row("SELECT tran_id FROM payments WHERE id = :id", id=shop.payments[0]["id"])
    done = "SELECT 1 FROM webhook_inbox WHERE body LIKE :it AND status = 'done'"
    eventually(lambda: live.row(done, it=f"%{tran_id}%"))
    assert len(shop.told("payment.paid")) == 1


def test_05_risky_money_is_on_hold_and_not_credited(shop: ShopDevice, payer: Payer) -> None:
    page = payer.pay(shop.store_url, amount="100.05")
    assert title(page) == "পেমেন্ট যাচাইয়ে আটকে আছে"
    assert shop.payments[0]["status"] == "on_hold"
    assert shop.balance == 0


def test_06_half_the_amount_at_validation_waits_for_the_operator(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="100.06")
    shop.wait_for_status("on_hold")
    assert (shop.told("payment.paid"), shop.balance) == ([], 0)


def test_11_money_under_a_banks_campaign_waits_for_the_operator(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="100.11")
    shop.wait_for_status("on_hold")
    assert (shop.told("payment.paid"), shop.balance) == ([], 0)


def test_07_an_error_page_twice_then_good_is_paid(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="100.07")
    shop.wait_for_status("paid")
    assert len(shop.told("payment.paid")) == 1


def test_08_a_gateway_that_hangs_fails_softly_and_a_retry_works(shop: ShopDevice, payer: Payer) -> None:
    began = time.monotonic()
    answer = payer.send_form(shop.store_url, amount="100.08")
    page = payer.http.get(shop.url + answer.headers["location"])
    assert time.monotonic() - began < 20
    assert title(page) == "পেমেন্ট হয়নি"
    assert title(payer.pay(shop.store_url, amount="100.08")) == "পরিশোধ হয়েছে"


def test_09_a_forged_notice_is_never_paid(live: World, shop: ShopDevice, payer: Payer) -> None:
    page = payer.pay(shop.store_url, amount="100.09")
    assert title(page) == "পেমেন্ট যাচাই হচ্ছে"
    _asked_again(live, shop)
    assert (shop.payments[0]["status"], shop.balance) == ("pending", 0)
    assert live.row("SELECT status FROM webhook_inbox ORDER BY received_at DESC LIMIT 1") == ("refused",)


def test_a_payer_who_cancels_is_told_so(shop: ShopDevice, payer: Payer) -> None:
    page = payer.come_back(payer.cancel_there(payer.to_gateway(shop.store_url, amount="100")))
    assert title(page) == "আপনি পেমেন্ট বাতিল করেছেন"
    assert shop.payments[0]["status"] == "cancelled"


def test_fifty_identical_notices_at_once_are_one_payment_and_one_event(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    back = payer.pay_there(payer.to_gateway(shop.store_url, amount="100.04"))

    notice = {name: value for name, value in hidden(back.text).items() if name != "subscription_id"}
    with ThreadPoolExecutor(25) as pool, plain.client() as http:
        url = f"{live.url}/webhooks/sslcommerz"
        answers = list(pool.map(lambda _: http.post(url, data=notice).status_code, range(50)))
    assert answers == [200] * 50
    shop.wait_for_status("paid")
    assert len(shop.told("payment.paid")) == 1
    booked = "SELECT count(*) FROM ledger_transactions WHERE payment_id = :id"
    assert live.row(booked, id=shop.payments[0]["id"]) == (1,)


def _asked_again(live: World, shop: ShopDevice) -> None:
    """Until the reconciler has asked three times about the shop's payment."""
    query = "SELECT 1 FROM payments WHERE id = :id AND checks_count >= 3"
    eventually(lambda: live.row(query, id=shop.payments[0]["id"]))
