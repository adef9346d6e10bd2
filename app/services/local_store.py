"""The app's own disk: a replica of the event log's resources, which the screens are drawn from.

Each row keeps the number of the event it came from, so that an older event never overwrites a
newer one, in whatever order two windows of the same device apply them.
"""

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

from sqlite_utils import Database

from app.services.records import (
    Customer,
    EntryRecord,
    LinkRecord,
    PaymentRecord,
    PayoutRecord,
    RefundRecord,
    ShopRecord,
    read_entry,
    read_link,
    read_payment,
    read_payout,
    read_refund,
    read_shop,
)
from app.services.stored_rows import ending, ends_of, escaped, like, sortable, status_of, words_of
from language import DHAKA, latin_digits
from money import Money

R = TypeVar("R")
log = logging.getLogger(__name__)
_VERSION: Final = 2
_UPSERT: Final = (
    "INSERT INTO {table} (id, seq, sort, link_id, status, words, ends, doc)"
    " VALUES (:id, :seq, :sort, :link_id, :status, :words, :ends, :doc)"
    " ON CONFLICT (id) DO UPDATE SET seq=excluded.seq, sort=excluded.sort, link_id=excluded.link_id,"
    " status=excluded.status, words=excluded.words, ends=excluded.ends, doc=excluded.doc"
    " WHERE excluded.seq >= {table}.seq"
)
_TABLES: Final = {
    "link": "links",
    "payment": "payments",
    "balance": "entries",
    "refund": "refunds",
    "payout": "payouts",
}
# What a row is found by besides its link.
_OF: Final = {"refund": "payment_id", "balance": "payment_id"}
_ENDING_LEAST: Final = 4
"""Fewer characters than these are in too many payments to tell one."""
_LOOKED_AT: Final = 60
"""As many payments are looked at for who paid before: the newest that the words are found in."""
_FOUND: Final = "words LIKE ? ESCAPE '!'"
_LINK_FOUND: Final = "(words LIKE ? ESCAPE '!' OR id IN (SELECT link_id FROM payments WHERE words LIKE ? ESCAPE '!'))"
_PAYMENT_FOUND: Final = "link_id IN (SELECT id FROM payments WHERE words LIKE ? ESCAPE '!')"
_MADE_HERE: Final = 0
"""The event number of a link that the server has not told of: any word of the server's replaces it."""
_SHOWN: Final = "shown "


@dataclass(frozen=True, slots=True)
class Today:
    """What came in since midnight in Dhaka."""

    count: int
    total: Money


@dataclass(frozen=True, slots=True)
class DaySum:
    """What came in on one day by one method, before fees."""

    day: date
    method: str
    count: int
    total: Money


class LocalStore:
    """One signed-in device's replica, in an SQLite file."""

    def __init__(self, path: Path | None) -> None:
        """In this file; without one in memory, for as long as the session lives. Raises CannotKeep."""
        self._path, self._lock = path, Lock()
        try:
            if path is not None:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._db = self._open()
        except (sqlite3.OperationalError, OSError) as error:
            # Busy, full or read-only: the file is good, and another window may be using it.
            raise CannotKeep(str(error)) from error
        except OldStore as old:
            self._begin_anew(old.kept)
        except sqlite3.DatabaseError:
            self._begin_anew(Own())

    def close(self) -> None:
        with self._lock:
            self._db.conn.close()

    def wipe(self) -> None:
        """Forget everything, on disk too."""
        self.close()
        self._remove()

    # What is written: a whole snapshot at first, then one event after another. All of it raises CannotKeep.

    def replace_all(
        self,
        shop: Mapping[str, Any],
        links: Iterable[Mapping[str, Any]],
        payments: Iterable[Mapping[str, Any]],
        entries: Iterable[Mapping[str, Any]],
        seq: int,
        refunds: Iterable[Mapping[str, Any]] = (),
        payouts: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Take in the server's lists as they stood at event number `seq`.

        Nothing that was there before stays, except links that the server was not told of yet.
        """
        told = (("link", links), ("payment", payments), ("balance", entries), ("refund", refunds), ("payout", payouts))
        with self._writing():
            for table in _TABLES.values():
                self._db.conn.execute(f"DELETE FROM {table}")  # noqa: S608
            for waiting in self._waiting():
                self._put("link", waiting, _MADE_HERE)
            for kind, docs in told:
                for doc in docs:
                    self._put(kind, doc, seq)
            self._set("shop", json.dumps(dict(shop)))
            self._set("last_seq", str(seq))

    def apply(self, seq: int, event_type: str, data: Mapping[str, Any]) -> None:
        """Take in one event; one that was taken in before changes nothing."""
        kind = event_type.partition(".")[0]
        with self._writing():
            if kind == "merchant":
                self._set("shop", json.dumps(dict(data)))
            elif kind in _TABLES:
                self._put(kind, data, seq)
            self._set("last_seq", str(max(seq, self._last_seq() or 0)))

    def put(self, kind: str, doc: Mapping[str, Any], seq: int) -> None:
        """Take in what the server answered, ahead of its event; `seq` stood before it was asked."""
        with self._writing():
            self._put(kind, doc, seq)

    def keep_waiting(self, doc: Mapping[str, Any]) -> None:
        """Keep a link that was made here until the server has it; again with the same id is the same link."""
        with self._writing():
            text = json.dumps(dict(doc), ensure_ascii=False)
            self._db.conn.execute("INSERT OR REPLACE INTO outbox VALUES (?, ?)", (doc["id"], text))
            self._put("link", doc, _MADE_HERE)

    def sent(self, doc: Mapping[str, Any], seq: int) -> None:
        """The server has the link now, as it says."""
        with self._writing():
            self._db.conn.execute("DELETE FROM outbox WHERE id = ?", (doc["id"],))
            self._put("link", doc, seq)

    def drop_waiting(self, link_id: str) -> None:
        """Forget a link that was made here and that the server never had."""
        with self._writing():
            self._db.conn.execute("DELETE FROM outbox WHERE id = ?", (link_id,))
            self._db.conn.execute("DELETE FROM links WHERE id = ? AND seq = ?", (link_id, _MADE_HERE))

    def waiting(self) -> list[dict[str, Any]]:
        """The links that the server was not told of, oldest first."""
        with self._lock:
            return self._waiting()

    def heard(self, at: datetime, clock_off: timedelta = timedelta(0)) -> None:
        """Note when the server last spoke and by how much this device's clock differs, for a start without it."""
        with self._writing():
            self._set("heard_at", at.isoformat())
            self._set("clock_off", str(int(clock_off.total_seconds())))

    # What is read: every query is bounded by a page and served by an index.

    @property
    def is_on_disk(self) -> bool:
        """Whether what is kept outlives the session."""
        return self._path is not None

    @property
    def last_seq(self) -> int | None:
        """The number of the last event taken in; None before the first snapshot."""
        with self._lock:
            return self._last_seq()

    def heard_at(self) -> datetime | None:
        with self._lock:
            text = self._get("heard_at")
        return datetime.fromisoformat(text) if text else None

    def clock_off(self) -> timedelta:
        """What has to be added to this device's clock, as last heard."""
        with self._lock:
            return timedelta(seconds=int(self._get("clock_off") or 0))

    def shop(self) -> ShopRecord | None:
        with self._lock:
            text = self._get("shop")
        found = _read(read_shop, [json.loads(text)]) if text else []
        return found[0] if found else None

    def store_link(self) -> LinkRecord | None:
        found = _read(read_link, self._docs("SELECT doc FROM links WHERE status = 'store' LIMIT 1"))
        return found[0] if found else None

    def links(self, status: str = "", limit: int = 50, offset: int = 0, words: str = "") -> list[LinkRecord]:
        """Fixed links, newest first; all of them or those of one status, and those that these words are found in."""
        chosen, values = ("status = ?", [status]) if status else ("status <> 'store'", [])
        if words.strip():
            chosen += f" AND {_LINK_FOUND}"
            values += [like(words)] * 2
        query = f"SELECT doc FROM links WHERE {chosen} ORDER BY sort DESC, id DESC LIMIT ? OFFSET ?"  # noqa: S608
        return _read(read_link, self._docs(query, *values, limit, offset))

    def current_links(self, paid_since: datetime, limit: int = 50) -> list[LinkRecord]:
        """What was paid since then, and what the shop is waiting for: up to `limit` of each, newest first."""
        fresh = (
            "SELECT doc FROM links WHERE status = 'paid' AND id IN"
            " (SELECT link_id FROM payments WHERE status = 'paid' AND sort >= ? ORDER BY sort DESC LIMIT ?)"
        )
        active = "SELECT doc FROM links WHERE status = 'active' ORDER BY sort DESC, id DESC LIMIT ?"
        docs = [*self._docs(fresh, sortable(paid_since), limit), *self._docs(active, limit)]
        return _read(read_link, docs)

    def active_links_count(self) -> int:
        """How many links are awaited."""
        with self._lock, closing(self._db.conn.execute("SELECT count(*) FROM links WHERE status = 'active'")) as found:
            return int(found.fetchone()[0])

    def link(self, link_id: str) -> LinkRecord | None:
        found = _read(read_link, self._docs("SELECT doc FROM links WHERE id = ?", link_id))
        return found[0] if found else None

    def link_by_code(self, code: str) -> LinkRecord | None:
        found = self.links(words=code, limit=5) if code else []
        return next((link for link in found if link.code == code), None)

    def customers(self, words: str, limit: int = 3) -> list[Customer]:
        """Who paid here before and whose name or phone holds these words, the newest first."""
        query = "SELECT doc FROM payments WHERE words LIKE ? ESCAPE '!' ORDER BY sort DESC, id DESC LIMIT ?"
        said, found = latin_digits(words.strip()).lower(), dict[str, Customer]()
        for payment in _read(read_payment, self._docs(query, like(words), _LOOKED_AT)):
            if payment.phone and (said in payment.name.lower() or said in payment.phone):
                found.setdefault(payment.phone, Customer(payment.name, payment.phone))
        return list(found.values())[:limit]

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

    def entries(
        self,
        limit: int = 100,
        offset: int = 0,
        *,
        kinds: Sequence[str] = (),
        words: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[EntryRecord]:
        """The balance's history, newest first: of these kinds, of payments that the words are found in, in a time."""
        chosen, values = ["1"], []
        if kinds:
            chosen.append(f"status IN ({','.join('?' * len(kinds))})")
            values += list(kinds)
        if words.strip():
            chosen.append(_PAYMENT_FOUND)
            values.append(like(words))
        for mark, moment in ((">=", since), ("<", until)):
            if moment is not None:
                chosen.append(f"sort {mark} ?")
                values.append(sortable(moment))
        query = f"SELECT doc FROM entries WHERE {' AND '.join(chosen)} ORDER BY id DESC LIMIT ? OFFSET ?"  # noqa: S608
        return _read(read_entry, self._docs(query, *values, limit, offset))

    def held_payments(self, words: str = "", limit: int = 100) -> list[PaymentRecord]:
        """What payers paid and somebody has to look at first, newest first."""
        found = f" AND {_FOUND}" if words.strip() else ""
        query = f"SELECT doc FROM payments WHERE status = 'on_hold'{found} ORDER BY sort DESC, id DESC LIMIT ?"  # noqa: S608
        return _read(read_payment, self._docs(query, *([like(words)] if found else []), limit))

    def refunds(self, payment_id: str) -> list[RefundRecord]:
        """What goes back, or went, of one payment, newest first."""
        query = "SELECT doc FROM refunds WHERE link_id = ? ORDER BY sort DESC, id DESC LIMIT 100"
        return _read(read_refund, self._docs(query, payment_id))

    def going_back(self, payment_id: str) -> Money:
        """How much of a payment was promised to its payer or went back."""
        refunds = self.refunds(payment_id)
        return Money(sum(refund.amount.poisha for refund in refunds if refund.status != "refused"))

    def payouts(self, limit: int = 50) -> list[PayoutRecord]:
        """What was asked to be sent to the shop, newest first."""
        return _read(read_payout, self._docs("SELECT doc FROM payouts ORDER BY sort DESC, id DESC LIMIT ?", limit))

    def on_its_way(self) -> Money:
        """What left the balance and was not sent yet."""
        asked = _read(read_payout, self._docs("SELECT doc FROM payouts WHERE status = 'asked'"))
        return Money(sum(payout.amount.poisha for payout in asked))

    def day_sums(self, first: date) -> list[DaySum]:
        """What was paid on each day in Dhaka since then, by method; what went back later was paid all the same."""
        query = (
            "SELECT date(sort, '+6 hours') AS day, json_extract(doc, '$.method'), count(*),"
            " sum(json_extract(doc, '$.amount')) FROM payments"
            " WHERE status IN ('paid', 'partly_refunded', 'refunded') AND sort >= ? GROUP BY 1, 2"
        )
        midnight = datetime(first.year, first.month, first.day, tzinfo=DHAKA)
        with self._lock, closing(self._db.conn.execute(query, (sortable(midnight),))) as found:
            return [
                DaySum(date.fromisoformat(day), method or "", count, Money(total))
                for day, method, count, total in found
            ]

    def find_payments(self, words: str, limit: int = 6) -> list[PaymentRecord]:
        """Payments whose transaction, receipt or phone ends so, newest first."""
        end = ending(words)
        if len(end) < _ENDING_LEAST:
            return []
        query = (
            "SELECT doc FROM payments WHERE ends LIKE ? ESCAPE '!' AND status <> 'pending'"
            " ORDER BY sort DESC, id DESC LIMIT ?"
        )
        return _read(read_payment, self._docs(query, f"%{escaped(end)}|%", limit))

    def payment_by_code(self, code: str) -> PaymentRecord | None:
        """The payment whose receipt has this code."""
        return next((payment for payment in self.find_payments(code) if payment.code == code), None)

    def shown_at(self, payment_id: str) -> datetime | None:
        """When somebody asked here for this payment first."""
        with self._lock:
            text = self._get(f"{_SHOWN}{payment_id}")
        return datetime.fromisoformat(text) if text else None

    def show(self, payment_id: str, at: datetime) -> None:
        """Note that goods may have gone out for it; the first time stays."""
        with self._writing():
            if not self._get(f"{_SHOWN}{payment_id}"):
                self._set(f"{_SHOWN}{payment_id}", at.isoformat())

    def pending_payments(self, since: datetime, limit: int) -> list[PaymentRecord]:
        """Who has begun to pay since then and has not ended, newest first."""
        query = "SELECT doc FROM payments WHERE status = 'pending' AND sort >= ? ORDER BY sort DESC LIMIT ?"
        return _read(read_payment, self._docs(query, sortable(since), limit))

    def held(self) -> Money:
        """What payers paid and somebody has to look at first."""
        return Money(sum((payment.net or payment.amount).poisha for payment in self.held_payments(limit=1000)))

    def balance(self) -> Money:
        """What stood in the balance after the newest entry."""
        newest = self.entries(limit=1)
        return newest[0].balance_after if newest else Money(0)

    def today(self, midnight: datetime) -> Today:
        """How many payments were paid since midnight, and their sum before fees."""
        query = "SELECT doc FROM payments WHERE status = 'paid' AND sort >= ?"
        paid = _read(read_payment, self._docs(query, sortable(midnight)))
        return Today(len(paid), Money(sum(payment.amount.poisha for payment in paid)))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """All of it or nothing. Raises CannotKeep when the disk takes no more."""
        with self._lock:
            try:
                self._db.conn.execute("BEGIN IMMEDIATE")
                with self._db.conn:
                    yield
            except sqlite3.OperationalError as error:
                raise CannotKeep(str(error)) from error

    def _begin_anew(self, kept: "Own") -> None:
        """A replica can always be had again from the server: rebuild rather than crash."""
        self._remove()
        self._db = self._open()
        with self._writing():
            for doc in kept.waiting:
                self._db.conn.execute("INSERT INTO outbox VALUES (?, ?)", (doc["id"], json.dumps(doc)))
                self._put("link", doc, _MADE_HERE)
            for key, value in kept.shown.items():
                self._set(key, value)

    def _open(self) -> Database:
        place = ":memory:" if self._path is None else self._path
        db = Database(sqlite3.connect(place, check_same_thread=False, isolation_level=None))
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
            with closing(db.conn):
                raise OldStore(version, _own_of(db.conn))
        if version == _VERSION:
            return db
        columns = {
            "id": str,
            "seq": int,
            "sort": str,
            "link_id": str,
            "status": str,
            "words": str,
            "ends": str,
            "doc": str,
        }
        for name in _TABLES.values():
            table = db.table(name)
            table.create(columns, pk="id", if_not_exists=True)
            table.create_index(["status", "sort"], if_not_exists=True)
            table.create_index(["sort"], if_not_exists=True)
        for name in ("payments", "refunds", "entries"):
            db.table(name).create_index(["link_id", "sort"], if_not_exists=True)
        db.table("outbox").create({"id": str, "doc": str}, pk="id", if_not_exists=True)
        db.table("meta").create({"key": str, "value": str}, pk="key", if_not_exists=True)
        db.conn.execute(f"PRAGMA user_version={_VERSION}")
        return db

    def _remove(self) -> None:
        if self._path is None:
            return
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _put(self, kind: str, doc: Mapping[str, Any], seq: int) -> None:
        moment = doc.get("paid_at") if kind == "payment" else None
        self._db.conn.execute(
            _UPSERT.format(table=_TABLES[kind]),
            {
                "id": doc["id"],
                "seq": seq,
                "sort": sortable(datetime.fromisoformat(moment or doc["created_at"])),
                "link_id": doc.get(_OF.get(kind, "link_id")) or "",
                "status": status_of(kind, doc),
                "words": words_of(kind, doc),
                "ends": ends_of(kind, doc),
                "doc": json.dumps(dict(doc), ensure_ascii=False),
            },
        )

    def _waiting(self) -> list[dict[str, Any]]:
        with closing(self._db.conn.execute("SELECT doc FROM outbox ORDER BY id")) as found:
            return [json.loads(doc) for (doc,) in found.fetchall()]

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


@dataclass(frozen=True, slots=True)
class Own:
    """What the server cannot give again: links that it was not told of, and what was shown for goods."""

    waiting: tuple[Mapping[str, Any], ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)


def _own_of(conn: sqlite3.Connection) -> Own:
    """Read from a file of any version: these two tables have kept their shape since they are there."""
    try:
        waiting = conn.execute("SELECT doc FROM outbox ORDER BY id").fetchall()
        shown = conn.execute("SELECT key, value FROM meta WHERE key LIKE ?", (f"{_SHOWN}%",)).fetchall()
        return Own(tuple(json.loads(doc) for (doc,) in waiting), dict(shown))
    except (sqlite3.DatabaseError, ValueError):
        return Own()


class CannotKeep(Exception):
    """The disk takes no more, or another program holds the file; what was there before is as it was."""


class OldStore(Exception):
    """The file was written by another version of the app."""

    def __init__(self, version: int, kept: Own) -> None:
        super().__init__(version)
        self.kept = kept
