"""Where the shop is told of payments: its own server, or its staff by SMS, e-mail or Telegram."""

from typing import Annotated, get_args

from fastapi import APIRouter, Response
from pydantic import Field
from typing_extensions import TypedDict

from checkout.commands.webhooks_out import ADDRESS_MAX, add_outlet, read_outlet_address, remove_outlet
from checkout.core.access import Role
from checkout.core.outlet import Kind, Named, Outlet
from checkout.errors import BadFields, Problem
from checkout.http.asked import Asked
from checkout.http.fields import OutletInPath, made_by_asker
from checkout.http.openapi import SENT, answers, refused
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.resources.base import Moment, Page, id_of, one_of, rfc3339
from checkout.store import outlets

router = APIRouter(prefix="/v1/outlets", tags=["outlets"])


class OutletShape(TypedDict):
    """Where the shop is told of payments."""

    id: Annotated[str, id_of("out")]
    kind: Annotated[Kind, one_of(get_args(Named))]
    address: str
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


@router.get("", name="list_outlets", **answers(Page[OutletShape], 401))
async def index(session: TheSession, service: TheService) -> dict[str, object]:
    """Those in use, oldest first."""
    found = await service.db.read(outlets.of_merchant, session.merchant.id)
    return {"data": [_resource(outlet) for outlet in found], "next_cursor": None}


@router.post("", name="create_outlet", status_code=201, **answers(SecretOutletShape, 401, 409, *SENT, created=True))
async def add(asked: NewOutlet, response: Response, session: TheSession, service: TheService) -> SecretOutletShape:
    """Be told there of payments that are paid, held or given back; a server's signing secret is told here only."""
    channel = service.channels.get(asked.kind)
    if channel is None:
        raise BadFields(Problem("kind", "not_set_up"))
    address = read_outlet_address(channel, asked.address)
    asker, by = session.device, session.device_id
    outlet, is_new = await service.db.transact(add_outlet, session.merchant.id, asked.id, asked.kind, address, by)
    response.status_code = 201 if is_new else 200
    # By the id and the address from the list a program would have the secret of what another one set up.
    is_told = outlet.made_by == asker.id or asker.grant.role is not Role.PROGRAM
    return {**_resource(outlet), "secret": outlet.secret if outlet.secret and is_told else None}


@router.delete("/{outlet_id}", name="delete_outlet", status_code=204, responses=refused(401, 404, 422))
async def remove(outlet_id: OutletInPath, session: TheSession, service: TheService) -> None:
    """Be told there no more, also of what was still to be told."""
    await service.db.transact(remove_outlet, session.merchant.id, outlet_id)


def _resource(outlet: Outlet) -> OutletShape:
    return {
        "id": outlet.id,
        "kind": outlet.kind,
        "address": outlet.address,
        "created_at": rfc3339(outlet.created_at),
    }
