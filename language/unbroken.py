"""What is never broken over two lines where it is drawn."""

import re
from typing import Final

# Within a time, before Bangla digits or behind Latin ones.
_IN_A_TIME: Final = re.compile(" (?=[০-৯]{1,2}(?::[০-৯]{2}|টা))|(?<=[0-9]) (?=[AP]M\\b)")
# Before the word that turns a Bangla sentence round: "give the goods" may not stand in a line alone.
_BEFORE_NOT: Final = re.compile("(?<=[\u0980-\u09ff]) (?=না(?![\u0980-\u09ff]))")
_NO_BREAK: Final = "\u00a0"


def unbroken(words: str) -> str:
    """The same as it is drawn: no time and no negation goes on in another line.

    What is sent and saved has plain spaces.
    """
    if ":" in words or "টা" in words or "M" in words:
        words = _IN_A_TIME.sub(_NO_BREAK, words)
    return _BEFORE_NOT.sub(_NO_BREAK, words) if " না" in words else words
