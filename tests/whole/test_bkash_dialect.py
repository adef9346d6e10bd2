"""A merchant whom bKash has given its newer dialect: the same promises, at other addresses."""

from collections.abc import Iterator

import pytest

from checkout.commands.audit_books import audit_books
from checkout.ids import new_id
from checkout.store.tables import gateway_tokens
from sandbox.bkash.state import Payment, State
from tests.conftest import NewUrl
from tests.support.payer import Payer, title
from tests.support.servers import World, bkash_at, world
from tests.support.shop import ShopDevice, eventually

PAID, FAILED = "পরিশোধ হয়েছে", "পেমেন্ট হয়নি"


@pytest.fixture(scope="module", params=["v1.2.0-beta", "v2"])
def live(
    request: pytest.FixtureRequest, new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One checkout in the newer dialect, that asks for refunds at the addresses of either."""
    folder, refunds = tmp_path_factory.mktemp("bkash-v2"), request.param
    gateways = {"bkash": lambda url: bkash_at(url, dialect="v2", refund_dialect=refunds)}
    with world(folder, database_url=new_sqlite(folder), gateways=gateways) as running:
        yield running


@pytest.fixture(autouse=True)
def every_test_begins_with_calls_for_tokens_left_and_ends_with_books_that_balance(live: World) -> Iterator[None]:
    _state(live).lift_bar()
    live.db.transact_now(lambda uow: uow.conn.execute(gateway_tokens.update().values(asked_at="[]")))
    yield
    assert audit_books(live.db).differences == ()


def test_a_payer_pays_and_the_money_goes_back_in_parts(live: World, shop: ShopDevice, payer: Payer) -> None:
    assert title(payer.pay_by_wallet(payer.to_gateway(shop.store_url, amount="500"))) == PAID
    assert _at_bkash(live).executes_count == 1
    payment = shop.wait_for_status("paid")
    # In order: at once, with no code, with its answer lost, and with its token refused.
    for poisha in (100_00, 100_17, 100_13, 100_15):
        _refund(shop, payment["id"], poisha)
        eventually(lambda: sum(one["amount"] == poisha for one in shop.told("refund.refunded")))  # noqa: B023 - now
    theirs = _at_bkash(live).refunds
    assert [one.amount for one in theirs] == ["100.00", "100.17", "100.13", "100.15"]
    told = {one["gateway_ref"] for one in shop.told("refund.refunded")}
    assert told == {one.trx_id for one in theirs}


def test_a_refusal_is_told_in_bkashs_own_words(shop: ShopDevice, payer: Payer) -> None:
    page = payer.pay_by_wallet(payer.to_gateway(shop.store_url, amount="500"), "01823074817")
    assert title(page) == FAILED
    assert "Insufficient Balance" in page.text


def test_a_return_that_got_lost_is_executed_by_the_clock(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.pay_by_wallet(payer.to_gateway(shop.store_url, amount="500"), "01700000006")
    shop.wait_for_status("paid")
    assert _at_bkash(live).executes_count == 1


@pytest.mark.parametrize(
    ("wallet", "status"),
    [
        ("01823074818", "failed"),
        ("01700000001", "failed"),
        ("01700000002", "paid"),
        ("01700000003", "paid"),
        ("01700000007", "paid"),
        ("01700000009", "on_hold"),
        ("01700000010", "failed"),
    ],
    ids=["barred", "wrong PIN", "late answer", "already completed", "stale token", "half the amount", "twice too soon"],
)
def test_the_stand_ins_scenarios_end_as_in_the_older_dialect(
    live: World, shop: ShopDevice, payer: Payer, wallet: str, status: str
) -> None:
    payer.pay_by_wallet(payer.to_gateway(shop.store_url, amount="500"), wallet)
    shop.wait_for_status(status)
    assert (_at_bkash(live).executes_count, shop.balance) == (1, 49250 if status == "paid" else 0)


def _refund(shop: ShopDevice, payment_id: str, poisha: int) -> None:
    body = {"id": new_id("rf"), "amount": poisha, "reason": "ফেরত"}
    answer = shop.http.post(f"/v1/payments/{payment_id}/refunds", json=body)
    assert answer.status_code == 201, answer.text


def _state(live: World) -> State:
    state: State = live.gateway.app.state.bkash
    return state


def _at_bkash(live: World) -> Payment:
    return _state(live).everything()[-1]
