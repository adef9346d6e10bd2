"""What is dropped because nothing looks at it any more, and what is looked after once a day."""

import asyncio
from datetime import timedelta

from sqlalchemy import text

from checkout.commands.audit_books import audit_books, note_audit
from checkout.commands.merchants import create_merchant
from checkout.commands.push import subscribe, unsubscribe
from checkout.commands.sign_in import NewCode, code_asker, issue_device_token, keep_code
from checkout.core.event_types import EventType
from checkout.core.push import Subscription
from checkout.store import events, merchants, rate_limits
from checkout.store.database import Database
from checkout.store.gauges import gauges
from checkout.store.unit_of_work import UnitOfWork
from checkout.workers.housekeeping import Housekeeping
from tests.conftest import HandClock
from tests.support.books import PaidShop

PHONE = "+8801712345678"
BROWSER = Subscription("https://push.example/x", "p", "a")


def keep_house(db: Database) -> int:
    return asyncio.run(Housekeeping(db, None).round())


def kept(db: Database, table: str) -> int:
    count: int = db.read_now(lambda conn: conn.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
    return count


def audits(db: Database) -> list[bool]:
    """Whether each was of the whole, in their order."""
    query = text("SELECT is_whole FROM audits ORDER BY ended_at")
    return [bool(one) for one in db.read_now(lambda conn: conn.execute(query).scalars().all())]


def count_for(uow: UnitOfWork, who: str, period: timedelta) -> None:
    rate_limits.add(uow.conn, rate_limits.key_of("guesses", who), uow.now, period)


def test_counts_go_when_their_time_is_over_and_no_sooner(db: Database, clock: HandClock) -> None:
    keep_house(db)  # Counts that it audited today.
    before = kept(db, "limit_counts")
    for who, period in (("a", timedelta(minutes=1)), ("b", timedelta(hours=1))):
        db.transact_now(count_for, who, period)
    keep_house(db)
    assert kept(db, "limit_counts") == before + 2
    clock.forward(minutes=1)
    keep_house(db)
    assert kept(db, "limit_counts") == before + 1


def test_a_browser_that_was_told_nothing_leaves_nothing_an_hour_after_its_end(db: Database, clock: HandClock) -> None:
    shop = db.transact_now(create_merchant, PHONE, slug="karim").id
    db.transact_now(issue_device_token, shop, "phone")
    device = db.read_now(merchants.list_devices, shop)[0].device.id
    for is_told in (True, False, False):
        db.transact_now(subscribe, shop, device, BROWSER)
        if is_told:
            db.transact_now(events.append, shop, EventType.PAYMENT_PAID, {"id": "pay_1"})
        db.transact_now(unsubscribe, shop, device)
    db.transact_now(subscribe, shop, device, BROWSER)
    clock.forward(minutes=59, seconds=59)
    keep_house(db)
    assert kept(db, "outlets") == 4
    clock.forward(seconds=1)
    keep_house(db)
    assert (kept(db, "outlets"), kept(db, "push_subscriptions")) == (2, 1)


def test_a_code_goes_after_the_hour_for_which_it_counts_and_no_sooner(db: Database, clock: HandClock) -> None:
    db.transact_now(keep_code, PHONE, code_asker("request", "address"), NewCode("123456", "salt", "hash"))
    clock.forward(minutes=59, seconds=59)
    keep_house(db)
    assert kept(db, "one_time_codes") == 1
    clock.forward(seconds=1)
    keep_house(db)
    assert kept(db, "one_time_codes") == 0


def test_books_that_differ_ring_once_a_day_and_books_that_do_not_never(
    db: Database, clock: HandClock, alarms: list[str]
) -> None:
    shop = PaidShop(db)
    keep_house(db)
    assert alarms == []
    moved = text("UPDATE ledger_accounts SET balance_poisha = balance_poisha + 1")
    shop.db.transact_now(lambda uow: uow.conn.execute(moved))
    clock.forward(days=1)
    for _ in range(3):
        keep_house(db)
    assert alarms == ["alarm: the books differ"]
    clock.forward(days=1)
    keep_house(db)
    assert len(alarms) == 2


def test_all_of_the_books_are_looked_at_once_a_week_and_what_changed_every_day(db: Database, clock: HandClock) -> None:
    shop = PaidShop(db)
    for _ in range(9):
        keep_house(db)
        clock.forward(days=1)
    assert audits(db) == [True, *[False] * 6, True, False]
    # Whoever asked for it themselves has looked as well.
    db.transact_now(note_audit, audit_books(db))
    for _ in range(7):
        keep_house(db)
        clock.forward(days=1)
    assert audits(db)[9:] == [True, *[False] * 7]
    assert shop.balance


def test_what_was_changed_by_hand_long_ago_rings_with_the_week_and_stays_told(
    db: Database, clock: HandClock, alarms: list[str]
) -> None:
    PaidShop(db)
    keep_house(db)
    old = text("UPDATE ledger_entries SET amount_poisha = amount_poisha + 1 WHERE kind = 'fee'")
    db.transact_now(lambda uow: uow.conn.execute(old))
    for day in range(9):
        clock.forward(days=1)
        keep_house(db)
        assert len(alarms) == (1 if day >= 6 else 0)
    told = {name: value for name, _, value in db.read_now(gauges, clock.now)}
    assert told["aday_audit_differences"] == 3
    assert told["aday_audit_whole_age_seconds"] == 2 * 86_400


def test_after_a_clock_that_was_ahead_by_years_the_books_are_audited_and_told_of_as_ever(
    db: Database, clock: HandClock
) -> None:
    """As a machine without a battery may begin before it has asked for the time."""
    PaidShop(db)
    now = clock.now
    clock.now += timedelta(days=4_000)
    keep_house(db)
    clock.now = now
    moved = text("UPDATE ledger_accounts SET balance_poisha = balance_poisha + 1")
    db.transact_now(lambda uow: uow.conn.execute(moved))
    for _ in range(2):
        keep_house(db)
        clock.forward(days=1)
    assert sorted(audits(db)) == [False, True, True]
    told = {name: value for name, _, value in db.read_now(gauges, clock.now)}
    assert told["aday_audit_differences"] > 0
    assert told["aday_audit_age_seconds"] == 86_400
