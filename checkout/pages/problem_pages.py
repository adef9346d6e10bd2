"""The pages behind the `type` of a problem document: what it means and what to do, for whoever writes a program."""

import re
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from checkout.http.problem_types import STATUS_OF, problem_document
from checkout.http.problems import request_language
from checkout.pages import closed
from checkout.pages.frame import asked_language, render
from checkout.words import WORDS, say
from language import Language

router = APIRouter(include_in_schema=False)
_FIELD: Final = "field."
# Two sentences of one code, which is told as the first.
_SAID_AS: Final = {"unknown_field_near": "unknown_field"}


@dataclass(frozen=True, slots=True)
class _Told:
    """One kind of refusal, as its page says it."""

    slug: str
    status: int
    title: str
    text: str


@router.get("/problems")
async def every_kind(request: Request) -> Response:
    """All kinds of refusals, each with its page."""
    language = _language(request)
    kinds = [_told(language, slug) for slug in STATUS_OF]
    return render(request, "problems.html", language, title=say(language, "problems.title"), kinds=kinds)


@router.get("/problems/{slug}")
async def one_kind(slug: str, request: Request) -> Response:
    """What one kind of refusal means; the names of fields' codes are on the page of `bad-fields`."""
    if slug not in STATUS_OF:
        return closed.not_found(request)
    language = _language(request)
    told = _told(language, slug)
    example = problem_document(language, told.status, slug, "…")
    codes = _codes(language) if slug == "bad-fields" else []
    return render(request, "problems.html", language, title=told.title, kinds=[told], example=example, codes=codes)


def _told(language: Language, slug: str) -> _Told:
    title, text = say(language, f"problem.{slug}.title"), say(language, f"problem.{slug}.text")
    return _Told(slug, STATUS_OF[slug], title, text)


def _codes(language: Language) -> list[tuple[str, str]]:
    """What can be wrong with a field, each with its sentence; … stands for the facts of a case."""
    codes = [key.removeprefix(_FIELD) for key in WORDS if key.startswith(_FIELD)]
    return sorted((code, _sentence(language, code)) for code in codes if code not in _SAID_AS)


def _sentence(language: Language, code: str) -> str:
    return re.sub(r"\{\w+\}", "…", WORDS[_FIELD + code][language])


def _language(request: Request) -> Language:
    """As a problem document's own, where the address asks for none."""
    return asked_language(request) or request_language(request)
