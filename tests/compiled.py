"""Lets every database of a kind have the statements that SQLAlchemy compiled for another one.

Each test opens a database of its own, and compiling anew for each was a fifth of what the tests of the commands took.
A pytest plugin (`-p tests.compiled`).
"""

from collections import defaultdict
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.engine import Dialect

_COMPILED: Final = defaultdict[type[Dialect], dict[tuple[Any, ...], Any]](dict)


class _OfAKind:
    """What SQLAlchemy keeps by a dialect and a statement, kept by the dialect's kind and the statement."""

    def get(self, key: tuple[Any, ...]) -> Any:
        dialect, *statement = key
        return _COMPILED[type(dialect)].get(tuple(statement))

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        dialect, *statement = key
        _COMPILED[type(dialect)][tuple(statement)] = compiled

    def clear(self) -> None:
        """Others go on with what they have."""


_SHARED: Final = _OfAKind()
# SQLAlchemy gives each database a cache of its own, and reads by name what the maker of one takes.
Engine._compiled_cache = property(lambda _: _SHARED, lambda _, __: None)  # type: ignore[assignment]
