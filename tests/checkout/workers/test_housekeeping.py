"""What is dropped because nothing looks at it any more, and what is looked after once a day."""

import asyncio
from datetime import timedelta

from sqlalchemy import text

from checkout.commands.sign_in import NewCode, code_asker, keep_code
from checkout.store import rate_limits
from checkout.store.database import Database, UnitOfWork
from checkout.workers.housekeeping import Housekeeping
from tests.conftest import HandClock
from tests.support.books import PaidShop

PHONE = "+8801712345678"


def keep_house(db: Database) -> int:
    return asyncio.run(Housekeeping(db, None).round())


def kept(db: Database, table: str) -> int:
    count: int = db.read_now(lambda conn: conn.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
    return count


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
