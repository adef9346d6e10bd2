"""Where the shop is told of payments: its own server, or its staff by SMS, e-mail or Telegram."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field
from typing_extensions import TypedDict

from checkout.commands.notices import read_subjects
from checkout.commands.webhooks_out import (
    ADDRESS_MAX,
    add_outlet,
    change_outlet,
    own_outlet,
    read_outlet_address,
    remove_outlet,
)
from checkout.core.access import Role
from checkout.core.notices import USUALLY_TOLD, Subject, in_order, may_have_told
from checkout.core.outlet import WEBHOOK, Kind, Outlet, trial
from checkout.errors import BadFields, NotAllowed, Problem
from checkout.http.asked import Asked
from checkout.http.fields import OutletInPath, made_by_asker
from checkout.http.openapi import SENT, answers, refused
from checkout.http.service import TheService
from checkout.http.session import Session, TheSession
from checkout.ids import new_id
from checkout.notify.registry import NAMED, Named
from checkout.resources.base import Moment, Page, id_of, one_of, rfc3339
from checkout.resources.trial import TrialShape, trial_resource
from checkout.store import outlets
from checkout.workers.trying_out import try_out

router = APIRouter(prefix="/v1/outlets", tags=["outlets"])


Tells = Annotated[list[Subject], Field(max_length=20, description="Of what it is told: one at least")]


class OutletShape(TypedDict):
    """Where the shop is told of payments."""

    id: Annotated[str, id_of("out")]
    kind: Annotated[Kind, one_of(NAMED)]
    address: str
    tells: list[Subject]
    last_told_at: Annotated[
        Moment | None, Field(description="When it last took something; null where nothing of late was taken")
    ]
    created_at: Moment


class SecretOutletShape(OutletShape):
    """The same with what a server is told signed by (Standard Webhooks); null for people.

    Null, too, where a program asks for one that it has not set up.
    """

    secret: str | None


class NewOutlet(Asked):
    """Where to be told. The id is made by the asker, so that sending again is safe."""

    id: Annotated[str, made_by_asker("out")]
    kind: Named
    address: Annotated[str, Field(max_length=ADDRESS_MAX, examples=["https://shop.example/paid"])]
    tells: Annotated[Tells | None, Field(description="Left out: of payments, and not of payouts")] = None


class OutletChange(Asked):
    """What it is told from now on."""

    tells: Tells


@router.get("", name="list_outlets", **answers(Page[OutletShape], 401))
async def index(session: TheSession, service: TheService) -> dict[str, object]:
    """Those in use, oldest first."""
    found = await service.db.read(outlets.of_merchant, session.merchant.id)
    told = await service.db.read(outlets.last_told, [one.id for one in found])
    return {"data": [_resource(one, told.get(one.id)) for one in found], "next_cursor": None}


@router.post("", name="create_outlet", status_code=201, **answers(SecretOutletShape, 401, 409, *SENT, created=True))
async def add(asked: NewOutlet, response: Response, session: TheSession, service: TheService) -> SecretOutletShape:
    """Be told there of payments that are paid, held or given back; a server's signing secret is told here only.

    A program may have payouts told as well where it has the scope `payouts.read`.
    """
    channel = service.channels.get(asked.kind)
    if channel is None:
        raise BadFields(Problem("kind", "not_set_up"))
    address = read_outlet_address(channel, asked.address)
    tells = USUALLY_TOLD if asked.tells is None else _subjects(session, asked.tells)
    asker, by = session.device, session.device_id
    outlet, is_new = await service.db.transact(
        add_outlet, session.merchant.id, asked.id, asked.kind, address, by, tells
    )
    response.status_code = 201 if is_new else 200
    # By the id and the address from the list a program would have the secret of what another one set up.
    is_told = outlet.made_by == asker.id or asker.grant.role is not Role.PROGRAM
    told = await service.db.read(outlets.last_told, [outlet.id])
    secret = outlet.secret if outlet.secret and is_told else None
    return {**_resource(outlet, told.get(outlet.id)), "secret": secret}


@router.patch("/{outlet_id}", name="change_outlet", **answers(OutletShape, 401, 404, *SENT))
async def change(outlet_id: OutletInPath, asked: OutletChange, session: TheSession, service: TheService) -> OutletShape:
    """Choose of what it is told from now on."""
    tells = _subjects(session, asked.tells)
    outlet = await service.db.transact(change_outlet, session.merchant.id, outlet_id, tells)
    told = await service.db.read(outlets.last_told, [outlet.id])
    return _resource(outlet, told.get(outlet.id))


@router.post("/{outlet_id}/test", name="try_outlet", **answers(TrialShape, 401, 404, 422))
async def try_one(outlet_id: OutletInPath, session: TheSession, service: TheService) -> TrialShape:
    """Tell it now that this is a test, and how long it took; quiet hours do not hold it, and it is not tried again.

    A server is sent `outlet.test`. One that says that it is gone (410) is told no more.
    """
    outlet = await service.db.read(own_outlet, session.merchant.id, outlet_id)
    limits = service.limits
    limit = limits.server_trials if outlet.kind == WEBHOOK else limits.trials
    await limit.consume(session.merchant.id)
    told = trial(new_id("msg"), outlet, session.merchant, service.clock())
    tried = await try_out(service.db, service.channels, told)
    return trial_resource(told.id, tried.took_ms, tried.why_not, tried.reason)


@router.delete("/{outlet_id}", name="delete_outlet", status_code=204, responses=refused(401, 404, 422))
async def remove(outlet_id: OutletInPath, session: TheSession, service: TheService) -> None:
    """Be told there no more, also of what was still to be told."""
    await service.db.transact(remove_outlet, session.merchant.id, outlet_id)


def _subjects(session: Session, asked: list[Subject]) -> frozenset[Subject]:
    """Raises BadFields, NotAllowed."""
    tells = read_subjects("tells", asked)
    if not may_have_told(session.device.grant, tells):
        raise NotAllowed
    return tells


def _resource(outlet: Outlet, last_told_at: datetime | None) -> OutletShape:
    return {
        "id": outlet.id,
        "kind": outlet.kind,
        "address": outlet.address,
        "tells": in_order(outlet.tells),
        "last_told_at": rfc3339(last_told_at),
        "created_at": rfc3339(outlet.created_at),
    }
