"""The shop."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StrictBool, StringConstraints

from checkout.api.logo import small_logo
from checkout.commands.merchants import SLUG, change_merchant
from checkout.errors import BadFields, Problem
from checkout.http.asked import Asked
from checkout.http.costly import PICTURE_SECONDS, allow, done_for
from checkout.http.openapi import SENT, answers
from checkout.http.plain_text import PLAIN
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.rendering.pool import TooCostly
from checkout.resources.merchant import MerchantShape, merchant_resource
from language import Language

router = APIRouter(prefix="/v1", tags=["shop"])


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
    """The shop, and what this token may.

    `last_event_seq` is where its event log stands: read lists, then events after it.
    """
    return merchant_resource(session.merchant, session.device.grant)


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
    return merchant_resource(merchant, session.device.grant)
