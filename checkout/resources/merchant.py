"""The shop, as it is told."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from checkout.core.access import Grant, Role, Scope
from checkout.core.merchant import Merchant
from checkout.core.own_code import is_told_of, kept_own_code
from checkout.resources.base import INT64, Moment, Poisha, id_of, only_said, poisha, rfc3339
from language import Language


class OwnCodeShape(TypedDict):
    """A shop's own Bangla QR, as its bank or wallet issued it; the code of each link is made out of it."""

    text: str
    name: Annotated[str, Field(description="Whom it pays, as the bank or wallet wrote it")]
    local_name: str
    city: str
    bank: Annotated[str, Field(description="Empty where the code names none that is known")]
    is_told_of: Annotated[
        bool,
        Field(description="Whether a server's word comes of what it is paid; without it nothing is paid by it here"),
    ]


class ShopShape(TypedDict):
    """The shop, as events tell of it."""

    id: Annotated[str, id_of("mer")]
    phone: str
    name: str
    address: str
    language: Language
    slug: str
    shows_phone: bool
    word_key: Annotated[str, Field(description="A secret of the shop's devices: their word of the day comes from it")]
    link_key: Annotated[
        str, Field(description="A secret of the shop's devices: codes of links made offline come from it")
    ]
    logo: Annotated[str, Field(description="A square WebP of 96 pixels in base64, or nothing")]
    requires_email: bool
    requires_address: bool
    payer_bears_fee: bool
    own_code: OwnCodeShape | None
    created_at: Moment


class MerchantShape(ShopShape):
    """The shop, where its event log stands, and what the asking token may."""

    last_event_seq: Annotated[int, only_said(**INT64, minimum=0)]
    role: Role
    scopes: Annotated[list[Scope], Field(description="A program's; empty for people")]
    gives_back_most: Annotated[
        Poisha | None, Field(description="What may be given back in a day of Dhaka, where that has a bound")
    ]


def own_code_resource(text: str, told_accounts: str) -> OwnCodeShape | None:
    """Nothing for a shop that has none."""
    code = kept_own_code(text)
    if code is None:
        return None
    return {
        "text": code.text,
        "name": code.name,
        "local_name": code.local_name,
        "city": code.city,
        "bank": code.bank,
        "is_told_of": is_told_of(code, told_accounts),
    }


def shop_resource(merchant: Merchant) -> ShopShape:
    """What an event tells: where the log stands is the event's own number."""
    return {
        "id": merchant.id,
        "phone": merchant.phone,
        "name": merchant.name,
        "address": merchant.address,
        "language": merchant.language,
        "slug": merchant.slug,
        "shows_phone": merchant.shows_phone,
        "word_key": merchant.word_key,
        "link_key": merchant.link_key,
        "logo": merchant.logo,
        "requires_email": merchant.requires_email,
        "requires_address": merchant.requires_address,
        "payer_bears_fee": merchant.payer_bears_fee,
        "own_code": own_code_resource(merchant.own_code, merchant.told_accounts),
        "created_at": rfc3339(merchant.created_at),
    }


def merchant_resource(merchant: Merchant, grant: Grant) -> MerchantShape:
    """As who has this grant is told of it; the devices' secrets are for no program."""
    shop = shop_resource(merchant)
    if grant.role is Role.PROGRAM:
        shop = {**shop, "word_key": "", "link_key": ""}
    return {
        **shop,
        "last_event_seq": merchant.event_seq,
        "role": grant.role,
        "scopes": sorted(grant.scopes),
        "gives_back_most": poisha(grant.gives_back_most),
    }
