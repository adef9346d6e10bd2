"""Statements of the way that every payment and every link takes: made once, and run on SQLite by its driver itself.

SQLAlchemy compiles them and says how each value is kept and read. What it does around each time one is run, nobody here
looks at, and it takes ten times what SQLite does. See docs/decisions/0054-straight-to-the-driver.md.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, TextClause
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

STRAIGHT: Final = "straight"
"""The execution option of an engine whose lines are SQLite's; without it SQLAlchemy runs all, and its events tell."""
Values = Mapping[str, object]
AnyRow = tuple[Any, ...]
_Change = Callable[[Any], Any]
Clause = Select[*AnyRow] | UpdateBase | TextClause
_DIALECT: Final = SQLiteDialect_pysqlite()


def sqlite_line(conn: Connection) -> sqlite3.Connection:
    """SQLite's own line beneath one of SQLAlchemy's."""
    line = conn.connection.driver_connection
    assert isinstance(line, sqlite3.Connection)
    return line


class Statement:
    """A statement with bound parameters. What it raises is SQLAlchemy's, as if it had run it."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self._made: dict[tuple[str, ...], _Made] = {}

    def first(self, conn: Connection, values: Values) -> AnyRow | None:
        """The first row, if there is one."""
        found = self.rows(conn, values)
        return found[0] if found else None

    def one(self, conn: Connection, values: Values) -> AnyRow:
        """The row that there is."""
        (found,) = self.rows(conn, values)
        return found

    def rows(self, conn: Connection, values: Values) -> Sequence[AnyRow]:
        if not conn.get_execution_options().get(STRAIGHT):
            return conn.execute(self.clause, values).all()
        made = self._for(values)
        return made.read(made.rows(conn, values))

    def run(self, conn: Connection, *many: Values) -> int:
        """Run it with each of these; how many rows were changed."""
        if not conn.get_execution_options().get(STRAIGHT):
            return conn.execute(self.clause, many if len(many) > 1 else many[0]).rowcount
        made = self._for(many[0])
        return made.run(conn, many[0]) if len(many) == 1 else made.run_each(conn, many)

    def _for(self, values: Values) -> "_Made":
        names = tuple(values)
        made = self._made.get(names)
        if made is None:
            made = self._made[names] = _Made(self.clause, names)
        return made


class _Made:
    """One compiled for SQLite and for parameters of these names."""

    def __init__(self, clause: Clause, names: Sequence[str]) -> None:
        compiled = clause.compile(dialect=_DIALECT, column_keys=list(names))
        assert isinstance(compiled, SQLCompiler)
        if compiled.post_compile_params:
            raise ValueError(f"a list of values has no place in {compiled.string}")
        self._text = compiled.string
        bound = {name: parameter for parameter, name in compiled.bind_names.items()}
        places = compiled.positiontup or []
        self._bound = [(name, _written(bound[name].type)) for name in places]
        self._always = {name: bound[name].effective_value for name in places if name not in names}
        missing = [name for name in self._always if bound[name].required]
        if missing:
            raise ValueError(f"nothing is given for {', '.join(missing)} in {compiled.string}")
        columns = () if isinstance(clause, TextClause) else clause.exported_columns
        reads = [_read(column.type) for column in columns]
        self._reads = [(place, read) for place, read in enumerate(reads) if read is not None]

    def rows(self, conn: Connection, values: Values) -> Sequence[AnyRow]:
        try:
            # What is wrong with any row but the first is said as that one is fetched.
            found: Sequence[AnyRow] = sqlite_line(conn).execute(self._text, self._bind(values)).fetchall()
        except sqlite3.Error as error:
            raise self._as_sqlalchemy_says_it(error) from error
        return found

    def run(self, conn: Connection, values: Values) -> int:
        try:
            return sqlite_line(conn).execute(self._text, self._bind(values)).rowcount
        except sqlite3.Error as error:
            raise self._as_sqlalchemy_says_it(error) from error

    def run_each(self, conn: Connection, many: Sequence[Values]) -> int:
        try:
            return sqlite_line(conn).executemany(self._text, map(self._bind, many)).rowcount
        except sqlite3.Error as error:
            raise self._as_sqlalchemy_says_it(error) from error

    def read(self, rows: Sequence[AnyRow]) -> Sequence[AnyRow]:
        """The same with each value as the program has it."""
        if not self._reads:
            return rows
        found = []
        for row in rows:
            cells = list(row)
            for place, read in self._reads:
                cells[place] = read(cells[place])
            found.append(tuple(cells))
        return found

    def _bind(self, values: Values) -> list[object]:
        if self._always:
            values = {**self._always, **values}
        return [values[name] if write is None else write(values[name]) for name, write in self._bound]

    def _as_sqlalchemy_says_it(self, error: sqlite3.Error) -> Exception:
        # Parameters stay out of its text: they are payers' details.
        said: Exception = DBAPIError.instance(
            self._text, (), error, sqlite3.Error, hide_parameters=True, dialect=_DIALECT
        )
        return said


def _written(kind: TypeEngine[Any]) -> _Change | None:
    return kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _read(kind: TypeEngine[Any]) -> _Change | None:
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
