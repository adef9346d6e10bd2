"""A gateway's notice is kept, and the payment found that it is about, in one transaction."""

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import Connection

from checkout.core.payment import Payment
from checkout.core.payment_status import UNCAPTURED
from checkout.gateways.base import Notice
from checkout.store import inbox, payment_claims, payments
from checkout.store.unit_of_work import UnitOfWork


def keep_webhook(
    uow: UnitOfWork, gateway: str, body: bytes, claim: timedelta | None, headers: str, notice: Notice
) -> tuple[inbox.Kept | None, Payment | None]:
    """The notice, where it is to be acted on now, and the payment that it is about."""
    understood = json.dumps(asdict(notice))
    kept = inbox.keep(uow, gateway, body, claim, headers=headers, notice=understood)
    return kept, None if kept is None else _about(uow.conn, gateway, notice)


def claim_webhooks(
    uow: UnitOfWork, claim: timedelta, most: int, but_not: Collection[str]
) -> list[tuple[inbox.Kept, Payment | None]]:
    """Those that wait, with the payment that each is about; none of the gateways in `but_not`."""
    claimed = inbox.claim(uow.conn, uow.now, claim, most, but_not)
    return [(kept, _about_kept(uow.conn, kept)) for kept in claimed]


def ask_soon(uow: UnitOfWork, gateway: str, notice: Notice) -> None:
    """Have the clock ask about its payment, where money may come yet."""
    payment = _about(uow.conn, gateway, notice)
    if payment is not None and payment.status in UNCAPTURED:
        payment_claims.ask_soon(uow.conn, payment.id, uow.now)


def notice_of(kept: inbox.Kept) -> Notice:
    """What was understood of it when it came: then alone the headers were there. Raises TypeError and ValueError."""
    return Notice(**json.loads(kept.notice))


def _about(conn: Connection, gateway: str, notice: Notice) -> Payment | None:
    return payments.by_notice(conn, gateway, notice.tran_id, notice.session_ref)


def _about_kept(conn: Connection, kept: inbox.Kept) -> Payment | None:
    """None for one that cannot be read, too, so that it holds up no other: who acts on it says so."""
    try:
        notice = notice_of(kept)
    except (TypeError, ValueError):
        return None
    return _about(conn, kept.gateway, notice)
