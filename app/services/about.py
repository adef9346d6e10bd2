"""Who runs the checkout that this device speaks with: whom to call, what was agreed to, how soon a hold is looked into.

The operator may have set none of it; a checkout older than this app tells nothing at all.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.model.documents import Doc
from language import LANGUAGES, Language, grouped_mobile, in_digits_of, plain_line

_COUNTRY: Final = "+880"
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_NOT_DIALLED: Final = re.compile(r"[^\d+*#]")


@dataclass(frozen=True, slots=True)
class About:
    """What the checkout says of whoever runs it; empty or None where nothing was said."""

    support_phone: str = ""
    """As it is dialled: with its country, or a short number."""
    hours: Mapping[Language, str] = field(default_factory=dict)
    """When somebody answers there."""
    terms_url: str = ""
    privacy_url: str = ""
    hold_within_hours: int | None = None
    issues_codes: bool = False
    """Whether a payment company issues a Bangla QR for links with a sum."""
    version: str = ""

    def phone(self, language: Language) -> str:
        """The number as it is read aloud in that language; it is never broken in two."""
        here = self.support_phone
        said = f"0{here.removeprefix(_COUNTRY)}" if here.startswith(_COUNTRY) else here
        return in_digits_of(language, grouped_mobile(said)).replace(" ", _NO_BREAK)

    @property
    def dials(self) -> str:
        """The address that calls it."""
        return f"tel:{self.support_phone}"

    def terms(self, language: Language) -> str:
        """The address of the terms in that language; empty where there is none."""
        return _in(language, self.terms_url)

    def privacy(self, language: Language) -> str:
        """The same of how what payers type is kept."""
        return _in(language, self.privacy_url)


def read_about(doc: Doc) -> About:
    """What the checkout told, whatever its version; what cannot be read is left out."""
    hours = doc.get("support_hours")
    within = doc.get("hold_within_hours")
    said = hours if isinstance(hours, Mapping) else {}
    return About(
        support_phone=_NOT_DIALLED.sub("", _text(doc.get("support_phone"))),
        hours={language: _text(said.get(language)) for language in LANGUAGES},
        terms_url=_page(doc.get("terms_url")),
        privacy_url=_page(doc.get("privacy_url")),
        hold_within_hours=within if isinstance(within, int) and within > 0 else None,
        issues_codes=doc.get("issues_codes") is True,
        version=_text(doc.get("version")),
    )


def kept_about(server_url: str, doc: Doc) -> str:
    """What a checkout told, as a device keeps it for a time without a line."""
    return json.dumps({"server": server_url, "told": doc}, ensure_ascii=False)


def read_kept(server_url: str, kept: str) -> About | None:
    """What is kept of this checkout; None where it is another's, or nothing."""
    try:
        found = json.loads(kept)
        return read_about(found["told"]) if found["server"] == server_url else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _text(value: object) -> str:
    return plain_line(value) if isinstance(value, str) else ""


def _page(value: object) -> str:
    """An address that a browser opens as a page, and as nothing else."""
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else ""


def _in(language: Language, url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}lang={language}" if url else ""
