"""The app's own disk, as it is written: a replica of the event log's resources.

Each row keeps the number of the event it came from, so that an older event never overwrites a
newer one, in whatever order two windows of the same device apply them.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.model.documents import Doc, any_text, text_of
from app.services.replica import Replica
from app.services.store_file import (
    GIVEN,
    IS_GIVEN,
    IS_UNTICKED,
    SHOWN,
    TABLES,
    UNTICKED,
    StoreFile,
    set_value,
    value_of,
)
from app.services.stored_rows import TABLE_OF, put_row, sortable

_MADE_HERE: Final = 0
"""The event number of a link that the server has not told of: any word of the server's replaces it."""
_UNTICKED_FOR: Final = timedelta(days=1)


class LocalStore(Replica):
    """One signed-in device's replica, in an SQLite file. All writing raises CannotKeep."""

    def __init__(self, path: Path | None) -> None:
        """In this file; without one in memory, for as long as the session lives. Raises CannotKeep."""
        super().__init__(StoreFile(path))
        unsynced = self._file.unsynced
        if unsynced.waiting or unsynced.shown:
            with self._file.writing() as conn:
                for doc in unsynced.waiting:
                    _keep_waiting(conn, doc)
                for key, value in unsynced.shown.items():
                    set_value(conn, key, value)

    def close(self) -> None:
        self._file.close()

    def wipe(self) -> None:
        """Forget everything, on disk too."""
        self._file.close()
        self._file.remove()

    def replace_all(
        self,
        shop: Doc,
        links: Iterable[Doc],
        payments: Iterable[Doc],
        entries: Iterable[Doc],
        seq: int,
        more: Mapping[str, Iterable[Doc]] = MappingProxyType({}),
    ) -> None:
        """Take in the server's lists as they stood at event number `seq`; `more` has those by the noun of their events.

        Nothing that was there before stays, except links that the server was not told of yet.
        """
        told = (("link", links), ("payment", payments), ("balance", entries), *more.items())
        with self._file.writing() as conn:
            for table in TABLES:
                conn.execute(f"DELETE FROM {table}")
            for waiting in _waiting(conn):
                put_row(conn, "link", waiting, _MADE_HERE)
            for kind, docs in told:
                for doc in docs:
                    put_row(conn, kind, doc, seq)
                    _is_given(conn, kind, doc)
            set_value(conn, "shop", json.dumps(dict(shop)))
            set_value(conn, "last_seq", str(seq))

    def apply(self, seq: int, event_type: str, data: Doc) -> None:
        """Take in one event; one that was taken in before changes nothing."""
        self.apply_all([(seq, event_type, data)])

    def apply_all(self, events: Sequence[tuple[int, str, Doc]]) -> None:
        """Take in some events, all or none, in one write: a phone's disk takes its time over each."""
        with self._file.writing() as conn:
            last = int(value_of(conn, "last_seq") or 0)
            for seq, event_type, data in events:
                kind = event_type.partition(".")[0]
                if kind == "merchant":
                    _put_shop(conn, data)
                elif kind in TABLE_OF:
                    put_row(conn, kind, data, seq)
                if not _is_given(conn, kind, data) and event_type == "payment.paid":
                    _await_tick(conn, data)
                last = max(last, seq)
            set_value(conn, "last_seq", str(last))

    def put_shop(self, shop: Doc) -> None:
        """Take in the shop as the server tells of it now, with what no event told: a key that it was given since.

        Nor does an event tell as what this device is signed in.
        """
        known = json.loads(self._file.get("shop") or "{}")
        if any(known.get(name) != shop.get(name) for name in ("link_key", "role", "gives_back_most", "own_code")):
            with self._file.writing() as conn:
                _put_shop(conn, shop)

    def taken_on(self) -> str:
        """The day on which the server's lists were taken in."""
        return self._file.get("taken_on") or ""

    def note_taken_on(self, day: str) -> None:
        """Note on which day, in Dhaka, the server's lists were taken in."""
        with self._file.writing() as conn:
            set_value(conn, "taken_on", day)

    def put(self, kind: str, doc: Doc, seq: int) -> None:
        """Take in what the server answered, ahead of its event; `seq` stood before it was asked."""
        with self._file.writing() as conn:
            put_row(conn, kind, doc, seq)

    def keep_waiting(self, doc: Doc) -> None:
        """Keep a link that was made here until the server has it; again with the same id is the same link."""
        with self._file.writing() as conn:
            _keep_waiting(conn, doc)

    def sent(self, doc: Doc, seq: int) -> None:
        """The server has the link now, as it says."""
        with self._file.writing() as conn:
            conn.execute("DELETE FROM outbox WHERE id = ?", (text_of(doc, "id"),))
            put_row(conn, "link", doc, seq)

    def drop_waiting(self, link_id: str) -> None:
        """Forget a link that was made here and that the server never had."""
        with self._file.writing() as conn:
            conn.execute("DELETE FROM outbox WHERE id = ?", (link_id,))
            conn.execute("DELETE FROM links WHERE id = ? AND seq = ?", (link_id, _MADE_HERE))

    def heard(self, at: datetime, clock_off: timedelta = timedelta(0)) -> None:
        """Note when the server last spoke and by how much this device's clock differs, for a start without it."""
        with self._file.writing() as conn:
            set_value(conn, "heard_at", at.isoformat())
            set_value(conn, "clock_off", str(int(clock_off.total_seconds())))

    def show(self, payment_id: str, at: datetime) -> None:
        """Note that goods may have gone out for it; the first time stays."""
        with self._file.writing() as conn:
            _show(conn, payment_id, at)

    def tick_off(self, payment_id: str, at: datetime) -> None:
        """Note that its goods went out; the server is to be told."""
        with self._file.writing() as conn:
            _show(conn, payment_id, at)
            conn.execute("DELETE FROM meta WHERE key = ?", (f"{UNTICKED}{payment_id}",))
            set_value(conn, f"{GIVEN}{payment_id}", at.isoformat())

    def given(self) -> list[str]:
        """The payments whose goods went out, as the server was not told yet."""
        found = self._file.rows(f"SELECT key FROM meta WHERE {IS_GIVEN} ORDER BY value")
        return [key.removeprefix(GIVEN) for (key,) in found]

    def told_given(self, payment_id: str) -> None:
        """The server knows now that its goods went out, or will not have it."""
        with self._file.writing() as conn:
            conn.execute("DELETE FROM meta WHERE key = ?", (f"{GIVEN}{payment_id}",))

    def ask_no_ticks(self) -> None:
        """Nobody is going to tick off what came until now."""
        with self._file.writing() as conn:
            conn.execute(f"DELETE FROM meta WHERE {IS_UNTICKED}")


def _put_shop(conn: sqlite3.Connection, told: Doc) -> None:
    """What an event of an older server does not tell stays as it is known."""
    known = json.loads(value_of(conn, "shop") or "{}")
    set_value(conn, "shop", json.dumps({**known, **told}))


def _show(conn: sqlite3.Connection, payment_id: str, at: datetime) -> None:
    if not value_of(conn, f"{SHOWN}{payment_id}"):
        set_value(conn, f"{SHOWN}{payment_id}", at.isoformat())


def _is_given(conn: sqlite3.Connection, kind: str, doc: Doc) -> bool:
    """Whether somebody of the shop has said that its goods went out: then nobody else is asked to."""
    is_given = kind == "payment" and any_text(doc, "handed_over_at") != ""
    if is_given:
        conn.execute("DELETE FROM meta WHERE key = ?", (f"{UNTICKED}{doc['id']}",))
    return is_given


def _await_tick(conn: sqlite3.Connection, doc: Doc) -> None:
    """In the write that takes the payment in, so that none is lost; what another window ticked off stays so."""
    came = datetime.fromisoformat(any_text(doc, "paid_at") or text_of(doc, "created_at"))
    if not value_of(conn, f"{SHOWN}{doc['id']}"):
        old = f"DELETE FROM meta WHERE {IS_UNTICKED} AND value < ?"
        conn.execute(old, (sortable(came - _UNTICKED_FOR),))
        set_value(conn, f"{UNTICKED}{doc['id']}", sortable(came))


def _keep_waiting(conn: sqlite3.Connection, doc: Doc) -> None:
    text = json.dumps(dict(doc), ensure_ascii=False)
    conn.execute("INSERT OR REPLACE INTO outbox VALUES (?, ?)", (text_of(doc, "id"), text))
    put_row(conn, "link", doc, _MADE_HERE)


def _waiting(conn: sqlite3.Connection) -> list[Doc]:
    with closing(conn.execute("SELECT doc FROM outbox ORDER BY id")) as found:
        return [json.loads(doc) for (doc,) in found.fetchall()]
