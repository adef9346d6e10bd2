"""Keyset paging: a cursor names the last row of the page before."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, bindparam, literal, tuple_


class WrongCursor(ValueError):
    """A cursor that we did not give."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place between two rows: the time and the id of the newer one."""

    at: datetime
    id: str

    def comes_before(self, at: Column[datetime], row_id: Column[str]) -> ColumnElement[bool]:
        """The condition for the rows that come after this place in a list that is newest first."""
        return tuple_(at, row_id) < tuple_(literal(self.at, at.type), literal(self.id, row_id.type))

    def comes_not_before(self, at: Column[datetime], row_id: Column[str]) -> ColumnElement[bool]:
        """The condition for the rows up to this place, and the one at it."""
        return tuple_(at, row_id) >= tuple_(literal(self.at, at.type), literal(self.id, row_id.type))

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.at.isoformat()} {self.id}".encode()).decode()

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """The cursor in the text. Raises WrongCursor."""
        try:
            at, row_id = base64.urlsafe_b64decode(text.encode()).decode().split(" ")
            moment = datetime.fromisoformat(at).astimezone(UTC)
            if not row_id.isprintable():
                raise ValueError(row_id)
        except (binascii.Error, ValueError, OverflowError) as error:
            raise WrongCursor(text) from error
        return cls(moment, row_id)


class Pages:
    """A list that is newest first, read in pages; its two statements are made once.

    `listed` says by its own parameters whose list it is; `at` and `row_id` are its columns of time and id.
    """

    def __init__(self, listed: Select[*tuple[object, ...]], at: Column[datetime], row_id: Column[str]) -> None:
        self._first = listed.order_by(at.desc(), row_id.desc()).limit(bindparam("most"))
        place = bindparam("before_at", type_=at.type), bindparam("before_id", type_=row_id.type)
        self._further = self._first.where(tuple_(at, row_id) < tuple_(*place))

    def read(
        self, conn: Connection, limit: int, before: Cursor | None, **named: object
    ) -> Iterable[Row[*tuple[object, ...]]]:
        """So many rows, from the newest on or after that place."""
        if before is None:
            return conn.execute(self._first, {"most": limit, **named})
        return conn.execute(self._further, {"most": limit, "before_at": before.at, "before_id": before.id, **named})
