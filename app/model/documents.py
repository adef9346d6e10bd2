"""What the server tells, as it came: objects of JSON, and their fields read as what they have to be.

Each function raises WrongField for a field that is something else; those called `any_…` take one that is missing, or
null, for empty.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from language import plain_line
from money import Money

Doc: TypeAlias = Mapping[str, object]


class WrongField(ValueError):
    """A field is missing, or is not what it has to be; the text is its name."""


def as_doc(value: object) -> Doc:
    if not isinstance(value, dict):
        raise WrongField("no object")
    return value


def doc_of(doc: Doc, name: str) -> Doc:
    return as_doc(doc.get(name))


def any_doc(doc: Doc, name: str) -> Doc:
    return as_doc(doc.get(name) or {})


def docs_of(doc: Doc, name: str) -> list[Doc]:
    return [as_doc(one) for one in _list_of(doc, name)]


def text_of(doc: Doc, name: str) -> str:
    value = doc.get(name)
    if not isinstance(value, str):
        raise WrongField(name)
    return value


def any_text(doc: Doc, name: str) -> str:
    return text_of(doc, name) if doc.get(name) is not None else ""


def any_line(doc: Doc, name: str) -> str:
    """A text of one line as it may be shown."""
    return plain_line(any_text(doc, name))


def texts_of(doc: Doc, name: str) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(text_of({name: one}, name) for one in _list_of(doc, name))


def number_of(doc: Doc, name: str) -> int:
    value = doc.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongField(name)
    return value


def any_number(doc: Doc, name: str) -> int:
    return number_of(doc, name) if doc.get(name) is not None else 0


def money_of(doc: Doc, name: str) -> Money:
    """A sum, which is always told in poisha."""
    return Money(number_of(doc, name))


def any_money(doc: Doc, name: str) -> Money | None:
    return money_of(doc, name) if doc.get(name) is not None else None


def all_money(doc: Doc, name: str) -> tuple[Money, ...]:
    """A list of sums; one that is missing is empty."""
    return tuple(money_of({name: one}, name) for one in _list_of(doc, name)) if doc.get(name) is not None else ()


def moment_of(doc: Doc, name: str) -> datetime:
    return datetime.fromisoformat(text_of(doc, name))


def any_moment(doc: Doc, name: str) -> datetime | None:
    return moment_of(doc, name) if doc.get(name) is not None else None


def _list_of(doc: Doc, name: str) -> list[object]:
    value = doc.get(name)
    if not isinstance(value, list):
        raise WrongField(name)
    return value
