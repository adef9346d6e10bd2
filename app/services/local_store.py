"""The app's own disk: a replica of the event log's resources, which the screens are drawn from.

Each row keeps the number of the event it came from, so that an older event never overwrites a
newer one, in whatever order two windows of the same device apply them.
"""

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

from sqlite_utils import Database

from app.services.records import (
    EntryRecord,
    LinkRecord,
    PaymentRecord,
    ShopRecord,
    read_entry,
    read_link,
    read_payment,
    read_shop,
)
from money import Money

R = TypeVar("R")
log = logging.getLogger(__name__)
_VERSION: Final = 1
_UPSERT: Final = (
    "INSERT INTO {table} (id, seq, sort, link_id, status, doc) VALUES (:id, :seq, :sort, :link_id, :status, :doc)"
    " ON CONFLICT (id) DO UPDATE SET seq=excluded.seq, sort=excluded.sort, link_id=excluded.link_id,"
    " status=excluded.status, doc=excluded.doc WHERE excluded.seq >= {table}.seq"
)
_TABLES: Final = {"link": "links", "payment": "payments", "balance": "entries"}


@dataclass(frozen=True, slots=True)
class Today:
    """What came in since midnight in Dhaka."""

    count: int
    total: Money


class LocalStore:
    """One signed-in device's replica, in an SQLite file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path, self._lock = path, Lock()
        try:
            self._db = self._open()
        except sqlite3.OperationalError:
            raise  # Busy, full or read-only: the file is good, and another window may be using it.
        except (sqlite3.DatabaseError, OldStore):
            # A replica can always be had again from the server: rebuild rather than crash.
            self._remove()
            self._db = self._open()

    def close(self) -> None:
        with self._lock:
            self._db.conn.close()

    def wipe(self) -> None:
        """Forget everything, on disk too."""
        self.close()
        self._remove()

    # What is written: a whole snapshot at first, then one event after another.

    def replace_all(
        self,
        shop: Mapping[str, Any],
        links: Iterable[Mapping[str, Any]],
        payments: Iterable[Mapping[str, Any]],
        entries: Iterable[Mapping[str, Any]],
        seq: int,
    ) -> None:
        """Take in the server's lists as they stood at event number `seq`, and nothing that was there before."""
        with self._lock, self._db.conn:
            for table in _TABLES.values():
                self._db.conn.execute(f"DELETE FROM {table}")  # noqa: S608
            for kind, docs in (("link", links), ("payment", payments), ("balance", entries)):
                for doc in docs:
                    self._put(kind, doc, seq)
            self._set("shop", json.dumps(dict(shop)))
            self._set("last_seq", str(seq))

    def apply(self, seq: int, event_type: str, data: Mapping[str, Any]) -> None:
        """Take in one event; one that was taken in before changes nothing."""
        kind = event_type.partition(".")[0]
        with self._lock, self._db.conn:
            if kind == "merchant":
                self._set("shop", json.dumps(dict(data)))
            elif kind in _TABLES:
                self._put(kind, data, seq)
            self._set("last_seq", str(max(seq, self._last_seq() or 0)))

    def put_link(self, doc: Mapping[str, Any], seq: int) -> None:
        """Take in a link that the server answered, ahead of its event; `seq` stood before it was asked."""
        with self._lock, self._db.conn:
            self._put("link", doc, seq)

    def heard(self, at: datetime) -> None:
        """Note when the server last spoke, for the next start without it."""
        with self._lock, self._db.conn:
            self._set("heard_at", at.isoformat())

    # What is read: every query is bounded by a page and served by an index.

    @property
    def last_seq(self) -> int | None:
        """The number of the last event taken in; None before the first snapshot."""
        with self._lock:
            return self._last_seq()

    def heard_at(self) -> datetime | None:
        with self._lock:
            text = self._get("heard_at")
        return datetime.fromisoformat(text) if text else None

    def shop(self) -> ShopRecord | None:
        with self._lock:
            text = self._get("shop")
        found = _read(read_shop, [json.loads(text)]) if text else []
        return found[0] if found else None

    def store_link(self) -> LinkRecord | None:
        found = _read(read_link, self._docs("SELECT doc FROM links WHERE status = 'store' LIMIT 1"))
        return found[0] if found else None

    def links(self, status: str = "", limit: int = 50, offset: int = 0) -> list[LinkRecord]:
        """Fixed links, newest first; all of them or those of one status."""
        chosen, values = ("status = ?", [status]) if status else ("status <> 'store'", [])
        query = f"SELECT doc FROM links WHERE {chosen} ORDER BY sort DESC, id DESC LIMIT ? OFFSET ?"  # noqa: S608
        return _read(read_link, self._docs(query, *values, limit, offset))

    def current_links(self, paid_since: datetime, limit: int = 50) -> list[LinkRecord]:
        """What was paid since then, and what the shop is waiting for: up to `limit` of each, newest first."""
        fresh = (
            "SELECT doc FROM links WHERE status = 'paid' AND id IN"
            " (SELECT link_id FROM payments WHERE status = 'paid' AND sort >= ? ORDER BY sort DESC LIMIT ?)"
        )
        active = "SELECT doc FROM links WHERE status = 'active' ORDER BY sort DESC, id DESC LIMIT ?"
        docs = [*self._docs(fresh, paid_since.isoformat(), limit), *self._docs(active, limit)]
        return _read(read_link, docs)

    def active_links_count(self) -> int:
        """How many links are awaited."""
        with self._lock, closing(self._db.conn.execute("SELECT count(*) FROM links WHERE status = 'active'")) as found:
            return int(found.fetchone()[0])

    def link(self, link_id: str) -> LinkRecord | None:
        found = _read(read_link, self._docs("SELECT doc FROM links WHERE id = ?", link_id))
        return found[0] if found else None

    def payments(self, link_id: str, limit: int = 50) -> list[PaymentRecord]:
        """A link's payments, newest first."""
        query = "SELECT doc FROM payments WHERE link_id = ? ORDER BY sort DESC, id DESC LIMIT ?"
        return _read(read_payment, self._docs(query, link_id, limit))

    def payments_of(self, link_ids: Iterable[str]) -> dict[str, list[PaymentRecord]]:
        """The payments of each link that has any, newest first."""
        ids = list(link_ids)
        marks = ",".join("?" * len(ids))
        query = f"SELECT doc FROM payments WHERE link_id IN ({marks}) ORDER BY sort DESC, id DESC LIMIT 1000"  # noqa: S608
        by_link: dict[str, list[PaymentRecord]] = {}
        for payment in _read(read_payment, self._docs(query, *ids)):
            by_link.setdefault(payment.link_id, []).append(payment)
        return by_link

    def payment(self, payment_id: str) -> PaymentRecord | None:
        found = _read(read_payment, self._docs("SELECT doc FROM payments WHERE id = ?", payment_id))
        return found[0] if found else None

    def payments_by_id(self, payment_ids: Iterable[str]) -> dict[str, PaymentRecord]:
        ids = list(payment_ids)
        marks = ",".join("?" * len(ids))
        found = self._docs(f"SELECT doc FROM payments WHERE id IN ({marks})", *ids)  # noqa: S608
        return {payment.id: payment for payment in _read(read_payment, found)}

    def entries(self, limit: int = 100, offset: int = 0) -> list[EntryRecord]:
        """The balance's history, newest first."""
        query = "SELECT doc FROM entries ORDER BY id DESC LIMIT ? OFFSET ?"
        return _read(read_entry, self._docs(query, limit, offset))

    def balance(self) -> Money:
        """What stood in the balance after the newest entry."""
        newest = self.entries(limit=1)
        return newest[0].balance_after if newest else Money(0)

    def today(self, midnight: datetime) -> Today:
        """How many payments were paid since midnight, and their sum before fees."""
        query = "SELECT doc FROM payments WHERE status = 'paid' AND sort >= ?"
        paid = _read(read_payment, self._docs(query, midnight.isoformat()))
        return Today(len(paid), Money(sum(payment.amount.poisha for payment in paid)))

    def _open(self) -> Database:
        db = Database(sqlite3.connect(self._path, check_same_thread=False, isolation_level=None))
        try:
            # A replica may lose its last moment: the server has it.
            for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=NORMAL"):
                db.conn.execute(f"PRAGMA {pragma}")
            with closing(db.conn.execute("PRAGMA user_version")) as found:
                version = found.fetchone()[0]
        except sqlite3.DatabaseError:
            db.conn.close()
            raise
        if version not in (0, _VERSION):
            db.conn.close()
            raise OldStore(version)
        if version == _VERSION:
            return db
        columns = {"id": str, "seq": int, "sort": str, "link_id": str, "status": str, "doc": str}
        for name in _TABLES.values():
            table = db.table(name)
            table.create(columns, pk="id", if_not_exists=True)
            table.create_index(["status", "sort"], if_not_exists=True)
            table.create_index(["sort"], if_not_exists=True)
        db.table("payments").create_index(["link_id", "sort"], if_not_exists=True)
        db.table("meta").create({"key": str, "value": str}, pk="key", if_not_exists=True)
        db.conn.execute(f"PRAGMA user_version={_VERSION}")
        return db

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _put(self, kind: str, doc: Mapping[str, Any], seq: int) -> None:
        moment = doc.get("paid_at") if kind == "payment" else None
        self._db.conn.execute(
            _UPSERT.format(table=_TABLES[kind]),
            {
                "id": doc["id"],
                "seq": seq,
                # One form of time, so that texts sort as times do.
                "sort": datetime.fromisoformat(moment or doc["created_at"]).isoformat(timespec="microseconds"),
                "link_id": doc.get("link_id") or "",
                "status": "store" if doc.get("kind") == "store" else doc.get("status", ""),
                "doc": json.dumps(dict(doc), ensure_ascii=False),
            },
        )

    def _docs(self, query: str, *values: Any) -> list[dict[str, Any]]:
        with self._lock, closing(self._db.conn.execute(query, values)) as found:
            return [json.loads(doc) for (doc,) in found.fetchall()]

    def _last_seq(self) -> int | None:
        text = self._get("last_seq")
        return int(text) if text else None

    def _get(self, key: str) -> str:
        with closing(self._db.conn.execute("SELECT value FROM meta WHERE key = ?", (key,))) as found:
            row = found.fetchone()
        return row[0] if row else ""

    def _set(self, key: str, value: str) -> None:
        self._db.conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _read(read: Callable[[Mapping[str, Any]], R], docs: Iterable[Mapping[str, Any]]) -> list[R]:
    """The rows that can be read; one from a newer server that cannot is passed over, not died of."""
    rows: list[R] = []
    for doc in docs:
        try:
            rows.append(read(doc))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.warning("a stored row cannot be read: %r", error)
    return rows


class OldStore(Exception):
    """The file was written by another version of the app."""
