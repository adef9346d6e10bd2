"""How a route says in the document what it answers and how it refuses."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypedDict

REF: Final = "#/components/schemas/{model}"
"""Where the document has a shape."""
_PROBLEM: Final = "application/problem+json"
_MEANING: Final = {
    400: "The address or the body cannot be read.",
    401: "No token, or one that is worth nothing (any more).",
    403: "The token’s role or scopes do not reach so far: `/problems/not-allowed`. Where money is to be paid out, the"
    " device may have to give a one-time code first: `/problems/confirmation-required`.",
    404: "There is no such thing for this shop.",
    408: "The body took too long to arrive.",
    409: "The same id with other content, or too late for this.",
    410: "The invitation was used, taken back or is too old; `detail` says whom to ask.",
    413: "The body is larger than 64 KB.",
    415: "The body is not said to be JSON.",
    422: "Fields that cannot be taken as they are, each named.",
    429: "Too often; `Retry-After` says when again.",
    503: "Not now: the database is away, a message could not be sent, or too much is asked at once (`Retry-After`).",
}
_SECONDS: Final = {"schema": {"type": "integer", "minimum": 0}}
_HEADERS: Final[dict[int, dict[str, object]]] = {
    401: {"headers": {"WWW-Authenticate": {"required": True, "schema": {"const": "Bearer"}}}},
    429: {"headers": {"Retry-After": _SECONDS | {"required": True, "description": "Seconds until it may be asked"}}},
    503: {"headers": {"Retry-After": _SECONDS | {"description": "Seconds until it is worth asking again"}}},
}
# How any call that may bring a body can be refused.
SENT: Final = (408, 413, 415, 422)


_SHAPES: Final[dict[str, type]] = {}


class Answers(TypedDict):
    """What a route's decorator is told of them."""

    response_model: None
    responses: dict[int | str, dict[str, object]]


def answers(shape: type, *refusals: int, good: int = 200, created: bool = False) -> Answers:
    """A route's answers for its decorator: the shape with its status, 201 for what may be new, and refusals.

    The shape is only named here: for each that it is given FastAPI makes a validator, which nobody asks for anything,
    and that took a tenth of a second while a checkout starts.
    """
    name = re.sub(r"\W", "_", shape.__name__)
    if _SHAPES.setdefault(name, shape) is not shape:
        raise ValueError(f"two shapes are called {name}")
    content = {"application/json": {"schema": {"$ref": REF.format(model=name)}}}
    told: dict[int | str, dict[str, object]] = {good: {"description": "As asked", "content": content}}
    if created:
        told[201] = {"description": "Made now; 200 when it was there already", "content": content}
    return {"response_model": None, "responses": told | refused(*refusals)}


def shapes() -> Mapping[str, type]:
    """Whatever the routes that were made so far answer, by name."""
    return MappingProxyType(_SHAPES)


def refused(*statuses: int) -> dict[int | str, dict[str, object]]:
    """How a route says no; any may find that it cannot read.

    One that wants a token asks what its role may, and counts its device's calls.
    """
    statuses = (400, *statuses, *((403, 422, 429) if 401 in statuses else ()), 503)
    schema = {"$ref": REF.format(model="ProblemDocument")}
    return {
        status: {"description": _MEANING[status], "content": {_PROBLEM: {"schema": schema}}} | _HEADERS.get(status, {})
        for status in statuses
    }
