"""The shop's word of the day, as its devices show it."""

from datetime import date

from app.words import say
from codes import draw_word
from language import Language


def word_of(word_key: str, day: date, language: Language) -> str:
    """One of sixty-four; empty without a secret."""
    return draw_word(word_key, day, say(language, "day.words").split())
