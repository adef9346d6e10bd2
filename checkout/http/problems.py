"""Refusals as `application/problem+json` (RFC 9457), in the language of the request."""

from collections.abc import Iterable

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from checkout.errors import (
    BadFields,
    Busy,
    CodeNotSent,
    ConfirmationRequired,
    DatabaseAway,
    DatabaseBusy,
    InvitationOver,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Problem,
    Refused,
    SameIdOtherContent,
    TookTooLong,
    TooManyStreams,
    TooOften,
    WrongState,
)
from checkout.http.asked import unknown
from checkout.http.problem_types import PLAIN_HTTP, FieldProblem, problem_document
from checkout.store.cursor import WrongCursor
from checkout.words import WORDS, say, word_problem
from language import Language, read_language
from money import format_taka

log = structlog.get_logger(__name__)
_STATUS: dict[type[Exception], int] = {
    NotSignedIn: 401,
    ConfirmationRequired: 403,
    NotAllowed: 403,
    InvitationOver: 410,
    NotFound: 404,
    BadFields: 422,
    SameIdOtherContent: 409,
    WrongState: 409,
    TooOften: 429,
    TooManyStreams: 429,
    Busy: 503,
    DatabaseAway: 503,
    DatabaseBusy: 503,
    TookTooLong: 503,
    CodeNotSent: 503,
}
_SLUGS = {
    401: "not-signed-in",
    403: "confirmation-required",
    404: "not-found",
    422: "bad-fields",
    429: "too-often",
    503: "not-delivered",
}


def request_language(request: Request) -> Language:
    """English when it is asked for first, else Bangla."""
    return read_language(request.headers.get("accept-language", ""))


def problem(
    language: Language,
    status: int,
    slug: str,
    detail: str,
    *,
    errors: list[FieldProblem] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """One problem document; `slug` is the stable part a program may rely on."""
    body = problem_document(language, status, slug, detail)
    if errors is not None:
        body["errors"] = errors
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Answer every refusal of ours, and FastAPI's own, in one form."""
    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(WrongCursor, _wrong_cursor)
    app.add_exception_handler(HTTPException, plain)


async def refused(request: Request, error: Exception) -> JSONResponse:
    language = request_language(request)
    status = _STATUS[type(error)]
    if isinstance(error, BadFields):
        return _bad_fields(language, error.problems)
    if isinstance(error, NotAllowed):
        facts = {} if error.left is None else {"left": format_taka(error.left, language, decimals=False)}
        return problem(language, status, "not-allowed", say(language, f"api.not_allowed.{error.why}", **facts))
    if isinstance(error, InvitationOver):
        detail = say(language, f"api.invitation_over.{error.why}", shop=error.shop)
        return problem(language, status, "invitation-over", detail)
    if isinstance(error, SameIdOtherContent):
        return problem(language, status, "same-id-other-content", say(language, "api.same_id"))
    if isinstance(error, WrongState):
        return problem(language, status, "wrong-state", say(language, "api.wrong_state"))
    if isinstance(error, TooOften):
        wait = str(error.retry_after_seconds)
        detail = say(language, "api.too_often", seconds=wait)
        return problem(language, status, "too-often", detail, headers={"Retry-After": wait})
    if isinstance(error, DatabaseAway):
        when = {"Retry-After": str(error.retry_after_seconds)}
        return problem(language, status, "unavailable", say(language, "api.unavailable"), headers=when)
    if isinstance(error, Busy | TooManyStreams):
        slug = "busy" if isinstance(error, Busy) else "too-many-streams"
        again = {"Retry-After": str(error.retry_after_seconds)}
        return problem(language, status, slug, say(language, f"api.{slug.replace('-', '_')}"), headers=again)
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, NotSignedIn) else None
    return problem(language, status, _SLUGS[status], say(language, f"api.{status}"), headers=headers)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    language = request_language(request)
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return problem(language, 400, "not-json", say(language, "api.not_json"))
    return _bad_fields(language, [_problem(one) for one in found])


def _problem(error: ErrorDetails) -> Problem:
    field = ".".join(str(part) for part in error["loc"][1:]) or "body"
    if error["type"] == "unknown_field":
        return unknown(field, error["ctx"]["nearest"])
    return Problem(field, _code(error["type"]))


async def _wrong_cursor(request: Request, error: Exception) -> JSONResponse:
    return _bad_fields(request_language(request), [Problem("cursor", "invalid")])


async def plain(request: Request, error: Exception) -> JSONResponse:
    """An HTTP error of the framework's own: an unknown path, a wrong method."""
    assert isinstance(error, HTTPException)
    key = f"api.{error.status_code}"
    language = request_language(request)
    detail = say(language, key) if key in WORDS else str(error.detail)
    return problem(language, error.status_code, PLAIN_HTTP, detail, headers=dict(error.headers or {}))


async def our_fault(request: Request, error: Exception) -> JSONResponse:
    """A 500 is always our bug; the log has the route, never the address with its codes."""
    log.error("unexpected error", route=getattr(request.scope.get("route"), "path", "?"), exc_info=error)
    language = request_language(request)
    return problem(language, 500, PLAIN_HTTP, say(language, "api.500"))


def _bad_fields(language: Language, problems: Iterable[Problem]) -> JSONResponse:
    errors: list[FieldProblem] = [
        {
            "field": one.field,
            "code": "unknown_field" if one.code == "unknown_field_near" else one.code,
            "detail": word_problem(language, one),
        }
        for one in problems
    ]
    return problem(language, 422, "bad-fields", say(language, "api.422"), errors=errors)


def _code(pydantic_type: str) -> str:
    return {
        "missing": "missing",
        "string_too_long": "too_long_text",
        "string_too_short": "missing",
        "plain_text": "plain_text",
    }.get(pydantic_type, "invalid")
