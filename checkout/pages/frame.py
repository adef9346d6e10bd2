"""The frame around every payer's page: language, template, headers."""

from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader

from checkout.payments.nouns import Merchant
from checkout.words import say
from language import Language

_TEMPLATES: Final = Jinja2Templates(
    env=Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
)
_HEADERS: Final = {
    # A page shows a status; a kept copy of it would lie.
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page_language(request: Request, merchant: Merchant | None = None) -> Language:
    """The language asked for in the address, else the shop's own: its payers share it."""
    asked = request.query_params.get("lang", "")
    if asked in ("bn", "en"):
        return "en" if asked == "en" else "bn"
    return merchant.language if merchant else "bn"


def render(request: Request, name: str, language: Language, status: int = 200, **context: Any) -> HTMLResponse:
    """One page from its template; `t` in it says a sentence of the catalog."""

    def t(key: str, **facts: str) -> str:
        return say(language, key, **facts)

    other = "bn" if language == "en" else "en"
    context |= {
        "t": t,
        "lang": language,
        "other_url": str(request.url.include_query_params(lang=other).replace(scheme="", netloc="")),
    }
    return _TEMPLATES.TemplateResponse(request, name, context, status, _HEADERS)
