"""Money at a shop's own account: booked once and beside its balance, by a server's word alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from checkout.commands.direct_payments import (
    KeptNotice,
    SeenPayment,
    assign_direct_payment,
    note_seen,
    take_proved,
    take_told,
)
from checkout.commands.links import cancel_link, create_link
from checkout.commands.merchants import create_merchant
from checkout.commands.own_code import bind_own_account, release_own_account, remove_own_code, set_own_code
from checkout.commands.refunds import quote_refund
from checkout.core.direct_payment import DirectPaymentId, UnreadablePayment
from checkout.core.link import Link, LinkId, LinkRequest, LinkStatus
from checkout.core.merchant import UNNOTED, Merchant
from checkout.errors import BadFields, NotFound, SameIdOtherContent, WrongState
from checkout.gateways.base import ProvedNotice
from checkout.ids import new_id
from checkout.store import links
from checkout.store.database import Database
from emvqr import Field
from money import Money
from tests.conftest import HandClock, NewUrl
from tests.emvqr.samples import STATIC, changed
from tests.support.books import PAID, Books
from tests.support.code_shop import AMOUNT, SHORT_CODE, CodeShop


@pytest.fixture
def on_both(db: Database) -> CodeShop:
    """For what the two kinds of database have to do alike; a rule is tested on one."""
    return CodeShop(db)


@pytest.fixture
def plain_db(new_sqlite: NewUrl, tmp_path: Path, clock: HandClock) -> Iterator[Database]:
    database = Database(new_sqlite(tmp_path), clock=clock, new_id=new_id, public_url="https://pay.example")
    yield database
    database.close()


@pytest.fixture
def shop(plain_db: Database) -> CodeShop:
    return CodeShop(plain_db)


def other_shop(db: Database) -> Merchant:
    return db.transact_now(create_merchant, "+8801700000999", name="রহিম")


def test_a_fixed_links_number_and_sum_pay_it_and_no_balance_knows_of_it(shop: CodeShop) -> None:
    taken = shop.take(shop.tells(shop.link.code))
    assert (taken.link_id, taken.payment_id, shop.waiting) == (shop.link.id, shop.paid.id, [])
    assert (shop.link_now.status, shop.link_now.paid_total) == (LinkStatus.PAID, AMOUNT)
    assert (shop.paid.status, shop.paid.fee, shop.paid.net, shop.paid.late) == ("paid", Money(0), AMOUNT, False)
    assert (shop.paid.gateway_ref, shop.paid.method) == (taken.trx_id, "Bangla QR")
    assert shop.balance == Money(0)
    assert "balance.entry" not in shop.told
    assert {"payment.paid", "link.paid", "direct.assigned"} <= set(shop.told)
    shop.assert_balanced()


def test_what_is_told_twice_is_booked_once(on_both: CodeShop) -> None:
    shop = on_both
    told = shop.tells(shop.link.code)
    first = shop.take(told)
    heard = len(shop.told)
    assert (shop.take(told).id, len(shop.told), len(shop.all_payments)) == (first.id, heard, 1)
    shop.assert_balanced()


@pytest.mark.parametrize(
    "otherwise",
    [{"amount": Money(1_00)}, {"shop_code": "50023"}, {"shop_code": "90009"}],
    ids=["sum", "account", "nobody's account"],
)
def test_what_is_told_otherwise_later_moves_nothing_and_rings(
    shop: CodeShop, alarms: list[str], otherwise: dict[str, object]
) -> None:
    shop.db.transact_now(bind_own_account, shop.shop.id, "50023")
    told = shop.tells(shop.link.code)
    first = shop.take(told)
    assert (shop.take(replace(told, **otherwise)), len(shop.all_payments)) == (first, 1)  # type: ignore[arg-type]
    assert alarms == ["alarm: money at a shop's own account is told otherwise now"]


@pytest.mark.parametrize(
    ("invoice", "amount"),
    [("", AMOUNT), ("INV0001", AMOUNT), ("own", Money(1_00)), ("own", Money(500_01)), ("\u202e\n", AMOUNT), ("x" * 900, AMOUNT)],
    ids=["a typed sum", "another number", "too little", "too much", "nothing to be seen", "endless"],
)  # fmt: skip
def test_what_names_no_link_with_its_sum_waits_for_the_shop(shop: CodeShop, invoice: str, amount: Money) -> None:
    taken = shop.take(shop.tells(shop.link.code if invoice == "own" else invoice, amount))
    assert (taken.link_id, taken.payment_id, shop.waiting) == (None, None, [taken])
    assert (shop.link_now.status, shop.all_payments, shop.balance) == (LinkStatus.ACTIVE, [], Money(0))
    assert shop.told[-1] == "direct.came_in"
    shop.assert_balanced()


def test_money_to_another_account_pays_nothing_whatever_number_comes_with_it(shop: CodeShop) -> None:
    assert shop.db.transact_now(take_told, shop.tells(shop.link.code, shop_code="90009")) is None
    other = other_shop(shop.db)
    shop.db.transact_now(set_own_code, other.id, changed(STATIC, Field("59", "OTHER")))
    shop.db.transact_now(bind_own_account, other.id, "90009")
    theirs = shop.db.transact_now(take_told, shop.tells(shop.link.code, shop_code="90009"))
    assert theirs is not None
    assert (theirs.merchant_id, theirs.link_id) == (other.id, None)
    assert (shop.link_now.status, shop.all_payments, shop.waiting) == (LinkStatus.ACTIVE, [], [])


def test_an_account_is_of_one_shop_and_the_operator_alone_says_of_which(shop: CodeShop) -> None:
    other = other_shop(shop.db)
    with pytest.raises(BadFields, match="no_own_code"):
        shop.db.transact_now(bind_own_account, other.id, "1")
    shop.db.transact_now(set_own_code, other.id, STATIC)
    with pytest.raises(BadFields, match="account_taken"):
        shop.db.transact_now(bind_own_account, other.id, SHORT_CODE)


@pytest.mark.parametrize("short_code", ["", "৫০০২২", "50 022", "5" * 41])
def test_what_bkash_cannot_call_an_account_is_told_to_the_operator(shop: CodeShop, short_code: str) -> None:
    with pytest.raises(BadFields, match="short_code"):
        shop.db.transact_now(bind_own_account, shop.shop.id, short_code)


def test_what_the_operator_said_wrongly_is_taken_back_and_is_free_for_the_right_shop(shop: CodeShop) -> None:
    other = other_shop(shop.db)
    with pytest.raises(BadFields, match="account_not_theirs"):
        shop.db.transact_now(release_own_account, other.id, SHORT_CODE)
    assert shop.db.transact_now(release_own_account, shop.shop.id, SHORT_CODE).told_accounts == ""
    assert shop.db.transact_now(take_told, shop.tells(shop.link.code)) is None
    shop.db.transact_now(set_own_code, other.id, STATIC)
    assert shop.db.transact_now(bind_own_account, other.id, SHORT_CODE).told_accounts != ""


def test_a_link_that_is_paid_twice_has_its_second_money_marked(shop: CodeShop) -> None:
    shop.take(shop.tells(shop.link.code))
    shop.take(shop.tells(shop.link.code))
    assert sorted(one.duplicate for one in shop.all_payments) == [False, True]
    shop.assert_balanced()


def test_of_a_links_page_and_its_code_the_second_one_is_marked(shop: CodeShop) -> None:
    attempt = shop.start()
    shop.take(shop.tells(shop.link.code))
    assert shop.answer(attempt, PAID).duplicate
    assert shop.balance == PAID.amount - (PAID.fee or Money(0))
    shop.assert_balanced()


def test_money_for_a_link_that_was_cancelled_is_late(shop: CodeShop) -> None:
    shop.db.transact_now(cancel_link, shop.shop.id, shop.link.id)
    shop.take(shop.tells(shop.link.code))
    assert (shop.paid.status, shop.paid.late) == ("paid", True)


@pytest.mark.parametrize(("ago", "is_news"), [(-5, True), (9, True), (11, False), (300, False)])
def test_old_money_is_not_told_as_just_come(shop: CodeShop, clock: HandClock, ago: int, is_news: bool) -> None:
    came_at = clock.now - timedelta(minutes=ago)
    shop.take(shop.tells(shop.link.code, paid_at=came_at))
    assert (shop.paid.paid_at, shop.link_now.paid_at) == ((clock.now if is_news else came_at,) * 2)


def test_it_is_taken_in_after_the_shop_took_its_code_away(shop: CodeShop) -> None:
    shop.db.transact_now(remove_own_code, shop.shop.id)
    assert shop.take(shop.tells(shop.link.code)).payment_id is not None


def test_the_shop_says_for_which_link_it_came_once(shop: CodeShop) -> None:
    came_in = shop.take(shop.tells())
    assigned = shop.assign(came_in, shop.link)
    assert (assigned.payment_id, shop.link_now.status, shop.balance) == (shop.paid.id, LinkStatus.PAID, Money(0))
    heard = len(shop.told)
    assert (shop.assign(came_in, shop.link), len(shop.told)) == (assigned, heard)
    with pytest.raises(WrongState):
        shop.assign(came_in, shop.store_link)
    shop.assert_balanced()


def test_a_fixed_link_takes_its_own_sum_and_the_shops_own_link_takes_any(shop: CodeShop) -> None:
    came_in = shop.take(shop.tells(amount=Money(499_00)))
    with pytest.raises(BadFields, match="other_sum"):
        shop.assign(came_in, shop.link)
    assert shop.assign(came_in, shop.store_link).link_id == shop.store_link.id
    assert (shop.paid.amount, shop.store_link.paid_total) == (Money(499_00), Money(499_00))
    shop.assert_balanced()


def test_another_shop_can_say_nothing_of_it(shop: CodeShop) -> None:
    came_in, other = shop.take(shop.tells()), other_shop(shop.db)
    with pytest.raises(NotFound):
        shop.db.transact_now(assign_direct_payment, other.id, came_in.id, shop.link.id, UNNOTED)
    link, _ = shop.db.transact_now(create_link, other.id, LinkId(new_id("pl")), LinkRequest(AMOUNT))
    with pytest.raises(NotFound):
        shop.assign(came_in, link)


def test_it_is_not_ours_to_give_back(shop: CodeShop) -> None:
    shop.take(shop.tells(shop.link.code))
    with pytest.raises(BadFields, match="at_own_account"):
        shop.db.read_now(quote_refund, shop.shop.id, shop.paid.id, None, returns_fee=False)


def seen(link: Link, amount: Money | None = None, seen_id: str = "") -> SeenPayment:
    return SeenPayment(DirectPaymentId(seen_id or new_id("dp")), link.id, amount, UNNOTED)


def test_what_a_shop_saw_in_its_banks_app_is_noted_and_pays_nothing(plain_db: Database) -> None:
    shop = Books(plain_db)
    plain_db.transact_now(set_own_code, shop.shop.id, STATIC)
    asked = seen(shop.link)
    noted, is_new = plain_db.transact_now(note_seen, shop.shop.id, asked)
    assert (noted.kind, noted.amount, noted.payment_id, is_new) == ("seen", AMOUNT, None, True)
    assert plain_db.transact_now(note_seen, shop.shop.id, asked) == (noted, False)
    assert (shop.all_payments, shop.balance) == ([], Money(0))
    assert [kind for kind in shop.told if kind.startswith("direct")] == ["direct.seen"]
    with pytest.raises(SameIdOtherContent):
        plain_db.transact_now(note_seen, shop.shop.id, seen(shop.link, Money(1_00), asked.id))
    with pytest.raises(BadFields, match="missing"):
        plain_db.transact_now(note_seen, shop.shop.id, seen(plain_db.read_now(links.store_link, shop.shop.id)))
    with pytest.raises(WrongState):
        plain_db.transact_now(assign_direct_payment, shop.shop.id, noted.id, shop.link.id, UNNOTED)
    shop.assert_balanced()


def test_where_a_servers_word_comes_it_is_waited_for(shop: CodeShop) -> None:
    with pytest.raises(WrongState):
        shop.db.transact_now(note_seen, shop.shop.id, seen(shop.link))


def test_without_a_code_of_its_own_a_shop_has_seen_nothing(plain_db: Database) -> None:
    shop = Books(plain_db)
    with pytest.raises(WrongState):
        plain_db.transact_now(note_seen, shop.shop.id, seen(shop.link))


def test_money_in_words_that_cannot_be_read_rings_once_and_moves_nothing(shop: CodeShop, alarms: list[str]) -> None:
    proved = ProvedNotice("m-1", UnreadablePayment("TRX1", "no sum"))
    for body in (b"1", b"2"):
        shop.db.transact_now(take_proved, KeptNotice("bkash", body, "[]"), proved)
    assert alarms == ["alarm: a notice of money cannot be read"]
    assert (shop.all_payments, shop.waiting) == ([], [])


def test_the_end_of_the_notices_rings(shop: CodeShop, alarms: list[str]) -> None:
    shop.db.transact_now(take_proved, KeptNotice("bkash", b"1", "[]"), ProvedNotice("m-1", ends=True))
    assert alarms == ["alarm: a gateway tells us nothing any more"]
