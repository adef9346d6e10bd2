"""A dataclass of the core and the table that keeps it: which column holds which field, by the field's name and type.

`note: str` is in `note`; `amount: Money` in `amount_poisha`, in whole poisha; `payer: Payer` field by field in
`payer_name`, `payer_phone` and so on. None is an empty text where the column takes no NULL. Whatever does not fit is an
error when the module loads, so that no column and no field can be forgotten.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from operator import attrgetter, itemgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Table

from checkout.store.statements import AnyRow
from money import Money

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")
Change = Callable[[Any], object]


class Mapper(Generic[T]):
    """Writes a thing into its table's columns, and reads it from a row of them.

    `fixed` are fields that `changes` leaves as they are; `apart` are columns that are no part of the thing, as when it
    is looked at next. Raises ValueError where fields and columns do not match.
    """

    def __init__(self, kind: type[T], table: Table, *, fixed: Collection[str], apart: Collection[str]) -> None:
        self._make: Callable[..., T] = kind
        self._fields = _fields_of(kind, table)
        self._columns = _columns_of(self._fields)
        self._changing = _columns_of({name: field for name, field in self._fields.items() if name not in fixed})
        wrong = (self._columns.keys() | set(apart)) ^ set(table.c.keys()) | set(fixed) - self._fields.keys()
        if wrong:
            raise ValueError(f"{kind.__name__} and the table {table.name} differ in {', '.join(sorted(wrong))}")

    def row(self, thing: T) -> dict[str, object]:
        """The columns of a new row."""
        return {column: write(thing) for column, write in self._columns.items()}

    def changes(self, thing: T) -> dict[str, object]:
        """The columns of what may change of it."""
        return {column: write(thing) for column, write in self._changing.items()}

    def read(self, row: AnyRow) -> T:
        """The thing that a row keeps; the row has all columns of the table, in its order."""
        return self._make(**{name: field.read(row) for name, field in self._fields.items()})


@dataclass(frozen=True, slots=True)
class _Field:
    """How one field is kept: what of the whole thing is written into which column, and what is read from a row."""

    columns: dict[str, Change]
    read: Change


def _columns_of(some: dict[str, _Field]) -> dict[str, Change]:
    return {column: write for field in some.values() for column, write in field.columns.items()}


def _fields_of(kind: "type[DataclassInstance]", table: Table, path: str = "") -> dict[str, _Field]:
    hints = get_type_hints(kind)
    return {field.name: _field(f"{path}{field.name}", hints[field.name], table) for field in fields(kind)}


def _field(path: str, hint: object, table: Table) -> _Field:
    """`path` leads from the whole thing to the field: `payer.name`."""
    kind, may_be_none = _kind_of(hint)
    if isinstance(kind, type) and is_dataclass(kind) and kind is not Money:
        return _in_several(kind, _fields_of(kind, table, f"{path}."))
    column = path.replace(".", "_")
    write: Change = _as_it_is
    read: Change = _as_it_is
    if kind is Money:
        column, write, read = f"{column}_poisha", _poisha, Money
    elif kind == tuple[Money, ...]:
        column, write, read = f"{column}_poisha", _all_poisha, _all_money
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        read = {str(member): member for member in kind}.__getitem__
    nothing = None if column in table.c and table.c[column].nullable else ""
    if may_be_none and (read is not _as_it_is or nothing is not None):
        write, read = _unless(None, write, nothing), _unless(nothing, read, None)
    # By its place, which is sooner found than its name; one without a place is told of by the mapper.
    place = list(table.c.keys()).index(column) if column in table.c else -1
    return _Field({column: _after(attrgetter(path), write)}, _after(itemgetter(place), read))


def _in_several(kind: Callable[..., object], inside: dict[str, _Field]) -> _Field:
    return _Field(_columns_of(inside), lambda row: kind(**{name: field.read(row) for name, field in inside.items()}))


def _after(get: Change, change: Change) -> Change:
    # Most fields are kept as they are, and each thing that is read or kept passes here with each of them.
    return get if change is _as_it_is else lambda whole: change(get(whole))


def _kind_of(hint: object) -> tuple[object, bool]:
    """The type that a value has, and whether there may be none."""
    kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    some = [kind for kind in kinds if kind is not NoneType]
    return (some[0] if len(some) == 1 else object), len(some) < len(kinds)


def _unless(nothing: object, change: Change, instead: object) -> Change:
    if nothing is None:
        return lambda value: instead if value is None else change(value)
    return lambda value: instead if value is None or value == nothing else change(value)


def _as_it_is(value: object) -> object:
    return value


def _poisha(value: object) -> object:
    assert isinstance(value, Money)
    return value.poisha


def _all_poisha(value: object) -> object:
    assert isinstance(value, tuple)
    return ",".join(str(_poisha(one)) for one in value)


def _all_money(value: object) -> object:
    assert isinstance(value, str)
    return tuple(Money(int(poisha)) for poisha in value.split(",") if poisha)
