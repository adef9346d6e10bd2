"""Terms, and what is kept of payers: the operator's own words, else what the program itself does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypedDict
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response

from checkout.core.phone import local_form
from checkout.http.service import TheService
from checkout.pages import own_receipt
from checkout.pages.frame import page_language, render
from checkout.settings import Settings
from checkout.words import say
from language import DEFAULT, Language, in_digits_of, within_phrase

router = APIRouter(include_in_schema=False)
_HEADING: Final = "# "


@dataclass(frozen=True, slots=True)
class Part:
    """A heading or a paragraph; a paragraph has the lines that its writer gave it."""

    is_heading: bool
    lines: tuple[str, ...]


@router.get("/terms")
async def terms(request: Request, service: TheService) -> Response:
    """What holds between payers, shops and whoever runs this."""
    settings, language = service.settings, page_language(request)
    host = urlsplit(settings.public_url).netloc
    payout = within_phrase(settings.payout_within_hours, language)
    default = [
        *_section(language, "law.terms.who", host=host),
        *_section(language, "law.terms.pay"),
        *_section(language, "law.terms.back"),
        *_section(language, "law.terms.shop", t=payout),
    ]
    return _page(request, settings, language, "terms", default)


@router.get("/privacy")
async def privacy(request: Request, service: TheService) -> Response:
    """What is kept of payers, who sees it, and how it is erased."""
    settings, language = service.settings, page_language(request)
    days = in_digits_of(language, str(settings.payer_details_days))
    by_age = [_paragraph(say(language, "law.privacy.days.text", n=days))] if settings.payer_details_days else []
    cookie_days = in_digits_of(language, str(own_receipt.KEPT_FOR.days))
    default = [
        *_section(language, "law.privacy.kept"),
        *_section(language, "law.privacy.who"),
        Part(True, (say(language, "law.privacy.long"),)),
        *by_age,
        _paragraph(say(language, "law.privacy.asked.text")),
        *_section(language, "law.privacy.device", n=cookie_days),
    ]
    return _page(request, settings, language, "privacy", default)


def parts_of(text: str) -> Iterator[Part]:
    """An operator's text: blank lines part paragraphs, and a line that begins with `# ` is a heading."""
    for block in re.split(r"\n{2,}", text):
        lines: list[str] = []
        for line in block.split("\n"):
            if line.startswith(_HEADING):
                yield from _lines(lines)
                lines = []
                yield Part(True, (line.removeprefix(_HEADING),))
            else:
                lines.append(line)
        yield from _lines(lines)


def _lines(lines: list[str]) -> Iterator[Part]:
    if any(lines):
        yield Part(False, tuple(lines))


def _section(language: Language, key: str, **facts: str) -> tuple[Part, Part]:
    return Part(True, (say(language, key),)), _paragraph(say(language, f"{key}.text", **facts))


def _paragraph(words: str) -> Part:
    return Part(False, (words,))


def _page(request: Request, settings: Settings, language: Language, name: str, default: list[Part]) -> Response:
    # Read aloud as what it is written in, which need not be what the page was asked in.
    own = settings.in_language(name, language)
    written_in = language if own or not settings.in_language(name, DEFAULT) else DEFAULT
    own = own or settings.in_language(name, DEFAULT)
    return render(
        request,
        "law.html",
        language,
        title_key=f"law.{name}.title",
        is_default=not own,
        written_in=written_in,
        parts=list(parts_of(own)) if own else default,
        **help_of(settings, language),
    )


class Help(TypedDict):
    """Whom to call and when, for a page."""

    help_phone: str
    help_hours: str


def help_of(settings: Settings, language: Language) -> Help:
    """In the language of the page where the operator wrote it."""
    hours = settings.in_language("support_hours", language) or settings.support_hours
    return {"help_phone": local_form(settings.support_phone), "help_hours": hours}
