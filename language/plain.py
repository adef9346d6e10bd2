"""Text of one line as people may give it to each other: what can be seen, and nothing that turns or hides the rest."""

import re
import unicodedata
from typing import Final

# Controls, the two line separators, every kind of space, and the letters and cells that are drawn as nothing.
_SPACES: Final = re.compile(
    "[\x00-\x1f\x7f-\xa0\u115f\u1160\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000\u3164\uffa0]"
)
# Marks of direction, tags, other marks that nobody sees, halves of characters, and what is no character at all. The
# joiners (U+200C, U+200D) and the two signs that choose between text and emoji are not among them.
_GONE: Final = re.compile(
    "[\xad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0d\ufeff"
    "\ufff0-\ufffc\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_VIRAMAS: Final = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
# Where a joiner joins nothing: before a word, after it (but for a consonant sign left open, as in `আল্লাহ্‌`), doubled.
_IDLE: Final = re.compile(
    "(?<!\\S)[\u200c\u200d\ufe0e\ufe0f]+|(?<=[\u200c\u200d\ufe0e\ufe0f])[\u200c\ufe0e\ufe0f]+"
    f"|(?<=[\u200c\u200d])\u200d+|(?<![{_VIRAMAS}])[\u200c\u200d]+(?!\\S)"
)
# Signs put upon each other until they cover the lines above and below.
_SIGN: Final = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_HEAPED: Final = re.compile(f"({_SIGN}{{3}}){_SIGN}+")
# What most texts are, and what needs no further look: words in Bangla and ASCII with one space between them.
_ORDINARY: Final = re.compile("[!-~\u0985-\u09b9][!-~\u0980-\u09ff]*(?: [!-~\u0980-\u09ff]+)*")
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_SEEN: Final = frozenset("LNPS")


def plain_line(text: str) -> str:
    """The text in one line without what nobody sees in it; empty when nothing is left to be seen.

    Joiners stay inside words, for Bangla and emoji are written with them. Doing it twice changes nothing more.
    """
    if not text or _ORDINARY.fullmatch(text):
        return text
    line, before = _GONE.sub("", _SPACES.sub(" ", text)), ""
    while line != before:
        line, before = " ".join(_HEAPED.sub(r"\1", _IDLE.sub("", line)).split()), line
    return line if any(unicodedata.category(char)[0] in _SEEN or char >= "\ue000" for char in line) else ""


def isolated(text: str) -> str:
    """The text so that its direction moves nothing beside it.

    Only text with letters that run from right to left can: all other stays as it is, and an SMS as short.
    Source: Unicode Standard Annex 9, "isolates".
    """
    if _RIGHT_TO_LEFT.search(text) is None:
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
