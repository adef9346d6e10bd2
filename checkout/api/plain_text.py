"""Text of one line, as names and notes are."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError


def _plain(text: str) -> str:
    if any(unicodedata.category(char) == "Cc" for char in text):
        raise PydanticCustomError("plain_text", "no control characters")
    return text


PlainText = Annotated[str, AfterValidator(_plain)]
