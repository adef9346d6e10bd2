"""A whole installation as lines of text, the same for SQLite and PostgreSQL: to move it from one to the other.

The first line says which tables it holds, the last one how many rows: a file that was cut off is none.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Table, delete, func, insert, select

from checkout.store.tables import Moment, from_microseconds, metadata, secrets, to_microseconds

_FORMAT: Final = 1
_AT_ONCE: Final = 500


class NotPortable(Exception):
    """The file is no export of these tables; the text is one sentence for the operator."""


def export_lines(conn: Connection, revision: str) -> Iterator[str]:
    """Every row of every table, in an order in which they can be put back. All on one view of the data."""
    yield _line({"aday": _FORMAT, "tables": revision})
    rows_count = 0
    for table in metadata.sorted_tables:
        found = conn.execute(select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_AT_ONCE))
        for row in found:
            yield _line([table.name, [_out(column.type, value) for column, value in zip(table.c, row, strict=True)]])
            rows_count += 1
    yield _line({"rows": rows_count})


def import_lines(conn: Connection, lines: Iterable[str], revision: str) -> int:
    """Put an export into empty tables; how many rows. Raises NotPortable, and then nothing may be kept.

    The secrets that the tables were made with give way to those that the addresses in the export are kept under.
    """
    for one in metadata.sorted_tables:
        if one is not secrets and conn.execute(select(func.count()).select_from(one)).scalar_one():
            raise NotPortable(f"The database is not empty: there are rows in {one.name}.")
    told, rows_count, ended = iter(lines), 0, False
    _check_head(next(told, ""), revision)
    conn.execute(delete(secrets))
    waiting: list[dict[str, object]] = []
    table: Table | None = None
    for line in told:
        said = _read(line)
        if isinstance(said, dict):
            ended = said.get("rows") == rows_count
            break
        if not isinstance(said, list) or len(said) != 2:
            raise NotPortable("The file is no export of Aday.")
        name, values = said
        if table is None or table.name != name or len(waiting) == _AT_ONCE:
            _put(conn, table, waiting)
            table, waiting = metadata.tables[name], []
        columns = zip(table.c, values, strict=True)
        waiting.append({column.name: _in(column.type, value) for column, value in columns})
        rows_count += 1
    _put(conn, table, waiting)
    if not ended:
        raise NotPortable("The file was cut off: its last line does not say how many rows there are.")
    return rows_count


def _check_head(line: str, revision: str) -> None:
    head = _read(line)
    if not isinstance(head, dict) or head.get("aday") != _FORMAT:
        raise NotPortable("The file is no export of Aday.")
    if head.get("tables") != revision:
        raise NotPortable(f"The file holds tables {head.get('tables')}, and this program has {revision}.")


def _read(line: str) -> object:
    try:
        said: object = json.loads(line)
    except ValueError:
        raise NotPortable("The file is no export of Aday.") from None
    return said


def _put(conn: Connection, table: Table | None, rows: list[dict[str, object]]) -> None:
    if table is not None and rows:
        conn.execute(insert(table), rows)


def _out(kind: object, value: object) -> object:
    return to_microseconds(value) if isinstance(kind, Moment) and isinstance(value, datetime) else value


def _in(kind: object, value: object) -> object:
    return from_microseconds(value) if isinstance(kind, Moment) and isinstance(value, int) else value


def _line(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
