"""What resources are made of: ids, sums and times, as JSON has them and as the document says them.

A resource is a dictionary that was never anything else: what is told is written as it stands, and nothing is built
for it. Its shape is a TypedDict, from which mypy knows what the function beside it has to fill and FastAPI what the
OpenAPI document says. It may have more one day: whoever reads passes over what is not known.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final, Generic, Literal, TypeVar, overload

from pydantic import BaseModel, Field
from pydantic.config import JsonDict, JsonValue
from pydantic.fields import FieldInfo
from typing_extensions import TypedDict

from checkout.core.merchant import DoneBy
from checkout.ids import id_pattern
from money import Money

T = TypeVar("T")
Currency = Literal["BDT"]
CURRENCY: Final[Currency] = "BDT"
INT64: Final = {"format": "int64"}


def example_of(prefix: str) -> str:
    """An id as the document shows it."""
    return f"{prefix}_0192d7b4-6c4e-7cc3-98ab-0c1e7a3f4f11"


def id_of(prefix: str) -> FieldInfo:
    """The id of a thing that is there."""
    extra: JsonDict = {"pattern": id_pattern(prefix)}
    found: FieldInfo = Field(json_schema_extra=extra, examples=[example_of(prefix)])
    return found


def only_said(**keywords: JsonValue) -> FieldInfo:
    """Bounds that the document says and a command holds, in words of its own."""
    found: FieldInfo = Field(json_schema_extra=keywords)
    return found


def one_of(values: Iterable[str]) -> FieldInfo:
    """One of these texts."""
    known: list[JsonValue] = [str(value) for value in values]
    return only_said(enum=known)


Moment = Annotated[str, only_said(format="date-time")]
"""RFC 3339 in UTC: `2026-11-12T04:42:00.123456Z`."""
Poisha = Annotated[int, only_said(**INT64)]
"""A sum in whole poisha; 100 are ৳1."""
Seq = Annotated[int, only_said(**INT64, minimum=1)]


class Page(BaseModel, Generic[T]):
    """A part of a list; `next_cursor` leads to the next part, and is null at the end."""

    data: list[T]
    next_cursor: str | None


@overload
def rfc3339(moment: datetime) -> str: ...
@overload
def rfc3339(moment: datetime | None) -> str | None: ...
def rfc3339(moment: datetime | None) -> str | None:
    """A UTC time as the API writes it: `2026-11-12T04:42:00.123456Z`."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


class DoneByShape(TypedDict):
    """Which device or program of the shop did it, and what it was called then; both empty where nobody noted it."""

    device_id: str
    name: str


def done_by_resource(done_by: DoneBy) -> DoneByShape:
    return {"device_id": done_by.id, "name": done_by.name}


def poisha(money: Money | None) -> int | None:
    return None if money is None else money.poisha
