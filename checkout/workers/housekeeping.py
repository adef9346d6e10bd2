"""Dropping what is of no use any more: old counts and codes, and payers' details when their time is over."""

from datetime import timedelta
from typing import Final

import structlog

from checkout.commands.audit_books import audit_books, note_audit
from checkout.commands.erase_payers import forget_before
from checkout.store import codes, inbox, rate_limits
from checkout.store.database import Act, Database
from checkout.workers.loop import Loop

log = structlog.get_logger(__name__)
_EVERY_SECONDS: Final = 600.0
# No limit looks further back.
_CODES_FOR: Final = timedelta(hours=1)
_AT_ONCE: Final = 100
_AUDIT_EVERY: Final = timedelta(days=1)


class Housekeeping:
    """Runs in every worker; what one has dropped the next one does not find."""

    def __init__(self, db: Database, remember_payers: timedelta | None) -> None:
        self._db, self._remember_payers = db, remember_payers
        self.loop = Loop("housekeeping", self.round, _EVERY_SECONDS)

    async def round(self) -> int:
        """Drop what is due; how many payers and notices were forgotten, for as long as there may be more."""
        await self._db.act(_drop_counts)
        if await self._db.act(_is_first_today):
            await self._audit()
        if self._remember_payers is None:
            return 0
        forgotten_count = await self._db.act(_forget, self._remember_payers)
        if forgotten_count:
            await self._db.leave_no_trace()
        return forgotten_count

    async def _audit(self) -> None:
        """Recompute the books once a day, and cry out at a difference."""
        found = await self._db.read(audit_books)
        await self._db.act(note_audit, found)
        if found.differences:
            log.error("alarm: the books differ", differences_count=len(found.differences), first=found.differences[0])


def _is_first_today(act: Act) -> bool:
    """Whether this worker is the one to audit: the others count after it."""
    return rate_limits.add(act.conn, rate_limits.key_of("audits", ""), act.now, _AUDIT_EVERY).times == 1


def _drop_counts(act: Act) -> None:
    rate_limits.forget_past(act.conn, act.now)
    codes.forget_before(act.conn, act.now - _CODES_FOR)


def _forget(act: Act, remember_payers: timedelta) -> int:
    moment = act.now - remember_payers
    return forget_before(act, moment, _AT_ONCE) + inbox.blank_bodies_before(act, moment, _AT_ONCE)
