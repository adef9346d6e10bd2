"""What the stand-ins' own books hold, and ours beside them; every difference is a sentence."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Row, text

from checkout.commands.audit_books import audit_books
from checkout.store.database import Database

CAPTURED = ("paid", "partly_refunded", "refunded")


@dataclass(frozen=True)
class Capture:
    """Money that a stand-in took, under every name by which a payment of ours may be found."""

    gateway: str
    names: frozenset[str]
    poisha: int


@dataclass(frozen=True)
class Back:
    """Money that a stand-in gave back. `refund_ref` is our own reference, where it was told."""

    gateway: str
    ref: str
    refund_ref: str
    poisha: int


class StandIns:
    """The books of all of them, and of what the operator gave back by hand in their panels."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state
        self.panel: list[Back] = []

    @property
    def captures(self) -> list[Capture]:
        found = [
            Capture("sslcommerz", frozenset({one.tran_id, one.key}), _poisha(one.amount))
            for one in self._state.sslcommerz.everything()
            if one.status == "VALID"
        ]
        found += [
            Capture("bkash", frozenset({one.id}), _poisha(one.amount))
            for one in self._state.bkash.everything()
            if one.taken
        ]
        for name, field in (("nagad", "orderId"), ("aamarpay", "tran_id"), ("shurjopay", "order_id")):
            for attempt in getattr(self._state, name).everything():
                if attempt.status == "paid":
                    names = {attempt.ref, attempt.asked.get(field, "")} - {""}
                    found.append(Capture(name, frozenset(names), _poisha(attempt.amount)))
        return found

    @property
    def backs(self) -> list[Back]:
        found = [
            Back("sslcommerz", one.ref, one.asked_as, _poisha(one.amount))
            for one in self._state.sslcommerz.all_refunds()
            if one.scenario != "14"
        ]
        for payment in self._state.bkash.everything():
            found += [Back("bkash", one.trx_id, one.sku, _poisha(Decimal(one.amount))) for one in payment.refunds]
        return found + self.panel


def payments_of(db: Database) -> list[Row[Any]]:
    columns = "id, gateway, tran_id, session_ref, status, amount_poisha, failure, net_poisha, fee_poisha"
    return _rows(db, f"SELECT {columns} FROM payments")


def refunds_of(db: Database, *statuses: str) -> list[Row[Any]]:
    columns = "id, gateway, gateway_ref, refund_ref, status, amount_poisha, payment_id"
    found = _rows(db, f"SELECT {columns} FROM refunds ORDER BY created_at, id")
    return [one for one in found if not statuses or one.status in statuses]


def not_at_rest(db: Database, stand_ins: StandIns) -> list[str]:
    """What still has to come to an end by itself."""
    # One refund of a payment at a time: the next one waits while a person works on it.
    with_people = {one.payment_id for one in refunds_of(db, "by_hand")}
    found = [
        f"refund {one.id} at {one.gateway} is {one.status}"
        for one in refunds_of(db, "promised", "sending", "under_way")
        if one.status != "promised" or one.payment_id not in with_people
    ]
    for capture, payment in _matched(db, stand_ins):
        if payment is not None and payment.status not in (*CAPTURED, "on_hold") and not _was_rejected(payment):
            found.append(f"payment {payment.id} is {payment.status}, and {capture.gateway} holds it")
    return found


def differences(db: Database, stand_ins: StandIns) -> list[str]:
    """Everything that does not agree once all is at rest and the operator has settled what was left to people."""
    return [
        *_captures_apart(db, stand_ins),
        *_backs_apart(db, stand_ins),
        *_events_apart(db),
        *(f"audit: {one}" for one in audit_books(db).differences),
    ]


def _captures_apart(db: Database, stand_ins: StandIns) -> Iterator[str]:
    told = {row.subject for row in _rows(db, "SELECT subject FROM alarms")}
    held: Counter[str] = Counter()
    gateways, books = Counter[str](), Counter[str]()
    for capture, payment in _matched(db, stand_ins):
        gateways[capture.gateway] += capture.poisha
        if payment is None:
            yield f"{capture.gateway} holds {capture.poisha} under {sorted(capture.names)}, of which we know nothing"
            continue
        held[payment.id] += 1
        if held[payment.id] > 1:
            books[capture.gateway] += capture.poisha
            if payment.id not in told:
                yield f"{capture.gateway} took payment {payment.id} twice, and nobody was told"
        elif payment.status in (*CAPTURED, "on_hold") or _was_rejected(payment) or payment.id in told:
            books[capture.gateway] += payment.amount_poisha
        else:
            yield f"{capture.gateway} holds payment {payment.id}, which is {payment.status}, and nobody was told"
    for payment in payments_of(db):
        if payment.status in CAPTURED and not held[payment.id]:
            yield f"payment {payment.id} is {payment.status}, and {payment.gateway} does not hold it"
    for name in sorted({*gateways, *books}):
        if gateways[name] != books[name]:
            yield f"captured at {name}: {gateways[name]}; credited, held and told of: {books[name]}"


def _backs_apart(db: Database, stand_ins: StandIns) -> Iterator[str]:
    """Each reference closes one refund of its sum, and each refund that is closed has one."""
    theirs = {(one.gateway, one.ref.lower()): one.poisha for one in stand_ins.backs}
    ours = refunds_of(db, "refunded")
    for name, times in Counter((one.gateway, one.gateway_ref.lower()) for one in ours).items():
        if times > 1:
            yield f"reference {name[1]} of {name[0]} closes {times} refunds"
    for one in ours:
        given = theirs.pop((one.gateway, one.gateway_ref.lower()), None)
        if given != one.amount_poisha:
            yield f"refund {one.id} of {one.amount_poisha} is closed under {one.gateway_ref!r}; {one.gateway} gave {given}"
    for (gateway, ref), poisha in theirs.items():
        yield f"{gateway} gave {poisha} back under {ref}, which closes no refund of ours"
    for one in refunds_of(db, "by_hand"):
        yield f"refund {one.id} at {one.gateway} was left open after the operator looked"


def _events_apart(db: Database) -> Iterator[str]:
    """1..n without a gap, for each shop."""
    seqs: dict[str, list[int]] = {}
    for row in _rows(db, "SELECT merchant_id, seq FROM events ORDER BY merchant_id, seq"):
        seqs.setdefault(row.merchant_id, []).append(row.seq)
    for shop, found in seqs.items():
        if found != list(range(1, len(found) + 1)):
            yield f"the events of shop {shop} are not 1 to {len(found)}"


def _matched(db: Database, stand_ins: StandIns) -> list[tuple[Capture, Row[Any] | None]]:
    # Theirs first: what we say that we hold was there before.
    captures = stand_ins.captures
    by_name = {(one.gateway, name): one for one in payments_of(db) for name in (one.tran_id, one.session_ref) if name}
    return [
        (capture, next((by_name[capture.gateway, n] for n in capture.names if (capture.gateway, n) in by_name), None))
        for capture in captures
    ]


def _was_rejected(payment: Row[Any]) -> bool:
    return bool(payment.status == "failed" and payment.failure == "rejected")


def _rows(db: Database, query: str) -> list[Row[Any]]:
    return db.read_now(lambda conn: list(conn.execute(text(query)).all()))


def _poisha(amount: Decimal) -> int:
    return int(amount * 100)
