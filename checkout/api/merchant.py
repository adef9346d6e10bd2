"""The shop and its signed-in devices."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StrictBool, StringConstraints
from typing_extensions import TypedDict

from checkout.api.logo import small_logo
from checkout.commands.merchants import SLUG, change_merchant
from checkout.commands.sign_in import sign_out
from checkout.core.merchant import DeviceId
from checkout.errors import BadFields, Problem
from checkout.http.asked import Asked
from checkout.http.costly import PICTURE_SECONDS, allow, done_for
from checkout.http.fields import DeviceInPath
from checkout.http.openapi import SENT, answers, refused
from checkout.http.plain_text import PLAIN
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.rendering.pool import TooCostly
from checkout.resources.base import Moment, Page, id_of, rfc3339
from checkout.resources.merchant import MerchantShape, merchant_resource
from checkout.store import merchants
from language import Language

router = APIRouter(prefix="/v1", tags=["shop"])


class DeviceShape(TypedDict):
    """A signed-in device."""

    id: Annotated[str, id_of("dev")]
    name: str
    created_at: Moment
    this_device: bool


class ShopChanges(Asked):
    """What to change; what is left out stays."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80), PLAIN] | None = None
    address: Annotated[str, StringConstraints(max_length=200), PLAIN] | None = None
    language: Language | None = None
    slug: (
        Annotated[
            str,
            Field(
                max_length=30,
                description="The name in the store link: a-z, 0-9 and -",
                json_schema_extra={"pattern": f"^{SLUG.pattern}$"},
            ),
        ]
        | None
    ) = None
    logo: (
        Annotated[str, Field(max_length=60_000, description="A JPEG, PNG or WebP in base64; nothing removes it")] | None
    ) = None
    shows_phone: (
        Annotated[StrictBool, Field(description="A button to call it where a link takes no payment")] | None
    ) = None
    requires_email: Annotated[StrictBool, Field(description="Payers must give their e-mail address")] | None = None
    requires_address: Annotated[StrictBool, Field(description="Payers must give their address")] | None = None
    payer_bears_fee: Annotated[StrictBool, Field(description="What a payment costs is put on top of it")] | None = None


@router.get("/merchant", name="get_shop", **answers(MerchantShape, 401))
async def show(session: TheSession) -> MerchantShape:
    """The shop. `last_event_seq` is where its event log stands: read lists, then events after it."""
    return merchant_resource(session.merchant)


@router.patch("/merchant", name="change_shop", **answers(MerchantShape, 401, *SENT, 503))
async def change(changes: ShopChanges, session: TheSession, service: TheService) -> MerchantShape:
    """Change the shop's name, address, language, the slug of its store link, or what it asks of payers."""
    if changes.payer_bears_fee and not service.charges.are_known:
        raise BadFields(Problem("payer_bears_fee", "fees_unknown"))
    given = changes.model_dump(exclude_none=True)
    if changes.logo:
        await allow(service, session, service.limits.pictures)
        try:
            given["logo"] = await done_for(service, session, PICTURE_SECONDS, small_logo, changes.logo)
        except TooCostly as error:
            raise BadFields(Problem("logo", "logo")) from error
    merchant = await service.db.transact(change_merchant, session.merchant.id, **given)
    return merchant_resource(merchant)


@router.get("/devices", name="list_devices", **answers(Page[DeviceShape], 401))
async def devices(session: TheSession, service: TheService) -> dict[str, object]:
    """The devices that are signed in, newest first."""
    found = await service.db.read(merchants.list_devices, session.merchant.id)
    return {"data": [_device(one, session.device_id) for one in found], "next_cursor": None}


@router.delete("/devices/{device_id}", name="sign_out_device", status_code=204, responses=refused(401, 404, 422))
async def revoke(device_id: DeviceInPath, session: TheSession, service: TheService) -> None:
    """Sign a device out; its token is worth nothing from now on."""
    await service.db.transact(sign_out, session.merchant.id, device_id)


def _device(device: merchants.SignedInDevice, asking: DeviceId) -> DeviceShape:
    return {
        "id": device.id,
        "name": device.name,
        "created_at": rfc3339(device.created_at),
        "this_device": device.id == asking,
    }
