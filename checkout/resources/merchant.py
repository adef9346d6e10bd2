"""The shop, as it is told."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from checkout.core.merchant import Merchant
from checkout.resources.base import INT64, Moment, id_of, only_said, rfc3339
from language import Language


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
    created_at: Moment


class MerchantShape(ShopShape):
    """The shop, and where its event log stands."""

    last_event_seq: Annotated[int, only_said(**INT64, minimum=0)]


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
        "created_at": rfc3339(merchant.created_at),
    }


def merchant_resource(merchant: Merchant) -> MerchantShape:
    return {**shop_resource(merchant), "last_event_seq": merchant.event_seq}
