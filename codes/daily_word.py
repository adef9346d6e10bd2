"""A shop's word of the day: the same wherever it is drawn from the shop's secret, and nobody else can know it.

A sound, a green screen or a notice can be faked; the word of today cannot.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date


def draw_word(word_key: str, day: date, words: Sequence[str]) -> str:
    """One of these, drawn by HMAC-SHA256 from the shop's secret and the day in Dhaka; empty without a secret."""
    if not word_key:
        return ""
    drawn = hmac.digest(word_key.encode(), day.isoformat().encode(), hashlib.sha256)
    return words[drawn[0] % len(words)].replace("-", " ")
