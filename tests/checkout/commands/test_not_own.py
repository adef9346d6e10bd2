"""What was told of as a shop's own and is a page's money, and what of it is forgotten with a payer."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from checkout.commands.audit_books import audit_books
from checkout.commands.direct_payments import KeptNotice, take_proved, take_told
from checkout.commands.erase_payers import forget_before, forget_phone
from checkout.core.reasons import HoldReason
from checkout.errors import WrongState
from checkout.gateways.base import Held, ProvedNotice
from checkout.store import direct_payments
from checkout.store.database import Database
from checkout.store.tables import events, webhook_inbox
from tests.conftest import HandClock
from tests.support.books import PAID
from tests.support.code_shop import CodeShop


@pytest.fixture
def shop(db: Database) -> CodeShop:
    return CodeShop(db)


def test_what_a_page_of_ours_took_is_no_shops_own_whatever_is_told_of_it(shop: CodeShop, alarms: list[str]) -> None:
    told = shop.tells()
    shop.answer(shop.start(), replace(PAID, gateway_ref=told.trx_id))
    assert shop.db.transact_now(take_told, told) is None
    assert (shop.waiting, alarms) == ([], ["alarm: a shop was given an account that our pages are paid to"])


def test_what_turns_out_to_be_a_pages_money_pays_no_second_link(shop: CodeShop) -> None:
    came_in = shop.take(shop.tells())
    shop.answer(shop.start(), replace(PAID, gateway_ref=came_in.trx_id))
    assert (shop.waiting, shop.told.count("direct.updated")) == ([], 1)
    with pytest.raises(WrongState):
        shop.assign(came_in, shop.store_link)
    assert [one.is_at_own_account for one in shop.all_payments] == [False]
    shop.assert_balanced()


def test_what_a_page_holds_waits_for_no_word_of_the_shop(shop: CodeShop) -> None:
    came_in = shop.take(shop.tells())
    shop.answer(shop.start(), Held(HoldReason.RISK, amount=came_in.amount, gateway_ref=came_in.trx_id))
    assert (shop.waiting, shop.told.count("direct.updated")) == ([], 1)


def test_money_that_was_assigned_before_a_page_had_it_is_named_by_the_audit(shop: CodeShop) -> None:
    came_in = shop.take(shop.tells())
    shop.assign(came_in, shop.store_link)
    shop.answer(shop.start(), replace(PAID, gateway_ref=came_in.trx_id))
    (found,) = audit_books(shop.db).differences
    assert "its money paid" in found


def test_a_payer_is_forgotten_in_notices_of_a_shops_own_account(shop: CodeShop) -> None:
    bodies = [f'{{"debitMSISDN": "{number}"}}' for number in ("8801700000001", "8801700000002")]
    for body in bodies:
        kept = KeptNotice("bkash", body.encode(), "[]")
        shop.db.transact_now(take_proved, kept, ProvedNotice(body, shop.tells()))
    shop.db.transact_now(forget_phone, "01700000001", 10)
    still = shop.db.read_now(lambda conn: conn.execute(select(webhook_inbox.c.body)).scalars().all())
    assert sorted(still) == ["", bodies[1]]


@pytest.mark.parametrize("written", ["01700000001", "+880 1700-000001", "চাল ০১৭০০ ০০০ ০০১"])
def test_a_phone_that_a_payer_wrote_with_such_money_is_forgotten(shop: CodeShop, written: str) -> None:
    named, other = shop.take(shop.tells(written)), shop.take(shop.tells("01700000002"))
    assert shop.db.transact_now(forget_phone, "01700000001", 10) == 1
    assert shop.db.transact_now(forget_phone, "01700000001", 10) == 0
    kept = shop.db.read_now(direct_payments.page, shop.shop.id, 9, None)
    assert {one.id: one.reference for one in kept} == {named.id: "", other.id: "01700000002"}
    logged = shop.db.read_now(lambda conn: conn.execute(select(events.c.data)).scalars().all())
    assert not any(written in one for one in logged)
    assert shop.told[-1] == "direct.updated"


def test_what_a_payer_wrote_with_it_goes_by_age_and_a_links_number_stays(shop: CodeShop, clock: HandClock) -> None:
    old, number = shop.take(shop.tells("চাল, রহিম")), shop.take(shop.tells(shop.link.code))
    clock.forward(days=1)
    moment, young = clock.now, shop.take(shop.tells("ডাল"))
    assert [shop.db.transact_now(forget_before, moment, 10) for _ in range(2)] == [1, 0]
    kept = {one.id: one.reference for one in shop.db.read_now(direct_payments.page, shop.shop.id, 9, None)}
    assert kept == {old.id: "", number.id: shop.link.code, young.id: "ডাল"}
