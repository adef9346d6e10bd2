"""Why money that came is not the shop's yet, in words: a gateway's own are for the operator, and not for the shop."""

from typing import Final

from app.words import say
from language import Language

HOLDS: Final = (
    "risk",
    "amount_differs",
    "currency_differs",
    "fee_unknown",
    "given_back_elsewhere",
    "another_attempt",
    "unreadable",
)
"""The checkout's kinds, to which each of its gateways' own reasons comes down."""


def why_held(kind: str, language: Language) -> str:
    """One sentence; a kind that a newer server names, or an older one left out, is a check and no more."""
    return say(language, f"pay.hold.{kind if kind in HOLDS else 'other'}")
