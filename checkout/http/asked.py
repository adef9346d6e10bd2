"""What a request may hold: the fields that are documented, and no others.

A field that is passed over in silence is a wish that nobody hears of: `accept_partial`, or `amout`.
"""

import re
from collections import Counter
from difflib import get_close_matches
from typing import Annotated, Final, Self

from fastapi import Request
from fastapi.dependencies.models import Dependant
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from checkout.errors import BadFields, Problem

_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*", re.ASCII | re.DOTALL)


class Asked(BaseModel):
    """A body, or an object inside one. Unknown names are refused with the nearest known one."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _known_names(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(data)
        except ValidationError as error:
            told = [_told(one, list(cls.model_fields)) for one in error.errors(include_url=False)]
            raise ValidationError.from_exception_data(cls.__name__, told) from None


def _told(error: ErrorDetails, known: list[str]) -> InitErrorDetails:
    """The same error; one for an unknown name of this very object carries what may have been meant."""
    kind = PydanticCustomError(error["type"], "{words}", {"words": error["msg"], **error.get("ctx", {})})
    if error["type"] == "extra_forbidden" and len(error["loc"]) == 1:
        kind = PydanticCustomError("unknown_field", "unknown", {"nearest": nearest(str(error["loc"][0]), known)})
    return InitErrorDetails(type=kind, loc=error["loc"], input=None)


def nearest(name: str, known: list[str]) -> str:
    """The known name that was probably meant; empty when none is near."""
    return next(iter(get_close_matches(name, known, n=1)), "")


def unknown(field: str, near: str) -> Problem:
    """The refusal of one name."""
    return Problem(field, "unknown_field_near" if near else "unknown_field", {"nearest": near})


async def known_query(request: Request) -> None:
    """Raises BadFields for a parameter of the address that the route does not know, or that says two things."""
    names = _query_names(request.scope["route"].dependant)
    said = Counter(name for name, _ in request.query_params.multi_items())
    wrong = [unknown(name, nearest(name, names)) for name in said if name not in names]
    wrong += [Problem(name, "repeated") for name, times in said.items() if name in names and times > 1]
    if wrong:
        raise BadFields(*wrong)


def _query_names(dependant: Dependant) -> list[str]:
    inside = [name for one in dependant.dependencies for name in _query_names(one)]
    return [one.alias for one in dependant.query_params] + inside


def _written(value: object) -> object:
    """A bare number is seconds to one and milliseconds to another."""
    if isinstance(value, str) and not _RFC3339.fullmatch(value):
        raise PydanticCustomError("moment", "not a time as RFC 3339 writes it")
    if value is not None and not isinstance(value, str):
        raise PydanticCustomError("moment", "not a time as RFC 3339 writes it")
    return value


AskedMoment = Annotated[AwareDatetime, BeforeValidator(_written)]
"""A time with its zone, RFC 3339: `2026-11-12T04:42:00Z`."""
