"""The frame around every payer's page: language, template, headers."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

from checkout.core.link import Link, LinkStatus
from checkout.core.merchant import Merchant
from checkout.core.phone import local_form
from checkout.pages.kept import HOLE, Page
from checkout.pages.preview import preview_of
from checkout.service import Service
from checkout.words import say
from codes import head_of
from language import DEFAULT, LANGUAGES, Language, next_language, read_language, unbroken

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    # They change with the program alone.
    auto_reload=False,
)
_TEMPLATES.filters["unbroken"] = unbroken
_PAGES_MOST: Final = 128
_HEADERS: Final = {
    # A page shows a status; a kept copy of it would lie.
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """What a page shows of a shop."""

    name: str
    address: str
    logo: str

    @classmethod
    def of(cls, merchant: Merchant) -> "Sign":
        return cls(merchant.name, merchant.address, merchant.logo)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a messenger shows of a link: a title, a sentence and the address of a picture."""

    title: str
    sentence: str
    picture_url: str

    @classmethod
    def of(cls, service: Service, link: Link, merchant: Merchant, status: LinkStatus, language: Language) -> "Seen":
        preview = preview_of(link, merchant, status, language)
        kind = "s" if link.kind == "store" else "l"
        path = f"/preview/{kind}/{link.code}.png?v={preview.version}&lang={language}"
        return cls(preview.title, preview.state or preview.asks, service.settings.public_url + path)


def phone_to_call(merchant: Merchant) -> str:
    """The number to call the shop at, if it shows it."""
    return local_form(merchant.phone) if merchant.shows_phone else ""


def page_language(request: Request, merchant: Merchant | None = None) -> Language:
    """The language asked for in the address, else the shop's own: its payers share it."""
    return asked_language(request) or (merchant.language if merchant else DEFAULT)


def asked_language(request: Request) -> Language | None:
    """The language that the address asks for, whatever a messenger glued to it."""
    asked = head_of(request.query_params.get("lang", "")).lower()
    return read_language(asked) if asked in LANGUAGES else None


def render(request: Request, name: str, language: Language, status: int = 200, **context: object) -> HTMLResponse:
    """One page from its template."""
    headers = dict(_HEADERS)
    if context.get("refresh_seconds"):
        # The page waits with the payer, without JavaScript; it says so, and has a button that does the same.
        headers["Refresh"] = str(context["refresh_seconds"])
    return HTMLResponse(_drawn(name, language, **_asked(request, language), **context), status, headers)


def render_once(request: Request, name: str, language: Language, form_key: str, **context: Hashable) -> HTMLResponse:
    """The same of a form that is alike for all who open it, but for its key.

    It is drawn when the first one asks, and kept by all that is in it: whatever changes, another page is drawn.
    """
    page = _page(name, language, **_asked(request, language), **context)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return HTMLResponse(page.plain(form_key), headers=_HEADERS)
    return HTMLResponse(
        page.packed(form_key), headers=_HEADERS | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    )


@lru_cache(_PAGES_MOST)
def _page(name: str, language: Language, **context: Hashable) -> Page:
    return Page(_drawn(name, language, form_key=HOLE, **context))


def _asked(request: Request, language: Language) -> dict[str, str]:
    """What a template needs of a request: where it is, and where the same is in the other language."""
    # A query alone: an address such as `//evil.example/` would lead there.
    other = {**request.query_params, "lang": next_language(language)}
    return {"path": request.url.path, "other_url": f"?{urlencode(other)}"}


def _drawn(name: str, language: Language, **context: object) -> str:
    """What a template gives; `t` in it says a sentence of the catalog."""

    def t(key: str, **facts: str) -> str:
        return say(language, key, **facts)

    other = next_language(language)
    return _TEMPLATES.get_template(name).render(
        t=t,
        lang=language,
        direction=LANGUAGES[language].direction,
        other_lang=other,
        other_name=LANGUAGES[other].own_name,
        **context,
    )
