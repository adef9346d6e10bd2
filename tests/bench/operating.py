"""What an operator waits for: a checkout that starts, and books that are recomputed."""

import statistics
import time
from pathlib import Path
from typing import Final

from sqlalchemy import text

from checkout.commands.audit_books import Audit, audit_books, note_audit
from checkout.ids import new_id
from checkout.store.database import Database
from checkout.store.migrate import migrate
from checkout.store.opening import utc_now
from checkout.store.unit_of_work import UnitOfWork
from tests.bench.figures import Figure
from tests.bench.streams import served
from tests.support.many import fill
from tests.support.operator import operators_environment

_STARTS: Final = 5
_PAYMENTS: Final = 1_000_000
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


def operating(folder: Path) -> list[Figure]:
    return [*_starting(folder), *_auditing(folder)]


def _starting(folder: Path) -> list[Figure]:
    """From the command until it answers that it is ready."""
    took, held = [], []
    url = f"sqlite:///{folder / 'starting.db'}"
    migrate(url)
    for _ in range(_STARTS):
        began = time.perf_counter()
        with served(["aday", "serve"], operators_environment(url)) as (server, _):
            took.append(time.perf_counter() - began)
            held.append(server.memory_info().rss / 2**20)
    return [
        Figure(f"`aday serve` to ready, {_STARTS} times", "1.2 s", _spread(took, "s", 2)),
        Figure("its memory then", "100 MB", _spread(held, "MB", 0)),
    ]


def _auditing(folder: Path) -> list[Figure]:
    """Of a hundred shops, one of which has half of all payments."""
    url = f"sqlite:///{folder / 'auditing.db'}"
    migrate(url)
    db = Database(url, clock=utc_now, new_id=new_id, public_url="https://pay.example")
    db.transact_now(lambda uow: fill(uow.conn, _PAYMENTS))
    whole, found = _timed(db, only_changed=False)
    db.transact_now(note_audit, found)
    db.transact_now(_a_day_back)
    daily, _ = _timed(db, only_changed=True)
    db.close()
    return [
        Figure(f"audit of {_PAYMENTS:,} payments, all of it; processor", "30 s", whole),
        Figure(f"the same, what changed with {_A_DAY:,} of them; processor", "2 s", daily),
    ]


def _timed(db: Database, *, only_changed: bool) -> tuple[str, Audit]:
    began, cpu = time.perf_counter(), time.process_time()
    found = audit_books(db, only_changed=only_changed)
    assert found.differences == ()
    return f"{time.perf_counter() - began:.1f} s; {time.process_time() - cpu:.1f} s", found


def _a_day_back(uow: UnitOfWork) -> None:
    newest = f"CREATE TABLE new_ones AS SELECT merchant_id FROM payments ORDER BY created_at DESC LIMIT {_A_DAY}"
    for statement in (newest, *_BACK):
        uow.conn.execute(text(statement))


def _spread(values: list[float], unit: str, places: int) -> str:
    return f"{statistics.median(values):.{places}f} {unit} ({min(values):.{places}f} to {max(values):.{places}f})"
