"""Text of one line, as names and notes are."""

import unicodedata
from typing import Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from language import plain_line


def _plain(given: object) -> object:
    """Before all else, so that a text is as long, or as empty, as it is seen to be.

    A line's end becomes a space. Other controls come from no keyboard but from a fault in the asking program.
    """
    if not isinstance(given, str):
        return given
    if any(unicodedata.category(char) == "Cc" and not char.isspace() for char in given):
        raise PydanticCustomError("plain_text", "no control characters")
    return plain_line(given)


PLAIN: Final = BeforeValidator(_plain)
"""Stands after the limits of a text in its `Annotated`, so that they hold for what is kept."""
