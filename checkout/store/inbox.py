"""Webhooks as they came, each kept once before it is answered."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection, or_, select, update

from checkout.core.webhook_status import WebhookStatus
from checkout.store.database import UnitOfWork
from checkout.store.tables import webhook_inbox as inbox

log = structlog.get_logger(__name__)
_REFUSED_BYTES_MAX: Final = 4096
_TRY_FOR: Final = timedelta(days=3)
_FIRST_PAUSE: Final = timedelta(seconds=2)
_LONGEST_PAUSE: Final = timedelta(hours=6)
_NOTHING: Final = {"body": "", "headers": "", "notice": None}


@dataclass(frozen=True, slots=True)
class Kept:
    """A webhook that waits to be acted on."""

    id: str
    gateway: str
    notice: str
    """What was understood of it when it came, as JSON."""


def refuse(uow: UnitOfWork, gateway: str, body: bytes, why: str, *, headers: str = "") -> None:
    """Keep what is no webhook of the gateway's, as far as it tells what it was."""
    written = _Written(body[:_REFUSED_BYTES_MAX], headers, None)
    _keep(uow, gateway, written, _hash(body), WebhookStatus.REFUSED, why, None)


def keep(
    uow: UnitOfWork, gateway: str, body: bytes, claim: timedelta | None, *, notice: str, headers: str = ""
) -> Kept | None:
    """Keep a webhook exactly as it came, with what was understood of it; a copy of one we have only counts up.

    With `claim` it is the caller's to act on at once, for so long: one write less on the way to
    the shop. None when there is nothing to act on, or nobody who claims it.
    """
    written = _Written(body, headers, notice)
    webhook_id = _keep(
        uow, gateway, written, _hash(body), WebhookStatus.RECEIVED, "", uow.now + claim if claim else None
    )
    return Kept(webhook_id, gateway, notice) if claim and webhook_id else None


def claim(conn: Connection, now: datetime, claim_for: timedelta, limit: int) -> list[Kept]:
    """Webhooks to act on now, ours until the claim runs out; a worker that dies gives them back."""
    free = or_(inbox.c.claimed_until.is_(None), inbox.c.claimed_until <= now)
    waiting = (
        select(inbox.c.id)
        .where(inbox.c.status == WebhookStatus.RECEIVED, free)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = conn.execute(
        update(inbox)
        .where(inbox.c.id.in_(waiting), free)
        .values(claimed_until=now + claim_for)
        .returning(inbox.c.id, inbox.c.gateway, inbox.c.notice)
    )
    return [Kept(row.id, row.gateway, row.notice) for row in claimed]


def release_claims(uow: UnitOfWork) -> None:
    """Take up at once what a process that died had in progress."""
    uow.conn.execute(update(inbox).where(inbox.c.status == WebhookStatus.RECEIVED).values(claimed_until=None))


def finish(uow: UnitOfWork, webhook_id: str, status: WebhookStatus) -> None:
    uow.conn.execute(update(inbox).where(inbox.c.id == webhook_id).values(status=status))


def put_off(uow: UnitOfWork, webhook_id: str) -> None:
    """The gateway was silent: take the webhook up again later, ever more rarely, for three days."""
    received_at = uow.conn.execute(select(inbox.c.received_at).where(inbox.c.id == webhook_id)).scalar_one()
    age = uow.now - received_at
    if age > _TRY_FOR:
        log.error("alarm: a webhook was never answered for", webhook_id=webhook_id)
        finish(uow, webhook_id, WebhookStatus.UNANSWERED)
        return
    pause = min(max(age, _FIRST_PAUSE), _LONGEST_PAUSE)
    uow.conn.execute(update(inbox).where(inbox.c.id == webhook_id).values(claimed_until=uow.now + pause))


def blank_bodies_about(uow: UnitOfWork, gateway: str, tran_id: str) -> None:
    """Forget what notices about this attempt said, those still to be acted on left out. Reads the whole inbox."""
    names_it = or_(*(column.contains(tran_id, autoescape=True) for column in (inbox.c.body, inbox.c.notice)))
    told = (inbox.c.gateway == gateway) & names_it
    uow.conn.execute(update(inbox).where(told, inbox.c.status != WebhookStatus.RECEIVED).values(**_NOTHING))


def blank_bodies_before(uow: UnitOfWork, moment: datetime, limit: int) -> int:
    """Forget what old notices said; that they came stays known. How many."""
    old = (
        select(inbox.c.id)
        .where(inbox.c.received_at < moment, inbox.c.body != "", inbox.c.status != WebhookStatus.RECEIVED)
        .limit(limit)
    )
    return uow.conn.execute(update(inbox).where(inbox.c.id.in_(old)).values(**_NOTHING)).rowcount


@dataclass(frozen=True, slots=True)
class _Written:
    """What is kept of a request, and what was understood of it."""

    body: bytes
    headers: str
    notice: str | None

    @property
    def columns(self) -> dict[str, str | None]:
        # Keeps every byte, so even a body that is no text is stored as it came, but for the one that no database takes.
        text = self.body.decode("latin-1").replace("\0", "?")
        return {"body": text, "headers": self.headers, "notice": self.notice}


def _keep(
    uow: UnitOfWork,
    gateway: str,
    written: _Written,
    body_hash: str,
    status: WebhookStatus,
    why: str,
    claimed_until: datetime | None,
) -> str | None:
    """The id of the webhook if it is new, or a copy of one that we could not use then and can now."""
    known = (inbox.c.gateway == gateway) & (inbox.c.body_hash == body_hash)
    counted = uow.conn.execute(update(inbox).where(known).values(copies_count=inbox.c.copies_count + 1))
    if counted.rowcount:
        if status != WebhookStatus.RECEIVED:
            return None
        unused = known & inbox.c.status.in_((WebhookStatus.REFUSED, WebhookStatus.UNMATCHED, WebhookStatus.UNANSWERED))
        again = {"status": status, "why": why, "claimed_until": claimed_until, "received_at": uow.now}
        again |= written.columns
        return uow.conn.execute(update(inbox).where(unused).values(**again).returning(inbox.c.id)).scalar()
    webhook_id = uow.new_id("wh")
    uow.conn.execute(
        inbox.insert().values(
            id=webhook_id,
            gateway=gateway,
            body_hash=body_hash,
            **written.columns,
            status=status,
            why=why[:255],
            copies_count=1,
            claimed_until=claimed_until,
            received_at=uow.now,
        )
    )
    return webhook_id


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
