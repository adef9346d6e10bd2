"""What it takes to recompute the books of very many payments."""

import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import text

from checkout.commands.audit_books import Audit, audit_books, note_audit
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from tests.bench.figures import Figure

_A_DAY: Final = 5_000
# What belongs to the newest payments is put behind the marks again, as if it had come since.
_BACK: Final = (
    "UPDATE audit_marks SET position = position - (SELECT count(*) FROM new_ones WHERE merchant_id = subject) "
    "WHERE subject LIKE 'mer%'",
    "UPDATE audit_marks SET position = position - 2 * (SELECT count(*) FROM new_ones "
    "WHERE 'merchant_payable:' || merchant_id = subject) WHERE subject LIKE 'merchant_payable:%'",
    f"UPDATE audit_marks SET position = position - {_A_DAY} WHERE subject LIKE 'gateway_receivable:%'",
    "DROP TABLE new_ones",
)

Used = Callable[[], float]
"""How many seconds of the processor were taken so far by whoever computes."""


def auditing(db: Database, name: str, payments_count: int, used: Used) -> list[Figure]:
    """All of it, and then what changed with so many payments as come in a day; no difference may be found."""
    whole, found = _timed(db, used, only_changed=False)
    db.transact_now(note_audit, found)
    db.transact_now(_a_day_back)
    daily, found = _timed(db, used, only_changed=True)
    db.transact_now(note_audit, found)
    return [
        Figure(f"audit of {payments_count:,} payments, {name}, all of it; processor", "30 s", whole),
        Figure(f"the same, what changed with {_A_DAY:,} of them", "2 s", daily),
    ]


def _timed(db: Database, used: Used, *, only_changed: bool) -> tuple[str, Audit]:
    began, before = time.perf_counter(), used()
    found = audit_books(db, only_changed=only_changed)
    assert found.differences == ()
    return f"{time.perf_counter() - began:.1f} s; {used() - before:.1f} s", found


def _a_day_back(uow: UnitOfWork) -> None:
    newest = f"CREATE TABLE new_ones AS SELECT merchant_id FROM payments ORDER BY created_at DESC LIMIT {_A_DAY}"
    for statement in (newest, *_BACK):
        uow.conn.execute(text(statement))
