"""Fields one after another: two digits of an id, two of a length, and a value, which may hold fields again."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from emvqr.errors import Repeated, WrongLength

VALUE_MOST: Final = 99
# Python's own digits are those of every script.
_HEAD: Final = re.compile("[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `value` is kept as it stands, padding and all."""

    id: str
    value: str


def read_fields(text: str, *, counts_bytes: bool = False, within: str = "") -> tuple[Field, ...]:
    """The fields that fill the text to its end, in their order. Raises WrongLength and Repeated.

    A length counts characters; of some makers, bytes. `within` is the id of the template that is read.
    """
    counted = text.encode().decode("latin-1") if counts_bytes else text
    fields: list[Field] = []
    seen: set[str] = set()
    begin = 0
    while begin < len(counted):
        head = _HEAD.match(counted, begin)
        if head is None:
            raise WrongLength("no field where one has to begin")
        field_id, end = head[0][:2], head.end() + int(head[0][2:])
        if end > len(counted):
            raise WrongLength("a field is longer than what is left")
        if field_id in seen:
            raise Repeated(f"{within}.{field_id}" if within else field_id)
        seen.add(field_id)
        value = counted[head.end() : end]
        fields.append(Field(field_id, _characters(value) if counts_bytes else value))
        begin = end
    return tuple(fields)


def write_fields(fields: Iterable[Field], *, counts_bytes: bool = False) -> str:
    """The same as text. Raises WrongLength for a value that is too long."""
    return "".join(f"{one.id}{_length(one.value, counts_bytes=counts_bytes):02d}{one.value}" for one in fields)


def value_of(fields: Iterable[Field], field_id: str) -> str:
    """What stands in this field; empty where it is not there."""
    return next((one.value for one in fields if one.id == field_id), "")


def with_field(fields: Sequence[Field], new: Field) -> tuple[Field, ...]:
    """The fields with this one in the place of its like, or before the first that has a higher id; all others stay."""
    if any(one.id == new.id for one in fields):
        return tuple(new if one.id == new.id else one for one in fields)
    place = next((place for place, one in enumerate(fields) if one.id > new.id), len(fields))
    return (*fields[:place], new, *fields[place:])


def _length(value: str, *, counts_bytes: bool) -> int:
    length = len(value.encode()) if counts_bytes else len(value)
    if length > VALUE_MOST:
        raise WrongLength("a value is longer than two digits can say")
    return length


def _characters(value: str) -> str:
    """Raises WrongLength where the end of a field cuts a character."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        raise WrongLength("a field ends inside a character") from None
