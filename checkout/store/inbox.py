"""Webhooks as they came, each kept once before it is answered."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import ColumnElement, Connection, Update, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from checkout.core.backoff import next_turn
from checkout.core.webhook_status import WebhookStatus
from checkout.store.statements import Statement
from checkout.store.tables import webhook_inbox as inbox
from checkout.store.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)
_REFUSED_BYTES_MAX: Final = 4096
_NOTHING: Final = {"body": "", "headers": "", "notice": None}
# Made once: to build a statement and its cache key costs more than to run it.
_KNOWN: Final = (inbox.c.gateway == bindparam("at_gateway")) & (inbox.c.body_hash == bindparam("hash"))
_COUNT: Final = Statement(update(inbox).where(_KNOWN).values(copies_count=inbox.c.copies_count + 1))
_UNUSED: Final = (WebhookStatus.REFUSED, WebhookStatus.UNMATCHED, WebhookStatus.UNANSWERED)
_USE_AFTER_ALL: Final = update(inbox).where(_KNOWN, inbox.c.status.in_(_UNUSED)).returning(inbox.c.id)
# New as nearly each is, it is one statement; a copy is one more.
_ADD_NEW: Final = {
    name: Statement(insert(inbox).on_conflict_do_nothing(index_elements=[inbox.c.gateway, inbox.c.body_hash]))
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_CHANGE: Final = Statement(update(inbox).where(inbox.c.id == bindparam("webhook_id")))
_FREE: Final = or_(inbox.c.claimed_until.is_(None), inbox.c.claimed_until <= bindparam("now"))


def _claiming(*among: ColumnElement[bool]) -> Update:
    waiting = select(inbox.c.id).where(inbox.c.status == WebhookStatus.RECEIVED, _FREE, *among)
    some = waiting.limit(bindparam("most")).with_for_update(skip_locked=True)
    return update(inbox).where(inbox.c.id.in_(some), _FREE)


_CLAIMED: Final = (inbox.c.id, inbox.c.gateway, inbox.c.notice)
_CLAIM: Final = Statement(_claiming().returning(*_CLAIMED))
_CLAIM_ELSEWHERE: Final = _claiming(inbox.c.gateway.not_in(bindparam("full", expanding=True))).returning(*_CLAIMED)


@dataclass(frozen=True, slots=True)
class Kept:
    """A webhook that waits to be acted on."""

    id: str
    gateway: str
    notice: str
    """What was understood of it when it came, as JSON."""


def refuse(uow: UnitOfWork, gateway: str, body: bytes, why: str, *, headers: str = "") -> None:
    """Keep what is no webhook of the gateway's, as far as it tells what it was."""
    written = _written(body[:_REFUSED_BYTES_MAX], headers, None)
    _keep(uow, gateway, written, _hash(body), WebhookStatus.REFUSED, why, None)


def keep(
    uow: UnitOfWork, gateway: str, body: bytes, claim: timedelta | None, *, notice: str, headers: str = ""
) -> Kept | None:
    """Keep a webhook exactly as it came, with what was understood of it; a copy of one we have only counts up.

    With `claim` it is the caller's to act on at once, for so long: one write less on the way to
    the shop. None when there is nothing to act on, or nobody who claims it.
    """
    written = _written(body, headers, notice)
    webhook_id = _keep(
        uow, gateway, written, _hash(body), WebhookStatus.RECEIVED, "", uow.now + claim if claim else None
    )
    return Kept(webhook_id, gateway, notice) if claim and webhook_id else None


def file(uow: UnitOfWork, gateway: str, body: bytes, status: WebhookStatus, *, headers: str = "") -> None:
    """Keep what is done already, in the command that did it, exactly as it came."""
    _keep(uow, gateway, _written(body, headers, None), _hash(body), status, "", None)


def claim(
    conn: Connection, now: datetime, claim_for: timedelta, limit: int, but_not: Collection[str] = ()
) -> list[Kept]:
    """Webhooks to act on now, ours until the claim runs out; a worker that dies gives them back.

    Those of the gateways in `but_not` stay for later.
    """
    bounds = {"now": now, "most": limit, "claimed_until": now + claim_for}
    if but_not:
        return [Kept(*row) for row in conn.execute(_CLAIM_ELSEWHERE, bounds | {"full": list(but_not)})]
    return [Kept(*row) for row in _CLAIM.rows(conn, bounds)]


def release_claims(uow: UnitOfWork) -> None:
    """Take up at once what a process that died had in progress."""
    uow.conn.execute(update(inbox).where(inbox.c.status == WebhookStatus.RECEIVED).values(claimed_until=None))


def finish(uow: UnitOfWork, webhook_id: str, status: WebhookStatus) -> None:
    _CHANGE.run(uow.conn, {"webhook_id": webhook_id, "status": status})


def end(uow: UnitOfWork, webhook_id: str, *, silent: bool) -> None:
    """The gateway was asked about it. Silence is no answer: then the webhook stays, and makes us ask again."""
    if silent:
        put_off(uow, webhook_id)
    else:
        finish(uow, webhook_id, WebhookStatus.DONE)


def put_off(uow: UnitOfWork, webhook_id: str) -> None:
    """Take the webhook up again later, ever more rarely, for three days."""
    received_at = uow.conn.execute(select(inbox.c.received_at).where(inbox.c.id == webhook_id)).scalar_one()
    again_at = next_turn(received_at, uow.now)
    if again_at is None:
        log.error("alarm: a webhook was never answered for", webhook_id=webhook_id)
        finish(uow, webhook_id, WebhookStatus.UNANSWERED)
        return
    _CHANGE.run(uow.conn, {"webhook_id": webhook_id, "claimed_until": again_at})


def blank_bodies_about(uow: UnitOfWork, gateway: str, tran_id: str) -> None:
    """Forget what notices about this attempt said, those still to be acted on left out. Reads the whole inbox."""
    names_it = or_(*(column.contains(tran_id, autoescape=True) for column in (inbox.c.body, inbox.c.notice)))
    told = (inbox.c.gateway == gateway) & names_it
    uow.conn.execute(update(inbox).where(told, inbox.c.status != WebhookStatus.RECEIVED).values(**_NOTHING))


def blank_bodies_naming(uow: UnitOfWork, words: str) -> None:
    """Forget what notices said that hold these words, those still to be acted on left out. Reads the whole inbox."""
    holds = inbox.c.body.contains(words, autoescape=True) & (inbox.c.status != WebhookStatus.RECEIVED)
    uow.conn.execute(update(inbox).where(holds).values(**_NOTHING))


def blank_bodies_before(uow: UnitOfWork, moment: datetime, limit: int) -> int:
    """Forget what old notices said; that they came stays known. How many."""
    old = (
        select(inbox.c.id)
        .where(inbox.c.received_at < moment, inbox.c.body != "", inbox.c.status != WebhookStatus.RECEIVED)
        .limit(limit)
    )
    return uow.conn.execute(update(inbox).where(inbox.c.id.in_(old)).values(**_NOTHING)).rowcount


def _written(body: bytes, headers: str, notice: str | None) -> dict[str, str | None]:
    """What is kept of a request, and what was understood of it."""
    # Keeps every byte, so even a body that is no text is stored as it came, but for the one that no database takes.
    text = body.decode("latin-1").replace("\0", "?")
    return {"body": text, "headers": headers, "notice": notice}


def _keep(
    uow: UnitOfWork,
    gateway: str,
    written: dict[str, str | None],
    body_hash: str,
    status: WebhookStatus,
    why: str,
    claimed_until: datetime | None,
) -> str | None:
    """The id of the webhook if it is new, or a copy of one that we could not use then and can now."""
    known = {"at_gateway": gateway, "hash": body_hash}
    kept = {"status": status, "why": why[:255], "claimed_until": claimed_until, "received_at": uow.now}
    webhook_id = uow.new_id("wh")
    new = {"id": webhook_id, "gateway": gateway, "body_hash": body_hash, "copies_count": 1}
    if _ADD_NEW[uow.conn.dialect.name].run(uow.conn, new | kept | written):
        return webhook_id
    counted = _COUNT.run(uow.conn, known)
    assert counted, "neither new nor known"  # The gateway would be told that it is kept.
    if status != WebhookStatus.RECEIVED:
        return None
    return uow.conn.execute(_USE_AFTER_ALL, known | kept | written).scalar()


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
