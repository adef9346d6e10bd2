"""Queries about invitations to a shop's people."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from checkout.core.access import Grant, Role
from checkout.core.merchant import MerchantId
from checkout.store.tables import invitations
from money import Money


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom an owner wants to let in, as what, and until when."""

    id: str
    merchant_id: MerchantId
    grant: Grant
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    """When it was used or taken back."""


def insert(conn: Connection, invitation: Invitation, code_hash: str) -> None:
    most = invitation.grant.gives_back_most
    conn.execute(
        invitations.insert().values(
            id=invitation.id,
            merchant_id=invitation.merchant_id,
            role=invitation.grant.role,
            gives_back_most_poisha=None if most is None else most.poisha,
            code_hash=code_hash,
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
        )
    )


def by_code(conn: Connection, code_hash: str) -> Invitation | None:
    row = conn.execute(select(invitations).where(invitations.c.code_hash == code_hash)).first()
    if row is None:
        return None
    most = None if row.gives_back_most_poisha is None else Money(row.gives_back_most_poisha)
    grant = Grant(Role(row.role), gives_back_most=most)
    return Invitation(row.id, MerchantId(row.merchant_id), grant, row.created_at, row.expires_at, row.ended_at)


def use(conn: Connection, invitation_id: str, now: datetime) -> bool:
    """Whether this call is the one that it lets in: it is true once."""
    unused = (invitations.c.id == invitation_id) & invitations.c.ended_at.is_(None)
    return conn.execute(update(invitations).where(unused).values(ended_at=now)).rowcount == 1


def end(conn: Connection, merchant_id: MerchantId, invitation_id: str, now: datetime) -> bool:
    """Take back one of the shop's that nobody has used; False when it has no such one."""
    own = (invitations.c.id == invitation_id) & (invitations.c.merchant_id == merchant_id)
    waiting = own & invitations.c.ended_at.is_(None) & (invitations.c.expires_at > now)
    return conn.execute(update(invitations).where(waiting).values(ended_at=now)).rowcount == 1


def end_all(conn: Connection, merchant_id: MerchantId, now: datetime) -> None:
    """Take back all of the shop's that nobody has used."""
    waiting = (invitations.c.merchant_id == merchant_id) & invitations.c.ended_at.is_(None)
    conn.execute(update(invitations).where(waiting, invitations.c.expires_at > now).values(ended_at=now))


def forget_before(conn: Connection, moment: datetime) -> int:
    """Drop those that were over before this, so that nothing is known of them any more; how many there were."""
    return conn.execute(delete(invitations).where(invitations.c.expires_at <= moment)).rowcount
