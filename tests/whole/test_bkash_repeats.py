"""Refunds at bKash over a network that repeats requests, loses answers and refuses tokens: each is made and booked once."""

from collections.abc import Iterator

import pytest
from fastapi import Request

from checkout.commands.audit_books import audit_books
from checkout.commands.refunds import closed_by_operator
from checkout.gateways.bkash.settings import BkashSettings
from checkout.ids import new_id
from checkout.store.tables import gateway_tokens
from sandbox.bkash.state import Payment, State
from tests.conftest import NewUrl
from tests.support.payer import Payer
from tests.support.proxies import Proxy
from tests.support.servers import World, bkash_at, serving, world
from tests.support.shop import ShopDevice, eventually


def asks_for_money_back(request: Request, body: bytes) -> bool:
    return request.url.path.endswith("/payment/refund") and b'"amount"' in body


@pytest.fixture(scope="module")
def proxy() -> Proxy:
    return Proxy(asks_for_money_back)


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory, proxy: Proxy) -> Iterator[World]:
    """A checkout that reaches bKash by the proxy."""
    folder = tmp_path_factory.mktemp("repeats")
    with serving(proxy.app) as between:

        def behind(url: str) -> BkashSettings:
            proxy.target = url
            return bkash_at(between.url)

        with world(folder, database_url=new_sqlite(folder), gateways={"bkash": behind}) as running:
            yield running


@pytest.fixture(autouse=True)
def every_test_begins_with_calls_for_tokens_left_and_a_plain_proxy(live: World, proxy: Proxy) -> Iterator[None]:
    proxy.become_plain()
    _state(live).lift_bar()
    live.db.transact_now(lambda uow: uow.conn.execute(gateway_tokens.update().values(asked_at="[]")))
    yield
    assert audit_books(live.db).differences == ()


@pytest.mark.parametrize("poisha", [500_00, 100_00], ids=["nothing is left", "the same again too soon"])
def test_a_refusal_that_the_repetition_of_a_made_refund_meets_is_not_believed(
    live: World, shop: ShopDevice, payer: Payer, proxy: Proxy, poisha: int
) -> None:
    payment_id = paid(shop, payer)
    proxy.deliveries = 2
    refund(shop, payment_id, poisha)
    (told,) = eventually(lambda: shop.told("refund.refunded"))
    (theirs,) = _at_bkash(live).refunds
    assert (told["gateway_ref"], told["amount"]) == (theirs.trx_id, poisha)
    assert shop.told("refund.refused") == []
    assert proxy.meant_count == 1


@pytest.mark.parametrize("poisha", [500_00, 100_00])
def test_a_refund_that_is_delivered_twice_and_whose_answer_is_lost_is_found(
    live: World, shop: ShopDevice, payer: Payer, proxy: Proxy, poisha: int
) -> None:
    payment_id = paid(shop, payer)
    proxy.deliveries, proxy.cuts = 2, True
    refund(shop, payment_id, poisha)
    (told,) = eventually(lambda: shop.told("refund.refunded"))
    (theirs,) = _at_bkash(live).refunds
    assert told["gateway_ref"] == theirs.trx_id


def test_equal_parts_asked_for_at_once_with_their_tokens_refused_are_each_their_own(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    payment_id = paid(shop, payer)
    for _ in range(2):
        refund(shop, payment_id, 100_15)
    told = eventually(lambda: shop.told("refund.refunded")[1:] and shop.told("refund.refunded"))
    refs = [one.trx_id for one in _at_bkash(live).refunds]
    assert sorted(one["gateway_ref"] for one in told) == sorted(refs)
    assert len(set(refs)) == 2


def test_of_equal_parts_the_one_that_was_lost_on_its_way_is_not_closed_by_the_other(
    live: World, shop: ShopDevice, payer: Payer, proxy: Proxy
) -> None:
    payment_id = paid(shop, payer)
    proxy.loses = 1
    both = [refund(shop, payment_id, 100_00) for _ in range(2)]
    (lost,) = eventually(lambda: [one for one in both if _status(live, one) == "by_hand"])
    (made,) = (one for one in both if one != lost)
    # It may still be on its way, so the other one waits for it.
    assert (_status(live, made), proxy.meant_count) == ("promised", 1)
    live.db.transact_now(closed_by_operator, lost, refusal="not in bKash's panel")
    (told,) = eventually(lambda: shop.told("refund.refunded"))
    (theirs,) = _at_bkash(live).refunds
    assert (told["id"], told["gateway_ref"]) == (made, theirs.trx_id)
    assert _status(live, lost) == "refused"


def paid(shop: ShopDevice, payer: Payer) -> str:
    payer.pay_by_wallet(payer.to_gateway(shop.store_url, amount="500"))
    return str(shop.wait_for_status("paid")["id"])


def refund(shop: ShopDevice, payment_id: str, poisha: int) -> str:
    body = {"id": new_id("rf"), "amount": poisha, "reason": "ফেরত"}
    answer = shop.http.post(f"/v1/payments/{payment_id}/refunds", json=body)
    assert answer.status_code == 201, answer.text
    return str(body["id"])


def _status(live: World, refund_id: str) -> str:
    return str(live.row("SELECT status FROM refunds WHERE id = :id", id=refund_id)[0])


def _state(live: World) -> State:
    state: State = live.gateway.app.state.bkash
    return state


def _at_bkash(live: World) -> Payment:
    return _state(live).everything()[-1]
