"""What the screens are drawn from: a device's replica of the event log's resources, as it is read.

Every query is bounded by a page and served by an index.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from app.model.day_account import EntrySum, between
from app.model.documents import Doc
from app.model.records.balance import EntryRecord, PayoutRecord, read_entry, read_payout
from app.model.records.link import Customer, LinkRecord, read_link
from app.model.records.payment import (
    COST_OF_BACK,
    GOING_BACK,
    PaymentRecord,
    RefundRecord,
    read_payment,
    read_refund,
)
from app.model.records.shop import ShopRecord, read_shop
from app.services.direct_replica import DirectReplica
from app.services.direct_replica import read_rows as _read
from app.services.store_file import IS_UNTICKED, SHOWN, UNTICKED, SqlValue
from app.services.stored_rows import as_kept, ending, escaped, like, sortable
from codes import codes_in, references_in, seen
from money import Money

_ENDING_LEAST: Final = 4
"""Fewer characters than these are in too many payments to tell one."""
_LOOKED_AT: Final = 60
"""As many payments are looked at for who paid before: the newest that the words are found in."""
_PAGE: Final = 1_000
"""As many rows are read at once where all are wanted."""
_PAID: Final = "status IN ('paid', 'partly_refunded', 'refunded')"
"""Money that came in: what went back later had come all the same."""
_CAME: Final = "+status IN ('paid', 'partly_refunded', 'refunded', 'on_hold')"
"""Chosen row by row as they come by time; by the index of statuses all that ever came would be sorted."""
_FOUND: Final = "words LIKE ? ESCAPE '!'"
_LINK_FOUND: Final = "(words LIKE ? ESCAPE '!' OR id IN (SELECT link_id FROM payments WHERE words LIKE ? ESCAPE '!'))"
_PAYMENT_FOUND: Final = "link_id IN (SELECT id FROM payments WHERE words LIKE ? ESCAPE '!')"
_OF_ITS_REFUNDS: Final = "FROM refunds WHERE refunds.link_id = payments.id AND refunds.status <> 'refused'"
_AND_GOING_BACK: Final = (
    f"SELECT doc, (SELECT sum(json_extract(refunds.doc, '$.amount')) {_OF_ITS_REFUNDS}),"
    f" (SELECT sum(json_extract(refunds.doc, '$.cost')) {_OF_ITS_REFUNDS}) FROM payments WHERE "
)
"""Payments, what goes back of each and what that costs; a refund is found by its payment, others by their link."""


@dataclass(frozen=True, slots=True)
class Today:
    """What came in since midnight in Dhaka."""

    count: int
    total: Money


class Replica(DirectReplica):
    """What one signed-in device knows of its shop."""

    @property
    def is_on_disk(self) -> bool:
        """Whether what is kept outlives the session."""
        return self._file.path is not None

    @property
    def last_seq(self) -> int | None:
        """The number of the last event taken in; None before the first snapshot."""
        text = self._file.get("last_seq")
        return int(text) if text else None

    def heard_at(self) -> datetime | None:
        text = self._file.get("heard_at")
        return datetime.fromisoformat(text) if text else None

    def clock_off(self) -> timedelta:
        """What has to be added to this device's clock, as last heard."""
        return timedelta(seconds=int(self._file.get("clock_off") or 0))

    def shop(self) -> ShopRecord | None:
        text = self._file.get("shop")
        found = _read(read_shop, [json.loads(text)]) if text else []
        return found[0] if found else None

    def store_link(self) -> LinkRecord | None:
        found = _read(read_link, self._file.docs("SELECT doc FROM links WHERE status = 'store' LIMIT 1"))
        return found[0] if found else None

    def links(self, status: str = "", limit: int = 50, offset: int = 0, words: str = "") -> list[LinkRecord]:
        """Fixed links, newest first; all of them or those of one status, and those that these words are found in."""
        chosen, values = ("status = ?", [status]) if status else ("status <> 'store'", [])
        if words.strip():
            chosen += f" AND {_LINK_FOUND}"
            values += [like(words)] * 2
        query = f"SELECT doc FROM links WHERE {chosen} ORDER BY sort DESC, id DESC LIMIT ? OFFSET ?"
        return _read(read_link, self._file.docs(query, *values, limit, offset))

    def open_links(self, limit: int = 50) -> list[LinkRecord]:
        """What the shop is waiting for, newest first; one whose term is over stays until the server says so."""
        return self.links("active", limit)

    def link(self, link_id: str) -> LinkRecord | None:
        found = _read(read_link, self._file.docs("SELECT doc FROM links WHERE id = ?", link_id))
        return found[0] if found else None

    def link_by_code(self, code: str) -> LinkRecord | None:
        found = self.links(words=code, limit=5) if code else []
        return next((link for link in found if link.code == code), None)

    def customers(self, words: str, limit: int = 3) -> list[Customer]:
        """Who paid here before and whose name or phone holds these words, the newest first."""
        query = f"SELECT doc FROM payments WHERE {_FOUND} AND {_PAID} ORDER BY sort DESC, id DESC LIMIT ?"
        said, found = as_kept(words), dict[str, Customer]()
        for payment in _read(read_payment, self._file.docs(query, like(words), _LOOKED_AT)):
            if payment.phone and (said in payment.name.lower() or said in payment.phone):
                found.setdefault(payment.phone, Customer(payment.name, payment.phone))
        return list(found.values())[:limit]

    def payments(self, link_id: str, limit: int = 50) -> list[PaymentRecord]:
        """A link's payments, newest first."""
        return self._payments("link_id = ? ORDER BY sort DESC, id DESC LIMIT ?", link_id, limit)

    def payments_of(self, link_ids: Iterable[str]) -> dict[str, list[PaymentRecord]]:
        """The payments of each link that has any, newest first."""
        ids = list(link_ids)
        marks = ",".join("?" * len(ids))
        by_link: dict[str, list[PaymentRecord]] = {}
        for payment in self._payments(f"link_id IN ({marks}) ORDER BY sort DESC, id DESC LIMIT 1000", *ids):
            by_link.setdefault(payment.link_id, []).append(payment)
        return by_link

    def last_payments(self, limit: int) -> list[PaymentRecord]:
        """Money that came by any link, newest first; what went back since, and what is held, is among it."""
        return self._payments(f"{_CAME} ORDER BY sort DESC, id DESC LIMIT ?", limit)

    def payment(self, payment_id: str) -> PaymentRecord | None:
        found = self._payments("id = ?", payment_id)
        return found[0] if found else None

    def payments_by_id(self, payment_ids: Iterable[str]) -> dict[str, PaymentRecord]:
        ids = list(payment_ids)
        marks = ",".join("?" * len(ids))
        return {payment.id: payment for payment in self._payments(f"id IN ({marks})", *ids)}

    def _payments(self, which: str, *values: SqlValue) -> list[PaymentRecord]:
        """Payments as a screen judges them: with what is going back of each."""
        rows = self._file.rows(_AND_GOING_BACK + which, *values)
        return _read(
            read_payment,
            ({**json.loads(doc), GOING_BACK: going_back, COST_OF_BACK: cost} for doc, going_back, cost in rows),
        )

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
        chosen, values = _entries_chosen(kinds, words, since, until)
        query = f"SELECT doc FROM entries WHERE {chosen} ORDER BY id DESC LIMIT ? OFFSET ?"
        return _read(read_entry, self._file.docs(query, *values, limit, offset))

    def every_entry(
        self, kinds: Sequence[str], words: str, since: datetime | None, until: datetime | None
    ) -> Iterator[list[EntryRecord]]:
        """The same to the very end, page by page."""
        # By the ids from page to page: by any other index SQLite would sort all that is chosen, for each page anew.
        table = "entries INDEXED BY sqlite_autoindex_entries_1"
        for docs in self._pages(table, ("id",), *_entries_chosen(kinds, words, since, until)):
            yield _read(read_entry, docs)

    def held_payments(
        self,
        words: str = "",
        limit: int = 100,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[PaymentRecord]:
        """What payers paid and somebody has to look at first, newest first: that the words are found in, in a time."""
        chosen, values = _held_chosen(words, since, until)
        query = f"SELECT doc FROM payments WHERE {chosen} ORDER BY sort DESC, id DESC LIMIT ?"
        return _read(read_payment, self._file.docs(query, *values, limit))

    def every_held_payment(
        self, words: str, since: datetime | None, until: datetime | None
    ) -> Iterator[list[PaymentRecord]]:
        """The same to the very end, page by page."""
        for docs in self._pages("payments", ("sort", "id"), *_held_chosen(words, since, until)):
            yield _read(read_payment, docs)

    def refunds(self, payment_id: str) -> list[RefundRecord]:
        """What goes back, or went, of one payment, newest first."""
        query = "SELECT doc FROM refunds WHERE link_id = ? ORDER BY sort DESC, id DESC LIMIT 100"
        return _read(read_refund, self._file.docs(query, payment_id))

    def payouts(self, limit: int = 50) -> list[PayoutRecord]:
        """What was asked to be sent to the shop, newest first."""
        return _read(read_payout, self._file.docs("SELECT doc FROM payouts ORDER BY sort DESC, id DESC LIMIT ?", limit))

    def on_its_way(self) -> Money:
        """What left the balance and was not sent yet."""
        asked = _read(read_payout, self._file.docs("SELECT doc FROM payouts WHERE status IN ('asked', 'taken')"))
        return Money(sum(payout.amount.poisha for payout in asked))

    def entry_sums(self, first: date, last: date) -> list[EntrySum]:
        """What the balance's entries of each day in Dhaka from the first to the last add up to, by method and kind."""
        method, amount = "coalesce(json_extract(payments.doc, '$.method'), '')", "json_extract(entries.doc, '$.amount')"
        told = f"date(entries.sort, '+6 hours'), {method}, entries.status, count(*), sum({amount})"
        query = (
            f"SELECT {told} FROM entries LEFT JOIN payments ON payments.id = entries.link_id"
            " WHERE entries.sort >= ? AND entries.sort < ? GROUP BY 1, 2, 3"
        )
        begin, end = between(first, last)
        return [
            EntrySum(date.fromisoformat(day), name, kind, count, Money(total))
            for day, name, kind, count, total in self._file.rows(query, sortable(begin), sortable(end))
        ]

    def find_payments(self, words: str, limit: int = 6) -> list[PaymentRecord]:
        """Payments whose transaction, receipt or phone ends so, newest first.

        Where none does, somebody may have pasted more than that, a message or an address: then a transaction or a
        receipt in it counts as a whole, and nothing else of it does, no number of a payer's above all.
        """
        found = self._ending_so(ending(seen(words)), limit)
        if found:
            return found
        for tried in dict.fromkeys(map(ending, (*codes_in(words), *references_in(words)))):
            whole = [
                one for one in self._ending_so(tried, limit) if tried in (ending(one.code), ending(one.gateway_ref))
            ]
            if whole:
                return whole
        return []

    def _ending_so(self, end: str, limit: int) -> list[PaymentRecord]:
        if len(end) < _ENDING_LEAST:
            return []
        which = "ends LIKE ? ESCAPE '!' AND status <> 'pending' ORDER BY sort DESC, id DESC LIMIT ?"
        return self._payments(which, f"%{escaped(end)}|%", limit)

    def payment_by_code(self, code: str) -> PaymentRecord | None:
        """The payment whose receipt has this code."""
        return next((payment for payment in self.find_payments(code) if payment.code == code), None)

    def shown_at(self, payment_id: str) -> datetime | None:
        """When somebody on this device first said that they had seen this payment, or given its goods."""
        text = self._file.get(f"{SHOWN}{payment_id}")
        return datetime.fromisoformat(text) if text else None

    def unticked(self, since: datetime, limit: int = 100) -> list[PaymentRecord]:
        """What was paid since then, was told of here and was not ticked off, newest first."""
        query = f"SELECT key FROM meta WHERE {IS_UNTICKED} AND value >= ? ORDER BY value DESC, key DESC LIMIT ?"
        ids = [key.removeprefix(UNTICKED) for (key,) in self._file.rows(query, sortable(since), limit)]
        known = self.payments_by_id(ids) if ids else {}
        return [known[one] for one in ids if one in known]

    def waiting(self) -> list[Doc]:
        """The links that the server was not told of, oldest first."""
        return self._file.docs("SELECT doc FROM outbox ORDER BY id")

    def pending_payments(self, since: datetime, limit: int) -> list[PaymentRecord]:
        """Who has begun to pay since then and has not ended, newest first."""
        query = "SELECT doc FROM payments WHERE status = 'pending' AND sort >= ? ORDER BY sort DESC LIMIT ?"
        return _read(read_payment, self._file.docs(query, sortable(since), limit))

    def held(self) -> Money:
        """What payers paid and somebody has to look at first."""
        return Money(sum((payment.net or payment.amount).poisha for payment in self.held_payments(limit=1000)))

    def balance(self) -> Money:
        """What stood in the balance after the newest entry."""
        newest = self.entries(limit=1)
        return newest[0].balance_after if newest else Money(0)

    def today(self, midnight: datetime) -> Today:
        """How many payments were paid since midnight, and their sum before fees, though some went back since."""
        query = f"SELECT doc FROM payments WHERE {_PAID} AND sort >= ?"
        paid = _read(read_payment, self._file.docs(query, sortable(midnight)))
        return Today(len(paid), Money(sum(payment.amount.poisha for payment in paid)))

    def _pages(self, table: str, order: Sequence[str], chosen: str, values: Sequence[SqlValue]) -> Iterator[list[Doc]]:
        """All documents that are chosen, the highest first, never more than a page of them in memory."""
        names, down = ", ".join(order), ", ".join(f"{name} DESC" for name in order)
        older, last = "", list[SqlValue]()
        while True:
            query = f"SELECT {names}, doc FROM {table} WHERE {chosen}{older} ORDER BY {down} LIMIT ?"
            rows = self._file.rows(query, *values, *last, _PAGE)
            yield [json.loads(row[-1]) for row in rows]
            if len(rows) < _PAGE:
                return
            older, last = f" AND ({names}) < ({', '.join('?' * len(order))})", list(rows[-1][:-1])


def _entries_chosen(
    kinds: Sequence[str], words: str, since: datetime | None, until: datetime | None
) -> tuple[str, list[SqlValue]]:
    """The condition of a query, and its values."""
    chosen, values = ["1"], list[SqlValue](kinds)
    if kinds:
        chosen.append(f"status IN ({','.join('?' * len(kinds))})")
    if words.strip():
        chosen.append(_PAYMENT_FOUND)
        values.append(like(words))
    _within(since, until, chosen, values)
    return " AND ".join(chosen), values


def _held_chosen(words: str, since: datetime | None, until: datetime | None) -> tuple[str, list[SqlValue]]:
    chosen, values = ["status = 'on_hold'"], list[SqlValue]()
    if words.strip():
        chosen.append(_FOUND)
        values.append(like(words))
    _within(since, until, chosen, values)
    return " AND ".join(chosen), values


def _within(since: datetime | None, until: datetime | None, chosen: list[str], values: list[SqlValue]) -> None:
    """Add to what rows are chosen by that they are of this time."""
    for mark, moment in ((">=", since), ("<", until)):
        if moment is not None:
            chosen.append(f"sort {mark} ?")
            values.append(sortable(moment))
