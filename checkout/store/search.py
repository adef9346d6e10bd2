"""Searching a shop's payments by any part of a payer's name or phone or of a reference.

The newest ones are looked through, and most searches end there. What is older is found by an index of every three
characters in a row, which the database's own triggers keep (`payment_words`, see
docs/decisions/0046-an-index-of-what-is-searched.md). It may name too many, never too few: each find is looked at.
"""

import re
import sqlite3
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Select, String, column, func, or_, select, table

from checkout.core.merchant import MerchantId
from checkout.store.cursor import Cursor
from checkout.store.tables import from_microseconds, payments, to_microseconds
from language import plain_line

Listed = Select[Any]
Found = list[Any]
_NEWEST: Final = 1_000
_MORE: Final = 20
_AT_ONCE: Final = 200
_GRAM: Final = 3
_PAGES_AT_ONCE: Final = 64
# SQLite: a row is a moment at which payments began, in microseconds, and the table's own name is what is searched.
_MOMENTS: Final = table("payment_words", column("rowid", BigInteger), column("payment_words", String))
# PostgreSQL: a row for each payment.
_WORDS: Final = table("payment_words", *(column(name, String) for name in ("payment_id", "merchant_id", "words")))
# The first character of Unicode's private use; nobody can type it.
_PRIVATE: Final = 0xE000


def newest_first(query: Listed) -> Listed:
    return query.order_by(payments.c.created_at.desc(), payments.c.id.desc())


def find(
    conn: Connection, merchant_id: MerchantId, listed: Listed, words: str, limit: int, before: Cursor | None
) -> Found:
    """Rows of a list of the shop's payments that have these words in them, newest first.

    Words are read as names are kept: what nobody sees in them does not count.
    """
    words = plain_line(words)
    searched = (payments.c.payer_name, payments.c.payer_phone, payments.c.gateway_ref, payments.c.code)
    said = or_(*(one.icontains(words, autoescape=True) for one in searched))
    at, row_id = payments.c.created_at, payments.c.id
    here = listed if before is None else listed.where(before.comes_before(at, row_id))
    for many in (_NEWEST, _NEWEST * _MORE):
        last = conn.execute(newest_first(here.with_only_columns(at, row_id)).offset(many).limit(1)).first()
        if last is None:
            return list(conn.execute(newest_first(here.where(said)).limit(limit)))
        edge = Cursor(last.created_at, last.id)
        found = list(conn.execute(newest_first(here.where(said, edge.comes_not_before(at, row_id))).limit(limit)))
        if len(found) == limit:
            return found
        # What is often among the newest is sooner found by going on than by an index without an order.
        if conn.dialect.name == "sqlite" or len(found) * 10 < limit:
            break
    older, rest = listed.where(said), limit - len(found)
    if len(words) < _GRAM:
        found += conn.execute(newest_first(older.where(edge.comes_before(at, row_id))).limit(rest))
    elif conn.dialect.name == "postgresql":
        found += _found_in_postgresql(conn, merchant_id, older.where(edge.comes_before(at, row_id)), words, rest)
    else:
        found += _found_in_sqlite(conn, older, edge, _asked(merchant_id, words), rest)
    return found


def merge(line: sqlite3.Connection, *, is_begun: bool) -> bool:
    """One step towards an index that holds nothing any more of what was erased; whether there may be another.

    For SQLite's own line, outside a transaction: what is taken out of FTS5 stays in its older parts until they are
    merged, as https://sqlite.org/fts5.html#the_merge_command says.
    """
    before = line.total_changes
    pages = _PAGES_AT_ONCE if is_begun else -_PAGES_AT_ONCE
    line.execute("INSERT INTO payment_words (payment_words, rank) VALUES ('merge', ?)", (pages,))
    return line.total_changes - before >= 2


def merge_all(line: sqlite3.Connection) -> None:
    """The same in one step."""
    line.execute("INSERT INTO payment_words (payment_words) VALUES ('optimize')")


def _found_in_sqlite(conn: Connection, older: Listed, edge: Cursor, asked: str, limit: int) -> Found:
    """From the newest moment on, some hundred at a time: nobody reads all that has a common word in it."""
    found: Found = []
    top = to_microseconds(edge.at)
    # Of the moments up to the edge's own. Said of both columns together, the list's index would be walked instead.
    is_older = or_(payments.c.created_at < edge.at, payments.c.id < edge.id)
    named = select(_MOMENTS.c.rowid).where(_MOMENTS.c.payment_words.match(asked))
    while True:
        some = named.where(_MOMENTS.c.rowid <= top).order_by(_MOMENTS.c.rowid.desc()).limit(_AT_ONCE)
        moments = conn.execute(some).scalars().all()
        if moments:
            then = payments.c.created_at.in_([from_microseconds(moment) for moment in moments])
            found += conn.execute(newest_first(older.where(is_older, then)).limit(limit - len(found)))
        if len(moments) < _AT_ONCE or len(found) == limit:
            return found
        top = moments[-1] - 1


def _found_in_postgresql(conn: Connection, merchant_id: MerchantId, older: Listed, words: str, limit: int) -> Found:
    """The index has no order: all that it names are read, which `OFFSET 0` keeps apart from the list's own order."""
    grams, asked = func.payment_grams(_WORDS.c.merchant_id, _WORDS.c.words), func.payment_grams(merchant_id, words)
    named = select(_WORDS.c.payment_id).where(grams.bool_op("@>")(asked))
    some = older.where(payments.c.id.in_(named)).offset(0).subquery()
    return list(conn.execute(select(some).order_by(some.c.created_at.desc(), some.c.id.desc()).limit(limit)))


def _asked(merchant_id: MerchantId, words: str) -> str:
    """All of these in FTS5's words: the shop, and each three characters."""
    # Each two of the last six characters of its id are one, as in the triggers.
    pairs = re.findall("(.)(.)", merchant_id[-6:])
    shop = "".join(chr(_PRIVATE + ord(one) % 32 * 32 + ord(other) % 32) for one, other in pairs)
    grams = dict.fromkeys(words[at : at + _GRAM] for at in range(len(words) - _GRAM + 1))
    return " AND ".join('"' + gram.replace('"', '""') + '"' for gram in (shop, *grams))
