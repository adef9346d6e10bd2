"""The daily audit looks at what changed since it was last clean, and finds there what the whole one finds."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from checkout.commands import audit_books as module
from checkout.commands.audit_books import CHECKS, Every, Steps, audit_books, note_audit
from checkout.commands.links import create_link
from checkout.commands.payouts import adjust_balance, ask_payout
from checkout.core.link import LinkId, LinkRequest
from checkout.core.payout import Destination, PayoutId
from checkout.gateways.base import Declined
from checkout.ids import new_id
from checkout.store import audit_marks
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from money import Money
from tests.conftest import HandClock, NewUrl
from tests.support.books import PAID, PaidShop, a_shop_of_its_own, another_attempt
from tests.support.postgres import Postgres

BKASH: Final = Destination("bkash", "01712345678")
_TOLD: Final = "SELECT subject_id FROM events WHERE created_at > :since AND type LIKE '{}.%' ORDER BY subject_id"
_WRITTEN: Final = "SELECT id FROM {} WHERE created_at > :since ORDER BY id"
# What somebody does by hand to one row, of those that were written or told of since a moment.
TAMPERED: Final = {
    "an amount": (_WRITTEN.format("ledger_entries"), "UPDATE ledger_entries SET amount_poisha = amount_poisha + 7 WHERE id = :id"),
    "a balance after": (
        _WRITTEN.format("ledger_entries"),
        "UPDATE ledger_entries SET balance_after_poisha = balance_after_poisha + 1 WHERE id = :id",
    ),
    "a place": (_WRITTEN.format("ledger_entries"), "UPDATE ledger_entries SET position = position + 100 WHERE id = :id"),
    "an entry that is gone": (_WRITTEN.format("ledger_entries"), "DELETE FROM ledger_entries WHERE id = :id"),
    "a transaction's entries that are gone": (
        "SELECT id FROM ledger_transactions WHERE created_at > :since AND payment_id IS NOT NULL ORDER BY id",
        "DELETE FROM ledger_entries WHERE transaction_id = :id",
    ),
    "a capture under another name": (
        "SELECT id FROM ledger_transactions WHERE created_at > :since AND payment_id IS NOT NULL ORDER BY id",
        "UPDATE ledger_transactions SET source = 'lost' WHERE id = :id",
    ),
    "a balance": (
        "SELECT id FROM ledger_accounts WHERE :since IS NOT NULL ORDER BY id",
        "UPDATE ledger_accounts SET balance_poisha = balance_poisha + 1 WHERE id = :id",
    ),
    "a payment's net": (
        _TOLD.format("payment"),
        "UPDATE payments SET net_poisha = net_poisha - 1, fee_poisha = fee_poisha + 1 WHERE id = :id",
    ),
    "a payment's status": (_TOLD.format("payment"), "UPDATE payments SET status = 'failed' WHERE id = :id"),
    "what went back of a payment": (
        _TOLD.format("payment"),
        "UPDATE payments SET refunded_poisha = refunded_poisha + 1 WHERE id = :id",
    ),
    "a payment's link": (
        "SELECT subject_id FROM events WHERE created_at > :since AND type = 'payment.paid' ORDER BY subject_id",
        "UPDATE payments SET link_id = (SELECT id FROM links WHERE kind = 'store') WHERE id = :id",
    ),
    "a refund's sum": (_TOLD.format("refund"), "UPDATE refunds SET amount_poisha = amount_poisha + 1 WHERE id = :id"),
    "a refund that is undone": (
        _TOLD.format("refund"),
        "UPDATE refunds SET status = 'refused', ended_at = created_at WHERE id = :id",
    ),
    "a payout that is undone": (
        _WRITTEN.format("payouts"),
        "UPDATE payouts SET status = 'refused', ended_at = created_at WHERE id = :id",
    ),
    "a link's count": (_TOLD.format("link"), "UPDATE links SET payments_count = payments_count + 1 WHERE id = :id"),
    "a link's sum": (_TOLD.format("link"), "UPDATE links SET paid_total_poisha = paid_total_poisha + 1 WHERE id = :id"),
    "an event that is gone": (
        "SELECT seq FROM events WHERE created_at > :since ORDER BY seq",
        "DELETE FROM events WHERE seq = :id",
    ),
    "a count of events": (
        "SELECT id FROM merchants WHERE :since IS NOT NULL",
        "UPDATE merchants SET event_seq = event_seq + 1 WHERE id = :id",
    ),
}  # fmt: skip
ACTS: Final = ("paid", "failed", "given back", "promised", "paid out", "adjusted", "shared")


class TradingShop(PaidShop):
    """A shop whose every act has a moment of its own."""

    def __init__(self, db: Database, clock: HandClock) -> None:
        super().__init__(db)
        self._clock = clock
        self.began_at = self.audited_at = clock.now - timedelta(seconds=1)

    def act(self, what: str) -> None:
        self._clock.forward(seconds=1)
        if what in ("paid", "failed"):
            payment = another_attempt(self)
            said = replace(PAID, capture_ref=new_id("val")) if what == "paid" else Declined("no", "declined")
            self.answer(payment, said)
        elif what in ("given back", "promised"):
            self.paid = self.answer(another_attempt(self), replace(PAID, capture_ref=new_id("val")))
            self._clock.forward(seconds=1)
            self.give_back(100) if what == "given back" else self.ask(100)
        elif what == "paid out":
            self.db.transact_now(ask_payout, self.shop.id, PayoutId(new_id("po")), Money(50_00), BKASH)
        elif what == "adjusted":
            self.db.transact_now(adjust_balance, self.shop.id, Money(-1_00), "a reason")
        else:
            self.db.transact_now(create_link, self.shop.id, LinkId(new_id("pl")), LinkRequest(Money(50_00)))

    def tamper(self, what: str, number: int) -> None:
        """With one row that was written since the last audit, if there is one of this kind."""
        rows, change = TAMPERED[what]
        since = int(self.audited_at.timestamp() * 1_000_000)

        def do(uow: UnitOfWork) -> None:
            found = uow.conn.execute(text(rows), {"since": since}).scalars().all()
            if found:
                uow.conn.execute(text(change), {"id": found[number % len(found)]})

        self.db.transact_now(do)

    def audit(self) -> tuple[str, ...]:
        """As it is done daily."""
        found = audit_books(self.db, only_changed=True)
        self._clock.forward(seconds=1)
        self.db.transact_now(note_audit, found)
        self.audited_at = self._clock.now
        return found.differences


@pytest.fixture
def trading(db: Database, clock: HandClock) -> TradingShop:
    """A shop to which everything has happened once, and that was found clean."""
    return found_clean(db, clock)


def found_clean(db: Database, clock: HandClock) -> TradingShop:
    shop = TradingShop(db, clock)
    for what in ACTS:
        shop.act(what)
    assert shop.audit() == ()
    return shop


@pytest.fixture
def in_a_file(new_sqlite: NewUrl, tmp_path: Path, clock: HandClock) -> Iterator[TradingShop]:
    """The same over one kind of database; over both, days with every fault are drawn by lot below."""
    db = Database(new_sqlite(tmp_path), clock=clock, new_id=new_id, public_url="https://pay.example")
    yield found_clean(db, clock)
    db.close()


@pytest.mark.parametrize("name", TAMPERED)
def test_a_fault_in_what_changed_is_found_by_the_daily_audit(in_a_file: TradingShop, name: str) -> None:
    for what in ACTS:
        in_a_file.act(what)
    in_a_file.tamper(name, 0)
    whole = audit_books(in_a_file.db).differences
    assert whole
    assert set(in_a_file.audit()) == set(whole)
    # And again the next day, for as long as nobody mends it.
    assert set(in_a_file.audit()) == set(whole)


@pytest.mark.parametrize("name", TAMPERED)
def test_a_fault_in_what_was_found_clean_is_found_by_the_whole_audit(in_a_file: TradingShop, name: str) -> None:
    in_a_file.audited_at = in_a_file.began_at
    in_a_file.tamper(name, 0)
    assert audit_books(in_a_file.db).differences


rounds = st.lists(
    st.tuples(
        st.lists(st.sampled_from(ACTS), min_size=1, max_size=3),
        st.none() | st.tuples(st.sampled_from(sorted(TAMPERED)), st.integers(0, 99)),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds)
def test_the_daily_audits_together_find_what_the_whole_one_finds(
    new_url: NewUrl, tmp_path_factory: pytest.TempPathFactory, days: list[tuple[list[str], tuple[str, int] | None]]
) -> None:
    clock = HandClock()
    url = new_url(tmp_path_factory.mktemp("days"))
    db = Database(url, clock=clock, new_id=new_id, public_url="https://pay.example")
    try:
        shop = TradingShop(db, clock)
        for acts, tampered in days:
            for what in acts:
                shop.act(what)
            if tampered is not None:
                shop.tamper(*tampered)
            whole = audit_books(db).differences
            assert set(shop.audit()) == set(whole)
    finally:
        db.close()


def test_steps_of_a_few_rows_find_what_one_great_step_finds(
    trading: TradingShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    trading.began_at, trading.audited_at = trading.audited_at, trading.began_at
    for number, name in enumerate(("an amount", "a payment's net", "a link's sum", "a count of events")):
        trading.tamper(name, number)
    at_once = audit_books(trading.db)

    def of_three(part: Every) -> Every:
        return replace(part, at_once=3)

    few = tuple(replace(check, whole=tuple(map(of_three, check.whole))) for check in CHECKS)
    monkeypatch.setattr(module, "CHECKS", few)
    assert audit_books(trading.db) == at_once
    assert len(at_once.differences) > 3


def test_between_two_steps_nothing_keeps_the_log_from_being_emptied(
    new_sqlite: NewUrl, tmp_path: Path, clock: HandClock
) -> None:
    db = Database(new_sqlite(tmp_path), clock=clock, new_id=new_id, public_url="https://pay.example")
    shop = TradingShop(db, clock)
    emptied: list[bool] = []

    class BusyDatabase:
        """One to which others write between the steps."""

        def read_now(self, look: Callable[[Connection], Any]) -> Any:
            found = db.read_now(look)
            shop.act("adjusted")
            emptied.append(db.upkeep.leave_no_trace_now())
            return found

    assert audit_books(cast(Database, BusyDatabase())).differences == ()
    assert len(emptied) > len(CHECKS)
    assert all(emptied)
    db.close()


def test_a_check_that_found_something_looks_at_all_since_then_and_the_others_go_on(trading: TradingShop) -> None:
    trading.act("paid")
    trading.tamper("a link's count", 0)
    before = {check.name: trading.db.read_now(audit_marks.of_check, check.name) for check in CHECKS}
    (_,) = trading.audit()
    after = {check.name: trading.db.read_now(audit_marks.of_check, check.name) for check in CHECKS}
    assert [name for name in before if before[name] == after[name]] == ["links"]


def test_what_is_kept_late_is_looked_at_by_the_next_audit(postgres: Postgres, clock: HandClock) -> None:
    """A command that began before an audit and ended after it, while another shop's came and went."""
    db = Database(postgres.migrated(), clock=clock, new_id=new_id, public_url="https://pay.example")
    shop, other = TradingShop(db, clock), a_shop_of_its_own(db, returns_fee=False)
    has_written, may_end = threading.Event(), threading.Event()

    def late(uow: UnitOfWork) -> None:
        adjust_balance(uow, shop.shop.id, Money(1_00), "late")
        uow.conn.execute(text("UPDATE ledger_entries SET balance_after_poisha = 1 WHERE kind = 'adjustment'"))
        has_written.set()
        assert may_end.wait(60)

    with ThreadPoolExecutor(1) as thread:
        ends = thread.submit(db.transact_now, late)
        try:
            assert has_written.wait(60)
            clock.forward(minutes=10)
            db.transact_now(create_link, other.shop.id, LinkId(new_id("pl")), LinkRequest(Money(50_00)))
            assert shop.audit() == ()
        finally:
            may_end.set()
        ends.result()
    assert len(shop.audit()) == 4
    db.close()


def test_what_is_too_much_to_name_is_looked_at_whole(trading: TradingShop, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    really = Every.steps

    def noted(part: Every) -> Steps[list[str]]:
        looked.append(part.table.name)
        return really(part)

    monkeypatch.setattr(Every, "steps", noted)
    audit_books(trading.db, only_changed=True)
    assert looked == ["ledger_accounts", "merchants"]
    monkeypatch.setattr(module, "_CHANGES_MOST", 2)
    looked.clear()
    trading.act("adjusted")
    audit_books(trading.db, only_changed=True)
    assert looked[:2] == ["ledger_entries", "ledger_transactions"]


def test_a_mark_beyond_the_books_is_believed_by_nobody(trading: TradingShop) -> None:
    """Somebody put an older state of some tables back."""
    forward = text("UPDATE audit_marks SET position = position + 1000")
    trading.db.transact_now(lambda uow: uow.conn.execute(forward))
    trading.act("paid")
    trading.tamper("an amount", 0)
    assert set(trading.audit()) == set(audit_books(trading.db).differences) != set()


def test_a_mark_of_an_account_that_is_gone_is_believed_by_nobody(trading: TradingShop) -> None:
    """With all of its entries: what is left of their transactions does not come to nothing."""

    def take_away(uow: UnitOfWork) -> None:
        for table, column in (("ledger_entries", "account_id"), ("ledger_accounts", "id")):
            uow.conn.execute(text(f"DELETE FROM {table} WHERE {column} LIKE 'merchant_payable:%'"))

    trading.db.transact_now(take_away)
    assert set(trading.audit()) == set(audit_books(trading.db).differences) != set()


def test_of_what_is_gone_no_mark_is_left_that_would_have_all_looked_at_for_ever(trading: TradingShop) -> None:
    gone = text("INSERT INTO audit_marks (check_name, subject, position) VALUES ('ledger', 'merchant_payable:gone', 3)")
    trading.db.transact_now(lambda uow: uow.conn.execute(gone))
    assert trading.audit() == ()
    assert "merchant_payable:gone" not in trading.db.read_now(audit_marks.of_check, "ledger")
