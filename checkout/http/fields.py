"""What requests are made of: ids, sums and where a list goes on, as the document says them."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo

from checkout.ids import id_pattern
from checkout.resources.base import INT64, example_of
from money import PAYMENT_LEAST, PAYMENT_MOST


def made_by_asker(prefix: str) -> FieldInfo:
    """The id of a new thing. The caller makes it, so that sending again is safe."""
    said = f"`{prefix}_` and a UUIDv7 in small letters, made by you: the same id with the same content is done once"
    found: FieldInfo = Field(pattern=id_pattern(prefix), examples=[example_of(prefix)], description=said)
    return found


def _in_path(prefix: str) -> FieldInfo:
    """An id in an address. What is written otherwise leads to nothing, and is answered 404 as all that is not there."""
    words = f"`{prefix}_` and a UUIDv7; any other text is answered 404"
    extra: JsonDict = {"pattern": id_pattern(prefix)}
    found: FieldInfo = Path(description=words, examples=[example_of(prefix)], json_schema_extra=extra)
    return found


Limit = Annotated[int, Query(ge=1, le=200, description="How many at most")]
NextCursor = Annotated[str | None, Query(description="The `next_cursor` of the part before; left out, the newest")]
LinkInPath = Annotated[str, _in_path("pl")]
PaymentInPath = Annotated[str, _in_path("pay")]
PayoutInPath = Annotated[str, _in_path("po")]
DeviceInPath = Annotated[str, _in_path("dev")]
DirectPaymentInPath = Annotated[str, _in_path("dp")]
InvitationInPath = Annotated[str, _in_path("inv")]
TokenInPath = Annotated[str, _in_path("tok")]
OutletInPath = Annotated[str, _in_path("out")]
Payable = Annotated[
    int,
    Field(
        strict=True,
        description="Whole poisha, as much as one payment can be of",
        json_schema_extra={**INT64, "minimum": PAYMENT_LEAST.poisha, "maximum": PAYMENT_MOST.poisha},
    ),
]
"""Asked for; a command holds the bounds, in words that name them."""
WhichCode = Annotated[
    Literal["web", "bangla"],
    Query(alias="code", description="The web link's QR, or the Bangla QR made out of the shop's own code"),
]
