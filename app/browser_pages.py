"""Which page in a browser a session belongs to, so that the next session of the same page finds what stood in it.

Kept in memory, and on the app's own disk for a day: a file is named by a hash of a session id that only its page knows.
"""

import hashlib
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.form_memory import FormMemory, read_memory

log = logging.getLogger(__name__)
_KEPT_SECONDS: Final = 86_400
_LEFT_MOST: Final = 2_000


class BrowserPages:
    """The memories of pages, by the Flet session that a page had last."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        """`folder` is for this alone; what is older than a day in it is removed. `clock` is seconds since 1970."""
        self._folder, self._clock = folder, clock
        self._known: dict[str, FormMemory] = {}
        self._left: dict[str, float] = {}
        """When those sessions ended whose pages did not come back yet, the first of them first."""
        self._written: dict[str, str] = {}
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            log.warning("what is typed cannot be kept on this disk: %s", error)
        self.forget_old()

    def take_over(self, session_id: str) -> FormMemory:
        """What the page's session before this one held; an empty memory when there was none, or long ago."""
        is_old = self._left.get(session_id, self._clock()) <= self._clock() - _KEPT_SECONDS
        before = None if is_old else self._known.get(session_id)
        known = before.passed_on() if before is not None else None
        if known is None:
            path = self._path(session_id)
            try:
                fresh = path.stat().st_mtime > self._clock() - _KEPT_SECONDS
                known = read_memory(path.read_text(encoding="utf-8")) if fresh else FormMemory()
            except (OSError, UnicodeDecodeError):
                known = FormMemory()
        self._forget(session_id)
        return known

    def keep(self, session_id: str, memory: FormMemory) -> None:
        """This session's page holds that from now on."""
        self._known[session_id] = memory

    def leave(self, session_id: str) -> None:
        """The session is over; its page may come back. Of those that do not, the last ones are kept."""
        self.write(session_id)
        if session_id in self._known:
            self._left[session_id] = self._clock()
        while len(self._left) > _LEFT_MOST:
            self._forget(next(iter(self._left)))

    def write(self, session_id: str) -> None:
        """Have it on disk; a full disk is no reason to end a session."""
        memory = self._known.get(session_id)
        if memory is None:
            return
        raw = memory.as_json()
        if raw == self._written.get(session_id):
            return
        path = self._path(session_id)
        half = path.with_suffix(".half")
        try:
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(raw)
            half.replace(path)
        except OSError as error:
            log.warning("what is typed is not kept on disk: %s", error)
            return
        self._written[session_id] = raw

    def forget_old(self) -> None:
        """Remove what no page asked for within a day: a number and an address may stand in it."""
        until = self._clock() - _KEPT_SECONDS
        for session_id in [one for one, left_at in self._left.items() if left_at <= until]:
            self._forget(session_id)
        with suppress(OSError):
            for path in self._folder.iterdir():
                if path.stat().st_mtime < until:
                    path.unlink(missing_ok=True)

    def _forget(self, session_id: str) -> None:
        for held in (self._known, self._left, self._written):
            held.pop(session_id, None)
        with suppress(OSError):
            self._path(session_id).unlink(missing_ok=True)

    def _path(self, session_id: str) -> Path:
        return self._folder / f"{hashlib.sha256(session_id.encode()).hexdigest()}.json"
