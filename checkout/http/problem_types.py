"""The kinds of refusals, by the stable names that programs rely on; each has a page, `/problems/{slug}`."""

from http import HTTPStatus
from typing import Annotated, Final, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from checkout.words import say
from language import Language

STATUS_OF: Final = {
    "not-json": 400,
    "not-signed-in": 401,
    "confirmation-required": 403,
    "not-allowed": 403,
    "not-found": 404,
    "same-id-other-content": 409,
    "wrong-state": 409,
    "invitation-over": 410,
    "bad-fields": 422,
    "too-often": 429,
    "too-many-streams": 429,
    "unavailable": 503,
    "busy": 503,
    "not-delivered": 503,
}
PLAIN_HTTP: Final = "about:blank"
"""Nothing beyond what the HTTP status says (RFC 9457, section 4.2.1)."""


class FieldProblem(TypedDict):
    """What is wrong with one field."""

    field: str
    code: str
    detail: str


class ProblemDocument(TypedDict):
    """RFC 9457. `type` is stable: `/problems/…`, a page that explains it, or `about:blank` for plain HTTP errors."""

    type: Annotated[str, Field(json_schema_extra={"format": "uri-reference"}, examples=["/problems/bad-fields"])]
    title: Annotated[str, Field(description="The kind in few words, the same each time in one language")]
    status: int
    detail: Annotated[str, Field(description="For a person, in the language of the request")]
    errors: NotRequired[list[FieldProblem] | None]


def problem_document(language: Language, status: int, slug: str, detail: str) -> ProblemDocument:
    """A problem document (RFC 9457) of one kind; `slug` is a name above, or PLAIN_HTTP."""
    assert slug == PLAIN_HTTP or STATUS_OF[slug] == status, (slug, status)
    is_plain = slug == PLAIN_HTTP
    return {
        "type": slug if is_plain else f"/problems/{slug}",
        "title": HTTPStatus(status).phrase if is_plain else say(language, f"problem.{slug}.title"),
        "status": status,
        "detail": detail,
    }
