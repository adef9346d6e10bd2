"""Who may ask a gateway about a payment now: for its state, for its page, and to take the money.

A claim is held by its moment and ends by itself, so that what a dead process held goes on.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, or_, select, text, update

from checkout.core.payment import Payment, PaymentId
from checkout.core.payment_status import UNCAPTURED, Status
from checkout.core.reasons import FailureKind
from checkout.store.due import Claims
from checkout.store.payments import CHANGE, SAVE, changes
from checkout.store.statements import Statement
from checkout.store.tables import payments

# After a start, between asking about one open payment and the next: twenty a second.
_BETWEEN_ASKS: Final = timedelta(milliseconds=50)
_CLAIMS: Final = Claims(payments, payments.c.next_check_at, payments.c.gateway, (payments.c.id, payments.c.gateway))
_SAVE_CLAIMED: Final = Statement(
    CHANGE.where(payments.c.status == Status.CREATED, payments.c.opening_until == bindparam("held_until"))
)


def ask_soon(conn: Connection, payment_id: str, at: datetime) -> None:
    """Let the reconciler ask at this moment, if it has not given the payment up."""
    conn.execute(
        update(payments)
        .where(payments.c.id == payment_id, payments.c.next_check_at.is_not(None))
        .values(next_check_at=at)
    )


def ask_again_since(conn: Connection, since: datetime, now: datetime) -> int:
    """Have every payment begun since then asked about once more that brought nothing, or waits; how many.

    One that the operator rejected has its end, whatever the gateway says of it.
    """
    open_or_without = (*UNCAPTURED, Status.ON_HOLD)
    settled = payments.c.failure == FailureKind.REJECTED
    chosen = (payments.c.created_at >= since) & payments.c.status.in_(open_or_without) & ~settled
    return conn.execute(update(payments).where(chosen).values(next_check_at=now)).rowcount


class Due(NamedTuple):
    """A payment to be asked about, and where."""

    id: PaymentId
    gateway: str


def claim_due(
    conn: Connection, now: datetime, claim: timedelta, limit: int, but_not: Collection[str] = ()
) -> list[Due]:
    """Payments to ask about now. They are ours until the claim runs out, whoever else looks.

    Those of the gateways in `but_not` stay for later.
    """
    return [Due(*row) for row in _CLAIMS.take(conn, now, claim, limit, but_not)]


def claim_opening(conn: Connection, payment_id: str, now: datetime, until: datetime) -> bool:
    """Whether this call is the one that may ask a gateway for the payment's page, until the claim runs out."""
    mine = update(payments).where(_may_be_opened(payment_id, now)).values(opening_until=until)
    return conn.execute(mine).rowcount == 1


def save_claimed(
    conn: Connection, payment: Payment, held_until: datetime, next_check_at: datetime | None, opening_until: datetime
) -> bool:
    """Keep a payment whose page is the caller's to ask for, by the claim that ends then, and claim anew; if it was."""
    again = {"next_check_at": next_check_at, "opening_until": opening_until}
    return _SAVE_CLAIMED.run(conn, changes(payment) | again | {"held_until": held_until}) == 1


def give_up_claim(conn: Connection, payment_id: str, held_until: datetime) -> bool:
    """Let whoever comes ask for the payment's page, where it was the caller's to ask for; whether it was."""
    freed = update(payments).where(_claimed(payment_id, held_until)).values(opening_until=None)
    return conn.execute(freed).rowcount == 1


def is_unclaimed(conn: Connection, payment_id: str, now: datetime) -> bool:
    """Whether nobody asks a gateway for the payment's page."""
    return conn.execute(select(payments.c.id).where(_may_be_opened(payment_id, now))).first() is not None


def request_capture(
    conn: Connection, gateway: str, session_ref: str, now: datetime, told_before: datetime | None
) -> bool:
    """Note that the gateway is told to take the money, unless it was already: at all, or since `told_before`."""
    may: ColumnElement[bool] = payments.c.capture_requested_at.is_(None)
    if told_before is not None:
        may = or_(may, payments.c.capture_requested_at <= told_before)
    told = update(payments).where(_named(gateway, session_ref), may).values(capture_requested_at=now)
    return conn.execute(told).rowcount > 0


def was_capture_requested(conn: Connection, payment_id: str) -> bool:
    """Whether the gateway was told to take the money, and the word not taken back."""
    told = select(payments.c.id).where(payments.c.id == payment_id, payments.c.capture_requested_at.is_not(None))
    return conn.execute(told).first() is not None


def withdraw_capture_request(conn: Connection, gateway: str, session_ref: str) -> None:
    """Take the word back: the gateway was never told, and may be told again."""
    conn.execute(update(payments).where(_named(gateway, session_ref)).values(capture_requested_at=None))


def release_claims(conn: Connection, now: datetime) -> None:
    """Ask soon about everything open, and at once for its page again: a process that died may have been about to.

    The newest first, for there a payer stands and waits, and so many a second, that no gateway takes it for an attack.
    """
    conn.execute(
        update(payments)
        .where(payments.c.status == Status.CREATED, payments.c.opening_until > now)
        .values(opening_until=None)
    )
    opened = (payments.c.status.in_((Status.CREATED, Status.PENDING)), payments.c.next_check_at.is_not(None))
    newest_first = select(payments.c.id, payments.c.next_check_at).where(*opened).order_by(payments.c.created_at.desc())
    due = [
        {"payment_id": row.id, "next_check_at": turn if row.next_check_at <= now else min(turn, row.next_check_at)}
        for turn, row in zip(_turns(now), conn.execute(newest_first).all(), strict=False)
    ]
    if due:
        SAVE.run(conn, *due)


def _turns(now: datetime) -> Iterator[datetime]:
    while True:
        yield now
        now += _BETWEEN_ASKS


def _claimed(payment_id: str, held_until: datetime) -> ColumnElement[bool]:
    ours = (payments.c.id == payment_id) & (payments.c.status == Status.CREATED)
    return ours & (payments.c.opening_until == held_until)


def _may_be_opened(payment_id: str, now: datetime) -> ColumnElement[bool]:
    unclaimed = or_(payments.c.opening_until.is_(None), payments.c.opening_until <= now)
    return (payments.c.id == payment_id) & (payments.c.status == Status.CREATED) & unclaimed


def _named(gateway: str, session_ref: str) -> ColumnElement[bool]:
    """The payment by the gateway's own name for it; that of a second capture of one page has its own row, later."""
    return (
        (payments.c.gateway == gateway)
        & (payments.c.session_ref == session_ref)
        & (payments.c.session_ref != text("''"))
    )
