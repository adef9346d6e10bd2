"""Which page in a browser a session belongs to, so that the next session of the same page finds what stood in it.

Kept in memory, and on the app's own disk for a day: a file is named by a hash of a session id that only its page knows.
"""

import hashlib
import logging
import os
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.form_memory import FormMemory, read_memory

log = logging.getLogger(__name__)
_KEPT_SECONDS: Final = 86_400
_PAGES_MOST: Final = 2_000


class BrowserPages:
    """The memories of pages, by the Flet session that a page had last."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        """`folder` is for this alone; what is older than a day in it is removed. `clock` is seconds since 1970."""
        self._folder, self._clock = folder, clock
        self._known: OrderedDict[str, FormMemory] = OrderedDict()
        self._written: dict[str, str] = {}
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.forget_old()
        except OSError as error:
            log.warning("what is typed cannot be kept on this disk: %s", error)

    def take_over(self, session_id: str) -> FormMemory:
        """What the page's session before this one held; an empty memory when there was none, or long ago."""
        before = self._known.pop(session_id, None)
        known = before.passed_on() if before is not None else None
        path = self._path(session_id)
        if known is None:
            try:
                fresh = path.stat().st_mtime > self._clock() - _KEPT_SECONDS
                known = read_memory(path.read_text(encoding="utf-8")) if fresh else FormMemory()
            except (OSError, UnicodeDecodeError):
                known = FormMemory()
        with suppress(OSError):
            path.unlink(missing_ok=True)
        self._written.pop(session_id, None)
        return known

    def keep(self, session_id: str, memory: FormMemory) -> None:
        """This session's page holds that from now on."""
        self._known[session_id] = memory
        while len(self._known) > _PAGES_MOST:
            oldest, _ = self._known.popitem(last=False)
            self._written.pop(oldest, None)

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
        for path in self._folder.iterdir():
            if path.stat().st_mtime < self._clock() - _KEPT_SECONDS:
                path.unlink(missing_ok=True)

    def _path(self, session_id: str) -> Path:
        return self._folder / f"{hashlib.sha256(session_id.encode()).hexdigest()}.json"
