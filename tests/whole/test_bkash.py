"""bKash's own checkout, over real HTTP: each scenario of the stand-in ends as the product promises."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from checkout.commands.audit_books import audit_books
from checkout.ids import new_id
from checkout.store.tables import gateway_tokens
from sandbox.bkash.state import Payment, State
from tests.conftest import NewUrl
from tests.support.payer import Payer, title
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, eventually

PAID, WAITING, FAILED = "পরিশোধ হয়েছে", "পেমেন্ট যাচাই হচ্ছে", "পেমেন্ট হয়নি"


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One checkout with bKash alone for all tests here."""
    folder = tmp_path_factory.mktemp("bkash")
    with world(folder, database_url=new_sqlite(folder), gateways=["bkash"]) as running:
        yield running


@pytest.fixture(autouse=True)
def every_test_begins_with_calls_for_tokens_left_and_ends_with_books_that_balance(live: World) -> Iterator[None]:
    _an_hour_passes(live)
    yield
    assert audit_books(live.db).differences == ()


def test_all_goes_well_with_one_execute_and_no_query_but_the_clocks_own(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    assert title(_pay(shop, payer)) == PAID
    (payment,) = shop.payments
    assert (payment["status"], payment["method"], payment["gateway"]) == ("paid", "bKash", "bkash")
    assert (payment["fee"], payment["net"], shop.balance) == (750, 49250, 49250)
    theirs = _at_bkash(live)
    assert payment["gateway_ref"] == theirs.trx_id
    # On a slow machine the clock may have asked while the payer typed, and one of its questions be under way; nobody
    # else asks.
    (asked_by_clock,) = live.row("SELECT checks_count FROM payments WHERE id = :id", id=payment["id"])
    assert theirs.executes_count == 1
    assert theirs.queries_count <= asked_by_clock + 1


@pytest.mark.parametrize(
    ("wallet", "reason", "words"),
    [
        ("01823074817", "অ্যাকাউন্টে পর্যাপ্ত টাকা নেই", "Insufficient Balance"),
        ("01823074818", "এই অ্যাকাউন্ট থেকে পেমেন্ট করা যায় না", "Payer account is not in a state to pay"),
        ("01700000001", "পিন ঠিক ছিল না", "Wrong PIN"),
        ("01700000010", "একই টাকার পেমেন্ট একটু আগেই এসেছে", "Duplicate for all transactions"),
    ],
)
def test_a_refusal_is_told_in_the_payers_language_beside_bkashs_own_words(
    shop: ShopDevice, payer: Payer, wallet: str, reason: str, words: str
) -> None:
    page = _pay(shop, payer, wallet)
    assert title(page) == FAILED
    # Theirs is a detail of the reason, and says in which language it is.
    assert re.search(rf"{reason}[^<]*</bdi><small>[^<]+<bdi lang=\"en\">{words}</bdi>", page.text)
    assert (shop.payments[0]["status"], shop.balance) == ("failed", 0)


def test_an_execute_that_answers_too_late_is_found_paid_by_the_query(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    _pay(shop, payer, "01700000002")
    shop.wait_for_status("paid")
    assert (_at_bkash(live).executes_count, shop.balance) == (1, 49250)


def test_already_completed_is_no_failure(live: World, shop: ShopDevice, payer: Payer) -> None:
    assert title(_pay(shop, payer, "01700000003")) == PAID
    assert _at_bkash(live).executes_count == 1


def test_a_gateway_under_maintenance_is_asked_again_until_the_money_has_moved(shop: ShopDevice, payer: Payer) -> None:
    assert title(_pay(shop, payer, "01700000004")) == WAITING
    shop.wait_for_status("paid")
    assert len(shop.told("payment.paid")) == 1


def test_a_browser_that_comes_back_twice_executes_once(live: World, shop: ShopDevice, payer: Payer) -> None:
    page = payer.pay_by_wallet(payer.to_gateway(shop.store_url, amount="500"), "01700000005")
    back = re.search(r'id="back" href="([^"]+)"', page.text)
    assert back is not None
    url = back[1].replace("&amp;", "&")
    assert [title(payer.http.get(url, follow_redirects=True)) for _ in range(2)] == [PAID, PAID]
    assert (_at_bkash(live).executes_count, len(shop.told("payment.paid"))) == (1, 1)


def test_a_payer_who_gave_the_pin_comes_back_though_others_guessed_from_the_same_address(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    page = payer.pay_by_wallet(payer.to_gateway(shop.store_url, amount="500"), "01700000005")
    back = re.search(r'id="back" href="([^"]+)"', page.text)
    assert back is not None
    for number in range(200):
        payer.open(f"{shop.url}/l/WRONG{number}")
    assert payer.open(f"{shop.url}/l/WRONG").status_code == 429
    url = back[1].replace("&amp;", "&")
    assert title(payer.http.get(url, follow_redirects=True)) == PAID
    ref = shop.payments[0]["gateway_ref"]
    for written in (ref.lower(), f"TrxID {ref.lower()}.", f"TrxID:{ref}"):
        assert payer.http.get(f"{shop.url}/v", params={"c": written}).status_code == 200
    live.forget_strangers()


def test_a_payer_whose_browser_never_returns_is_executed_by_the_reconciler(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    payer.pay_by_wallet(payer.to_gateway(shop.store_url, amount="500"), "01700000006")
    shop.wait_for_status("paid")
    assert _at_bkash(live).executes_count == 1


def test_a_refused_token_is_replaced_once_and_the_payment_goes_on(live: World, shop: ShopDevice, payer: Payer) -> None:
    assert title(_pay(shop, payer, "01700000007")) == PAID
    assert len(_state(live).token_calls) == 1


def test_without_a_token_the_payment_waits_and_is_paid_when_there_is_one_again(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    assert title(_pay(shop, payer, "01700000008")) == WAITING
    eventually(lambda: _checked(live, shop))
    assert (shop.payments[0]["status"], shop.balance) == ("pending", 0)
    assert len(_state(live).token_calls) <= 2
    _an_hour_passes(live)
    shop.wait_for_status("paid")


def test_who_came_back_before_the_pin_is_paid_when_they_come_back_with_it(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    page = payer.to_gateway(shop.store_url, amount="500")
    theirs = _at_bkash(live)
    too_early = f"{theirs.asked['callbackURL']}?paymentID={theirs.id}&status=success&signature={theirs.signature}"
    assert title(payer.http.get(too_early, follow_redirects=True)) == WAITING
    assert _at_bkash(live).executes_count == 1
    assert title(payer.pay_by_wallet(page)) == PAID
    assert (_at_bkash(live).executes_count, shop.balance) == (2, 49250)


def test_half_the_amount_waits_for_the_operator_and_is_not_paid(shop: ShopDevice, payer: Payer) -> None:
    assert title(_pay(shop, payer, "01700000009")) != PAID
    shop.wait_for_status("on_hold")
    assert shop.balance == 0


def test_a_payer_who_cancels_is_told_so(shop: ShopDevice, payer: Payer) -> None:
    page_url = payer.to_gateway(shop.store_url, amount="500")
    form = payer.http.get(page_url)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.text))
    page = payer.http.post(page_url, data={**hidden, "cancel": "1"}, follow_redirects=True)
    assert title(page) == "আপনি পেমেন্ট বাতিল করেছেন"
    assert shop.payments[0]["status"] == "cancelled"


@pytest.mark.parametrize("change", ["another_payment", "nothing_typed"])
def test_a_return_that_somebody_made_up_pays_nothing(live: World, shop: ShopDevice, payer: Payer, change: str) -> None:
    payer.to_gateway(shop.store_url, amount="500")
    theirs = _at_bkash(live)
    payment_id = "TR0011somebodyelses" if change == "another_payment" else theirs.id
    url = f"{theirs.asked['callbackURL']}?paymentID={payment_id}&status=success&signature=guess"
    assert title(payer.http.get(url, follow_redirects=True)) == WAITING
    assert (shop.payments[0]["status"], _at_bkash(live).taken) == ("pending", False)


def test_money_for_a_link_that_was_paid_meanwhile_stays_with_the_payer(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    link = shop.new_link(500_00)
    first, second = (payer.to_gateway(link["url"], name=name) for name in ("নুসরাত", "সাব্বির"))
    assert title(payer.pay_by_wallet(first)) == PAID
    page = payer.pay_by_wallet(second)
    assert title(page) == FAILED
    assert "লিংকটি এর মধ্যে বন্ধ হয়েছে" in page.text
    assert not _at_bkash(live).taken
    assert shop.balance == 49250


class TestMoneyBack:
    """Refunds through bKash."""

    def test_a_part_and_the_rest_go_back_at_once(self, live: World, shop: ShopDevice, payer: Payer) -> None:
        payment = _paid(shop, payer)
        _refund(shop, payment, 200_00)
        _refund(shop, payment, 300_00)
        shop.wait_for_status("refunded")
        assert [one.amount for one in _at_bkash(live).refunds] == ["200.00", "300.00"]

    def test_a_refusal_gives_the_shop_its_money_again(self, shop: ShopDevice, payer: Payer) -> None:
        payment = _paid(shop, payer)
        _refund(shop, payment, 100_11)
        (told,) = eventually(lambda: shop.told("refund.refused"))
        assert "2071" in told["refusal"]
        assert shop.balance == payment["net"]

    @pytest.mark.parametrize("earlier", [(), (100_13,)], ids=["first", "after one of the same amount"])
    def test_an_answer_that_is_lost_is_looked_up_and_never_asked_again(
        self, live: World, shop: ShopDevice, payer: Payer, earlier: tuple[int, ...]
    ) -> None:
        payment = _paid(shop, payer)
        for count, poisha in enumerate((*earlier, 100_13), 1):
            _refund(shop, payment, poisha)
            eventually(lambda: len(shop.told("refund.refunded")) == count)  # noqa: B023 - looked at at once
        assert len(_at_bkash(live).refunds) == len(earlier) + 1

    def test_a_refused_token_does_not_refund_twice(self, live: World, shop: ShopDevice, payer: Payer) -> None:
        payment = _paid(shop, payer)
        _refund(shop, payment, 100_15)
        eventually(lambda: shop.told("refund.refunded"))
        assert len(_at_bkash(live).refunds) == 1


def _pay(shop: ShopDevice, payer: Payer, wallet: str = "01712345678") -> httpx.Response:
    return payer.pay_by_wallet(payer.to_gateway(shop.store_url, amount="500"), wallet)


def _paid(shop: ShopDevice, payer: Payer) -> Any:
    _pay(shop, payer)
    return shop.wait_for_status("paid")


def _refund(shop: ShopDevice, payment: Any, poisha: int) -> None:
    body = {"id": new_id("rf"), "amount": poisha, "reason": "ফেরত"}
    answer = shop.http.post(f"/v1/payments/{payment['id']}/refunds", json=body)
    assert answer.status_code == 201, answer.text


def _state(live: World) -> State:
    state: State = live.gateway.app.state.bkash
    return state


def _at_bkash(live: World) -> Payment:
    return _state(live).everything()[-1]


def _checked(live: World, shop: ShopDevice) -> bool:
    query = "SELECT 1 FROM payments WHERE id = :id AND checks_count >= 2"
    return bool(live.row(query, id=shop.payments[0]["id"]))


def _an_hour_passes(live: World) -> None:
    """For the count of token calls, on both sides; nothing else grows older."""
    _state(live).lift_bar()
    live.db.transact_now(lambda uow: uow.conn.execute(gateway_tokens.update().values(asked_at="[]")))
