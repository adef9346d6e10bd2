"""Who else may speak for a shop: people whom its owner lets in, and programs with scopes.

A person comes by an invitation that is good once, for ten minutes. See docs/decisions/0057-who-may-do-what.md.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from checkout.commands.sign_in import hash_token, keep_token
from checkout.core.access import STAFF, Grant, Role, Scope
from checkout.core.merchant import Device, DeviceId, Merchant, MerchantId
from checkout.errors import BadFields, InvitationOver, NotFound, NotSignedIn, Problem, WrongState
from checkout.store import invitations, merchants
from checkout.store.invitations import Invitation
from checkout.store.merchants import SignedInDevice
from checkout.store.unit_of_work import UnitOfWork
from money import Money

INVITATION_TTL: Final = timedelta(minutes=10)


def staff_grant(role: Role, gives_back_most: Money | None) -> Grant:
    """What somebody may whom the owner lets in. Raises BadFields: a manager has a sum, and a cashier has none."""
    assert role in STAFF, role
    _check_sum(gives_back_most, gives_back=role is Role.MANAGER)
    return Grant(role, gives_back_most=gives_back_most)


def program_grant(scopes: Collection[Scope], gives_back_most: Money | None) -> Grant:
    """What a program may. Raises BadFields: one that gives back has a sum, and any other has none."""
    _check_sum(gives_back_most, gives_back=Scope.REFUNDS_WRITE in scopes)
    return Grant(Role.PROGRAM, frozenset(scopes), gives_back_most)


def invite(uow: UnitOfWork, merchant_id: MerchantId, owner: DeviceId, grant: Grant) -> tuple[Invitation, str]:
    """An invitation, and its code, which is shown this once: only its hash is kept, as of a token.

    Raises NotSignedIn for an owner's device that was signed out a moment ago, and took back what it invited.
    """
    if not merchants.hold_device(uow.conn, owner):
        raise NotSignedIn
    code = f"join_{secrets.token_urlsafe(32)}"
    expires_at = uow.now + INVITATION_TTL
    invitation = Invitation(uow.new_id("inv"), merchant_id, grant, uow.now, expires_at, None)
    invitations.insert(uow.conn, invitation, hash_token(code))
    return invitation, code


def withdraw_invitation(uow: UnitOfWork, merchant_id: MerchantId, invitation_id: str) -> None:
    """Let nobody in by it any more. Raises NotFound."""
    if not invitations.end(uow.conn, merchant_id, invitation_id, uow.now):
        raise NotFound("invitation")


@dataclass(frozen=True, slots=True)
class LetIn:
    """Who came by an invitation: the token that is shown this once, the shop, and what may be done there."""

    token: str
    merchant: Merchant
    grant: Grant


def accept_invitation(uow: UnitOfWork, code: str, device_name: str) -> LetIn | None:
    """Sign a device in by the code of an invitation; None where there never was such a one.

    Of two at the same moment one is let in. Raises InvitationOver, which names the shop that was to be asked.
    """
    invitation = invitations.by_code(uow.conn, hash_token(code))
    if invitation is None:
        return None
    merchant = merchants.get(uow.conn, invitation.merchant_id)
    if invitation.expires_at <= uow.now:
        raise InvitationOver("expired", merchant.name)
    if not invitations.use(uow.conn, invitation.id, uow.now):
        raise InvitationOver("used", merchant.name)
    # Where it is counts for no limit of the owner's: they know nothing of places where staff sit.
    device = Device(DeviceId(uow.new_id("dev")), device_name, invitation.grant)
    return LetIn(keep_token(uow, merchant.id, device), merchant, invitation.grant)


def change_staff(uow: UnitOfWork, merchant_id: MerchantId, device_id: str, grant: Grant) -> SignedInDevice:
    """From now on the device may this, and its streams begin anew. Raises NotFound, and WrongState for an owner's."""
    found = merchants.get_device(uow.conn, merchant_id, device_id)
    if found is None or found.device.grant.role is Role.PROGRAM:
        raise NotFound("device")
    if found.device.grant.role not in STAFF:
        raise WrongState("device", found.device.grant.role)
    merchants.change_grant(uow.conn, found.device.id, grant)
    uow.recheck_devices(merchant_id)
    return SignedInDevice(Device(found.device.id, found.device.name, grant), found.created_at)


def add_program(uow: UnitOfWork, merchant_id: MerchantId, name: str, grant: Grant) -> tuple[SignedInDevice, str]:
    """A program of the shop's, and its token, which is shown this once."""
    program = Device(DeviceId(uow.new_id("tok")), name, grant)
    return SignedInDevice(program, uow.now), keep_token(uow, merchant_id, program)


def _check_sum(gives_back_most: Money | None, *, gives_back: bool) -> None:
    if gives_back and gives_back_most is None:
        raise BadFields(Problem("gives_back_most", "missing"))
    if not gives_back and gives_back_most is not None:
        raise BadFields(Problem("gives_back_most", "gives_nothing_back"))
