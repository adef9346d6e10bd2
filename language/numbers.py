"""Whole numbers in words, with thousands, lakhs and crores."""

from language.digits import in_digits_of
from language.facts import LANGUAGES, Language, NumberWords


def in_words(number: int, language: Language) -> str:
    """A whole number from zero up in words: 1250 is `এক হাজার দুই শ পঞ্চাশ`; in digits where there are no words."""
    words = LANGUAGES[language].number_words
    return in_digits_of(language, str(number)) if words is None else _said(number, words)


def taka_in_words(poisha: int, language: Language) -> str:
    """A sum from zero up in words, poisha last: `এক শ টাকা পঞ্চাশ পয়সা`; empty where sums are not said aloud."""
    words = LANGUAGES[language].number_words
    if words is None:
        return ""
    taka, rest = divmod(poisha, 100)
    said = f"{_said(taka, words)} {words.taka}"
    return f"{said} {_said(rest, words)} {words.poisha}" if rest else said


def _said(number: int, words: NumberWords) -> str:
    for size, unit in words.units:
        if number >= size:
            head, rest = divmod(number, size)
            said = f"{_said(head, words)} {unit}"
            return f"{said} {_said(rest, words)}" if rest else said
    return words.below_hundred[number]
