"""The shop's word of the day: the same on all its devices, and nobody else can know it.

A sound or a green screen can be faked on another phone; the word of today cannot.
"""

import hashlib
import hmac
from datetime import date

from app.words import say
from language import Language


def word_of(word_key: str, day: date, language: Language) -> str:
    """One of sixty-four, drawn by HMAC-SHA256 from the shop's secret and the day in Dhaka; empty without a secret."""
    if not word_key:
        return ""
    drawn = hmac.digest(word_key.encode(), day.isoformat().encode(), hashlib.sha256)
    words = say(language, "day.words").split()
    return words[drawn[0] % len(words)].replace("-", " ")
