"""What fields are made of, in requests and in answers: ids, sums and times, as the document says them."""

from collections.abc import Iterable
from typing import Annotated, Any, Final

from fastapi import Path, Query
from pydantic import Field
from pydantic.fields import FieldInfo

from checkout.core.payment_status import Status
from checkout.core.refund import RefundStatus
from checkout.ids import id_pattern
from checkout.resources import refund_status
from money import PAYMENT_LEAST, PAYMENT_MOST

_UUID: Final = "0192d7b4-6c4e-7cc3-98ab-0c1e7a3f4f11"
_INT64: Final = {"format": "int64"}


def made_by_asker(prefix: str) -> FieldInfo:
    """The id of a new thing. Whoever asks makes it, so that sending again is safe."""
    said = f"`{prefix}_` and a UUIDv7 in small letters, made by you: the same id with the same content is done once"
    found: FieldInfo = Field(pattern=id_pattern(prefix), examples=[f"{prefix}_{_UUID}"], description=said)
    return found


def id_of(prefix: str) -> FieldInfo:
    """The id of a thing that is there."""
    extra: dict[str, Any] = {"pattern": id_pattern(prefix)}
    found: FieldInfo = Field(json_schema_extra=extra, examples=[f"{prefix}_{_UUID}"])
    return found


def only_said(**keywords: Any) -> FieldInfo:
    """Bounds that the document says and a command holds, in words of its own."""
    found: FieldInfo = Field(json_schema_extra=keywords)
    return found


def one_of(values: Iterable[str]) -> FieldInfo:
    """One of these texts."""
    return only_said(enum=[str(value) for value in values])


def _in_path(prefix: str) -> Any:
    """An id in an address. What is written otherwise leads to nothing, and is answered 404 as all that is not there."""
    words = f"`{prefix}_` and a UUIDv7; any other text is answered 404"
    return Path(description=words, examples=[f"{prefix}_{_UUID}"], json_schema_extra={"pattern": id_pattern(prefix)})


Limit = Annotated[int, Query(ge=1, le=200, description="How many at most")]
NextCursor = Annotated[str | None, Query(description="The `next_cursor` of the part before; left out, the newest")]
LinkInPath = Annotated[str, _in_path("pl")]
PaymentInPath = Annotated[str, _in_path("pay")]
PayoutInPath = Annotated[str, _in_path("po")]
DeviceInPath = Annotated[str, _in_path("dev")]
OutletInPath = Annotated[str, _in_path("out")]
Moment = Annotated[str, only_said(format="date-time")]
"""RFC 3339 in UTC: `2026-11-12T04:42:00.123456Z`."""
Poisha = Annotated[int, only_said(**_INT64)]
"""A sum in whole poisha; 100 are ৳1."""
Seq = Annotated[int, only_said(**_INT64, minimum=1)]
Payable = Annotated[
    int,
    Field(
        strict=True,
        description="Whole poisha, as much as one payment can be of",
        json_schema_extra={**_INT64, "minimum": PAYMENT_LEAST.poisha, "maximum": PAYMENT_MOST.poisha},
    ),
]
"""Asked for; a command holds the bounds, in words that name them."""
SHOWN: Final = [status for status in Status if status is not Status.CREATED]
"""What a payment's status can be told as: one that has not reached its gateway yet is shown to nobody."""
TOLD_REFUNDS: Final = list(dict.fromkeys(map(refund_status, RefundStatus)))
"""What a refund's status can be told as."""
