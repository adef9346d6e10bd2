"""Text and JSON from strangers, held to what everything behind can keep.

A NUL is taken by no text column of PostgreSQL, half of a surrogate pair by no encoder, and a number without bounds
by no arithmetic: a caller who sends one is told at once, instead of finding out where it breaks.
"""

import json
from typing import Final

DEPTH_MAX: Final = 32
"""Objects and lists inside each other. Nothing of ours is deeper than four."""
_UNKEEPABLE: Final = frozenset({0, *range(0xD800, 0xE000)})


class NotReadable(ValueError):
    """The bytes are no JSON that we read; the text says why, for a log."""


class Unkeepable(NotReadable):
    """One field holds a text that cannot be kept."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} cannot be kept")
        self.field = field


def is_keepable(text: str) -> bool:
    """Whether every database and every encoder takes this text."""
    return (text.isascii() and "\0" not in text) or not any(ord(char) in _UNKEEPABLE for char in text)


def read_json(body: bytes) -> object:
    """The value in a JSON text as RFC 8259 has it: UTF-8, no `NaN`, no name twice, all of it keepable.

    Raises NotReadable; Unkeepable where it is one field's text that is wrong.
    """
    try:
        # A mark of the byte order is no part of the text, and may be passed over (section 8.1).
        text = body.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_no_name_twice, parse_float=_finite, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        # ValueError is the mother of what decoding, JSON and integers of thousands of digits raise.
        raise NotReadable(str(error)[:200]) from None
    _check(found)
    return found


def _check(found: object) -> None:
    """Look at every text and at the depth, without a call inside a call. Raises NotReadable."""
    left: list[tuple[tuple[str, ...], object]] = [((), found)]
    while left:
        path, value = left.pop()
        if isinstance(value, str) and not is_keepable(value):
            raise Unkeepable(".".join(path) or "body")
        if isinstance(value, (dict, list)):
            if len(path) == DEPTH_MAX:
                raise NotReadable("too deep")
            if isinstance(value, dict) and not all(map(is_keepable, value)):
                raise NotReadable("a name that cannot be kept")
            inside = value.items() if isinstance(value, dict) else enumerate(value)
            left += (((*path, str(name)), one) for name, one in inside)


def _no_name_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotReadable("a name stands twice in one object")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if abs(number) == float("inf"):
        raise NotReadable("a number beyond all bounds")
    return number


def _no_constant(text: str) -> float:
    raise NotReadable(f"{text} is no JSON")
