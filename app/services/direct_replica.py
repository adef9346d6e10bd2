"""What a device knows of the money at its shop's own account, as it is read."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from app.model.documents import Doc
from app.model.records.direct import DirectRecord, read_direct
from app.services.store_file import StoreFile

R = TypeVar("R")
log = logging.getLogger(__name__)


class DirectReplica:
    """That part of the replica."""

    def __init__(self, file: StoreFile) -> None:
        self._file = file

    def direct_payments(self, limit: int = 100) -> list[DirectRecord]:
        """All of it, newest first."""
        return self._direct("1 ORDER BY sort DESC, id DESC LIMIT ?", limit)

    def came_in(self, limit: int = 100) -> list[DirectRecord]:
        """What belongs to no link and waits for the shop's word, newest first."""
        return self._direct("status = 'waits' ORDER BY sort DESC, id DESC LIMIT ?", limit)

    def seen(self, link_id: str, limit: int = 20) -> list[DirectRecord]:
        """What the shop saw of a link in its bank's app, oldest first."""
        return self._direct("link_id = ? AND status = 'seen' ORDER BY sort, id LIMIT ?", link_id, limit)

    def _direct(self, which: str, *values: str | int) -> list[DirectRecord]:
        return read_rows(read_direct, self._file.docs(f"SELECT doc FROM directs WHERE {which}", *values))


def read_rows(read: Callable[[Doc], R], docs: Iterable[Doc]) -> list[R]:
    """The rows that can be read; one from a newer server that cannot is passed over, not died of."""
    rows: list[R] = []
    for doc in docs:
        try:
            rows.append(read(doc))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.warning("a stored row cannot be read: %r", error)
    return rows
