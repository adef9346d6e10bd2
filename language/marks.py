"""What a text holds that nobody sees: marks that messengers, keyboards and web pages leave in it."""

import re
from typing import Final

# Unicode's default-ignorable characters, and two that are drawn as nothing: the Hangul fillers and the empty Braille
# cell. Source: DerivedCoreProperties.txt of Unicode 16.
_UNSEEN: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_MARKS: Final = re.compile(f"[{_UNSEEN}]")


def without_marks(text: str) -> str:
    """The text as it is seen: for numbers and codes, in which no invisible mark means anything."""
    return _MARKS.sub("", text)
