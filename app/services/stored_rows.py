"""A stored row: the document that the server sent, and what it is chosen, found and sorted by."""

import json
import re
import sqlite3
from datetime import UTC, datetime
from typing import Final

from app.model.documents import Doc, any_doc, any_money, any_text, text_of
from language import all_names, latin_digits, without_marks

TABLE_OF: Final = {
    "link": "links",
    "payment": "payments",
    "balance": "entries",
    "refund": "refunds",
    "payout": "payouts",
    "direct": "directs",
}
_DIALLED: Final = re.compile(r"[0-9\s()+-]+")
# With the country's code or without, whole or begun. 8801 alone may be taka.
_MOBILE: Final = re.compile(r"(?:00880(?=1)|880(?=1[0-9]{4})|0(?=1))([0-9]+)")
# What a row is found by besides its link.
_OF: Final = {"refund": "payment_id", "balance": "payment_id"}
_UPSERT: Final = (
    "INSERT INTO {table} (id, seq, sort, link_id, status, words, ends, doc)"
    " VALUES (:id, :seq, :sort, :link_id, :status, :words, :ends, :doc)"
    " ON CONFLICT (id) DO UPDATE SET seq=excluded.seq, sort=excluded.sort, link_id=excluded.link_id,"
    " status=excluded.status, words=excluded.words, ends=excluded.ends, doc=excluded.doc"
    " WHERE excluded.seq >= {table}.seq"
)


def put_row(conn: sqlite3.Connection, kind: str, doc: Doc, seq: int) -> None:
    """Keep what was told under event number `seq`, unless what is there was told later."""
    paid_at = any_text(doc, "paid_at") if kind == "payment" else ""
    conn.execute(
        _UPSERT.format(table=TABLE_OF[kind]),
        {
            "id": doc["id"],
            "seq": seq,
            "sort": sortable(datetime.fromisoformat(paid_at or text_of(doc, "created_at"))),
            "link_id": doc.get(_OF.get(kind, "link_id")) or "",
            "status": status_of(kind, doc),
            "words": words_of(kind, doc),
            "ends": ends_of(kind, doc),
            "doc": json.dumps(dict(doc), ensure_ascii=False),
        },
    )


def status_of(kind: str, doc: Doc) -> str:
    """What rows are chosen by: of entries their kind, of the shop's own link that it is that; of money, if it waits."""
    if kind == "direct":
        return "waits" if doc.get("kind") == "told" and not doc.get("payment_id") else str(doc.get("kind", ""))
    if kind == "balance" or doc.get("kind") == "store":
        return str(doc.get("kind", ""))
    return str(doc.get("status", ""))


def words_of(kind: str, doc: Doc) -> str:
    """What a row is found by, in small letters and Latin digits; an amount in taka, as people type it."""
    if kind not in ("link", "payment"):
        return ""
    who = any_doc(doc, "payer") or any_doc(doc, "customer")
    amount = any_money(doc, "amount")
    taka = "" if amount is None else amount.decimal_text
    facts = (
        *(doc.get(name) for name in ("note", "reference", "code", "gateway_ref")),
        all_names(str(doc.get("method") or "")),
        *(who.get(name) for name in ("name", "phone", "email")),
        taka,
    )
    return latin_digits(" ".join(str(fact) for fact in facts if fact)).lower()


def ends_of(kind: str, doc: Doc) -> str:
    """What a payment is asked for by its last characters, each with a stroke behind it."""
    if kind != "payment":
        return ""
    facts = (doc.get("gateway_ref"), doc.get("code"), any_doc(doc, "payer").get("phone"))
    return "".join(f"{ending(str(fact))}|" for fact in facts if fact)


def ending(text: str) -> str:
    """Letters and digits alone, as one types what one reads; a mobile number without its country."""
    return "".join(letter for letter in as_kept(text) if letter.isalnum())


def like(words: str) -> str:
    """What was typed, as a pattern: amounts and mobile numbers may be typed as they are shown."""
    return f"%{escaped(as_kept(words).replace('৳', '').replace(',', ''))}%"


def as_kept(words: str) -> str:
    """In small letters and Latin digits; a mobile number, or its beginning, as payers' numbers are kept: `01700000456`.

    People paste it from their contacts, `+880 1700-000456`, and type it as the app itself shows it.
    """
    said = latin_digits(without_marks(words).strip()).lower()
    if _DIALLED.fullmatch(said) is None:
        return said
    found = _MOBILE.fullmatch(re.sub("[^0-9]", "", said.replace("+", "00", 1)))
    return f"0{found[1]}" if found else said


def escaped(plain: str) -> str:
    for special in "!%_":
        plain = plain.replace(special, f"!{special}")
    return plain


def sortable(moment: datetime) -> str:
    """One form of time, so that texts sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
