"""Letters, digits and signs in the forms that other keyboards and fonts have for them, as the plain ones."""

import unicodedata
from typing import Final

# Of the kinds of Unicode's compatible forms these are the same character, one for one. Not among them is what means
# something else where it stands, such as the 2 of m² or the half of 1½.
_KINDS: Final = ("<wide>", "<narrow>", "<font>")


def plain_forms(text: str) -> str:
    """The text with full-width, half-width and styled (`𝟏𝟐𝟎`, `𝐀`) characters as the plain ones, one for one."""
    return text if text.isascii() else "".join(map(_plain_form, text))


def _plain_form(char: str) -> str:
    kind, _, plain = unicodedata.decomposition(char).partition(" ")
    return chr(int(plain, 16)) if kind in _KINDS else char
