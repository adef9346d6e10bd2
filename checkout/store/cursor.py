"""Keyset paging: a cursor names the last row of the page before."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Column, ColumnElement, literal, tuple_


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
