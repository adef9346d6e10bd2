"""Statements of the way that every payment and every link takes: made once, and run by the database's driver itself.

SQLAlchemy compiles them and says how each value is kept and read. What it does around each time one is run, nobody here
looks at, and it takes ten times what SQLite does. See docs/decisions/0054-straight-to-the-driver.md.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, NoReturn

from sqlalchemy import Connection, Dialect, Insert, Select, TextClause, bindparam
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

STRAIGHT: Final = "straight"
"""The execution option of an engine of ours; without it SQLAlchemy runs all, and its events tell."""
# Of each number of rows a text is kept.
_ROWS_AT_ONCE: Final = 8
Values = Mapping[str, object]
AnyRow = tuple[Any, ...]
_Change = Callable[[Any], Any]
Clause = Select[*AnyRow] | UpdateBase | TextClause
# The driver's own: `execute` and `cursor` are alike in SQLite's and PostgreSQL's.
_line: Final = attrgetter("connection.driver_connection")


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
        made = self._for(conn.dialect, values)
        return made.read(made.rows(conn, values))

    def run(self, conn: Connection, *many: Values) -> int:
        """Run it with each of these; how many rows were changed."""
        if not conn.get_execution_options().get(STRAIGHT):
            return conn.execute(self.clause, many if len(many) > 1 else many[0]).rowcount
        assert all(one.keys() == many[0].keys() for one in many), "each has the same columns"
        if len(many) == 1:
            return self._for(conn.dialect, many[0]).run(conn, many[0])
        if isinstance(self.clause, Insert) and conn.dialect.name == "postgresql" and len(many) <= _ROWS_AT_ONCE:
            # Each row by itself would cost the server the start and the end of a statement.
            return self._for_rows(conn.dialect, many).run(conn, _numbered(many))
        return self._for(conn.dialect, many[0]).run_each(conn, many)

    def _for(self, dialect: Dialect, values: Values) -> "_Made":
        names = (dialect.name, *values)
        made = self._made.get(names)
        if made is None:
            made = self._made[names] = _Made(self.clause, dialect, names[1:])
        return made

    def _for_rows(self, dialect: Dialect, many: Sequence[Values]) -> "_Made":
        """One `INSERT` of so many rows."""
        assert isinstance(self.clause, Insert)
        names = (dialect.name, f"{len(many)} rows", *many[0])
        made = self._made.get(names)
        if made is None:
            columns = self.clause.table.c
            rows = [
                {name: bindparam(f"{name}_{number}", type_=columns[name].type) for name in many[0]}
                for number in range(len(many))
            ]
            made = self._made[names] = _Made(self.clause.values(rows), dialect, list(_numbered(many)))
        return made


def _numbered(many: Sequence[Values]) -> Values:
    return {f"{name}_{number}": value for number, values in enumerate(many) for name, value in values.items()}


class _Made:
    """One compiled for a database and for parameters of these names."""

    def __init__(self, clause: Clause, dialect: Dialect, names: Sequence[str]) -> None:
        compiled = clause.compile(dialect=dialect, column_keys=list(names))
        assert isinstance(compiled, SQLCompiler)
        if compiled.post_compile_params:
            raise ValueError(f"a list of values has no place in {compiled.string}")
        self._text = compiled.string
        bound = {name: parameter for parameter, name in compiled.bind_names.items()}
        # SQLite's driver takes values by their places, PostgreSQL's by name: one that is named twice is one to it.
        self._is_named = not compiled.positional
        places = (compiled.positiontup or []) if compiled.positional else list(bound)
        self._bound = [(name, _written(bound[name].type, dialect)) for name in places]
        self._always = {name: bound[name].effective_value for name in places if name not in names}
        missing = [name for name in self._always if bound[name].required]
        if missing:
            raise ValueError(f"nothing is given for {', '.join(missing)} in {compiled.string}")
        columns = () if isinstance(clause, TextClause) else clause.exported_columns
        reads = [_read(column.type, dialect) for column in columns]
        self._reads = [(place, read) for place, read in enumerate(reads) if read is not None]

    def rows(self, conn: Connection, values: Values) -> Sequence[AnyRow]:
        try:
            # What is wrong with any row but the first is said as that one is fetched.
            found: Sequence[AnyRow] = _line(conn).execute(self._text, self._bind(values)).fetchall()
        except Exception as error:
            self._raise_as_sqlalchemy(conn, error)
        return found

    def run(self, conn: Connection, values: Values) -> int:
        try:
            changed: int = _line(conn).execute(self._text, self._bind(values)).rowcount
        except Exception as error:
            self._raise_as_sqlalchemy(conn, error)
        return changed

    def run_each(self, conn: Connection, many: Sequence[Values]) -> int:
        try:
            cursor = _line(conn).cursor()
            cursor.executemany(self._text, [self._bind(values) for values in many])
        except Exception as error:
            self._raise_as_sqlalchemy(conn, error)
        changed: int = cursor.rowcount
        return changed

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

    def _bind(self, values: Values) -> list[object] | dict[str, object]:
        if self._always:
            values = {**self._always, **values}
        if self._is_named:
            return {name: values[name] if write is None else write(values[name]) for name, write in self._bound}
        return [values[name] if write is None else write(values[name]) for name, write in self._bound]

    def _raise_as_sqlalchemy(self, conn: Connection, error: Exception) -> NoReturn:
        """With all that it does of its own: listeners are told, and a line that was cut is given up."""
        # Parameters stay out of its text: they are payers' details.
        conn._handle_dbapi_exception(error, self._text, None, None, None)


def _written(kind: TypeEngine[Any], dialect: Dialect) -> _Change | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _read(kind: TypeEngine[Any], dialect: Dialect) -> _Change | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
