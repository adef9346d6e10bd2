"""The shop's people and programs: whom the owner lets in, as what, and how they are let go."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field, StringConstraints
from typing_extensions import TypedDict

from checkout.commands.sign_in import sign_out
from checkout.commands.staff import (
    add_program,
    change_staff,
    invite,
    program_grant,
    staff_grant,
    withdraw_invitation,
)
from checkout.core.access import Reach, Role, Scope
from checkout.core.merchant import DeviceId
from checkout.errors import NotFound
from checkout.http.asked import Asked
from checkout.http.fields import DeviceInPath, InvitationInPath, Limit, NextCursor, TokenInPath
from checkout.http.openapi import SENT, answers, refused
from checkout.http.plain_text import PLAIN
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.resources.base import CURRENCY, Currency, Moment, Page, Poisha, id_of, poisha, rfc3339
from checkout.store import merchants
from checkout.store.cursor import Cursor
from money import PAYMENT_MOST, Money

router = APIRouter(prefix="/v1", tags=["people"])
StaffRole = Literal["manager", "cashier"]
_SUM_OF_A_DAY = "What may be given back in one day of Dhaka, whole poisha"
SumOfADay = Annotated[int, Field(strict=True, gt=0, le=100 * PAYMENT_MOST.poisha, description=_SUM_OF_A_DAY)]


class DeviceShape(TypedDict):
    """A signed-in device."""

    id: Annotated[str, id_of("dev")]
    name: str
    created_at: Moment
    this_device: bool
    role: Role
    gives_back_most: Annotated[Poisha | None, Field(description="A manager's sum for a day; null for all others")]


class StaffChange(Asked):
    """As what somebody works here from now on."""

    role: StaffRole
    gives_back_most: Annotated[SumOfADay | None, Field(description=f"{_SUM_OF_A_DAY}: for a manager alone")] = None


class InvitationShape(TypedDict):
    """An invitation, told this once: whoever has the code may sign in by it, once and until it expires."""

    id: Annotated[str, id_of("inv")]
    code: str
    url: Annotated[str | None, Field(description="Where the app takes it; null where nobody has said where the app is")]
    role: StaffRole
    gives_back_most: Poisha | None
    currency: Currency
    expires_at: Moment


class NewProgram(Asked):
    """A program that is to speak for the shop."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80), PLAIN]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope), description="What it may")]
    gives_back_most: Annotated[SumOfADay | None, Field(description=f"{_SUM_OF_A_DAY}: with `refunds.write` alone")] = (
        None
    )


class TokenShape(TypedDict):
    """A program with a token."""

    id: Annotated[str, id_of("tok")]
    name: str
    scopes: list[Scope]
    gives_back_most: Poisha | None
    created_at: Moment


class NewTokenShape(TokenShape):
    """The same with the token, which is told this once."""

    token: str


@router.get("/devices", name="list_devices", **answers(Page[DeviceShape], 401, 422))
async def devices(
    session: TheSession, service: TheService, limit: Limit = merchants.LISTED_MOST, cursor: NextCursor = None
) -> dict[str, object]:
    """A page of the devices that are signed in, newest first; who is no owner is told of the asking device alone."""
    only, before = session.device_id if session.reach is Reach.OWN else None, Cursor.read(cursor) if cursor else None
    found = await service.db.read(merchants.list_devices, session.merchant.id, only, limit + 1, before)
    return _page(found, limit, lambda one: _device(one, session.device_id))


@router.patch("/devices/{device_id}", name="change_device", **answers(DeviceShape, 401, 404, 409, *SENT))
async def change(device_id: DeviceInPath, asked: StaffChange, session: TheSession, service: TheService) -> DeviceShape:
    """Let somebody do more or less from now on; 409 for an owner's device, which is signed out instead."""
    grant = staff_grant(Role(asked.role), _money(asked.gives_back_most))
    changed = await service.db.transact(change_staff, session.merchant.id, device_id, grant)
    return _device(changed, session.device_id)


@router.delete("/devices/{device_id}", name="sign_out_device", status_code=204, responses=refused(401, 404, 422))
async def revoke(device_id: DeviceInPath, session: TheSession, service: TheService) -> None:
    """Sign a device out; its token is worth nothing from now on. Who is no owner may sign the asking device out."""
    if session.reach is Reach.OWN and device_id != session.device_id:
        raise NotFound("device")
    await service.db.transact(sign_out, session.merchant.id, device_id)


@router.post(
    "/invitations", name="create_invitation", status_code=201, **answers(InvitationShape, 401, *SENT, good=201)
)
async def create_invitation(asked: StaffChange, session: TheSession, service: TheService) -> InvitationShape:
    """Let somebody in who has no need of the shop's phone: a code to be shown or sent, good once and ten minutes long.

    Asked for again it is another one.
    """
    grant = staff_grant(Role(asked.role), _money(asked.gives_back_most))
    await service.limits.invitations.consume(session.merchant.id)
    invitation, code = await service.db.transact(invite, session.merchant.id, session.device_id, grant)
    return {
        "id": invitation.id,
        "code": code,
        "url": join_address(service.settings.app_url, code),
        "role": asked.role,
        "gives_back_most": poisha(grant.gives_back_most),
        "currency": CURRENCY,
        "expires_at": rfc3339(invitation.expires_at),
    }


@router.delete(
    "/invitations/{invitation_id}", name="withdraw_invitation", status_code=204, responses=refused(401, 404, 422)
)
async def withdraw(invitation_id: InvitationInPath, session: TheSession, service: TheService) -> None:
    """Take an invitation back that nobody has used; 404 once somebody has, or its time is over."""
    await service.db.transact(withdraw_invitation, session.merchant.id, invitation_id)


@router.get("/tokens", name="list_tokens", **answers(Page[TokenShape], 401, 422))
async def tokens(
    session: TheSession, service: TheService, limit: Limit = merchants.LISTED_MOST, cursor: NextCursor = None
) -> dict[str, object]:
    """A page of the programs that have a token, newest first."""
    before = Cursor.read(cursor) if cursor else None
    found = await service.db.read(merchants.list_programs, session.merchant.id, limit + 1, before)
    return _page(found, limit, _program)


@router.post("/tokens", name="create_token", status_code=201, **answers(NewTokenShape, 401, *SENT, good=201))
async def create_token(asked: NewProgram, session: TheSession, service: TheService) -> NewTokenShape:
    """A token for a program, which may what its scopes name and nothing else; asked for again it is another one."""
    grant = program_grant(asked.scopes, _money(asked.gives_back_most))
    program, token = await service.db.transact(add_program, session.merchant.id, asked.name, grant)
    return {**_program(program), "token": token}


@router.delete("/tokens/{token_id}", name="revoke_token", status_code=204, responses=refused(401, 404, 422))
async def revoke_token(token_id: TokenInPath, session: TheSession, service: TheService) -> None:
    """Take a token back; it is worth nothing from now on, and its streams end."""
    await service.db.transact(sign_out, session.merchant.id, token_id)


def join_address(app_url: str, code: str) -> str | None:
    """Where the app takes it; the code behind the stroke, which no browser sends: what is asked for stands in logs."""
    return f"{app_url.rstrip('/')}/#join={code}" if app_url else None


def _page(
    found: list[merchants.SignedInDevice], limit: int, told: Callable[[merchants.SignedInDevice], object]
) -> dict[str, object]:
    """The part that was asked for, of which one more was read than is told."""
    shown = found[:limit]
    more = str(Cursor(shown[-1].created_at, shown[-1].device.id)) if len(found) > limit else None
    return {"data": [told(one) for one in shown], "next_cursor": more}


def _money(told: int | None) -> Money | None:
    return None if told is None else Money(told)


def _device(found: merchants.SignedInDevice, asking: DeviceId) -> DeviceShape:
    device = found.device
    return {
        "id": device.id,
        "name": device.name,
        "created_at": rfc3339(found.created_at),
        "this_device": device.id == asking,
        "role": device.grant.role,
        "gives_back_most": poisha(device.grant.gives_back_most),
    }


def _program(found: merchants.SignedInDevice) -> TokenShape:
    program = found.device
    return {
        "id": program.id,
        "name": program.name,
        "scopes": sorted(program.grant.scopes),
        "gives_back_most": poisha(program.grant.gives_back_most),
        "created_at": rfc3339(found.created_at),
    }
