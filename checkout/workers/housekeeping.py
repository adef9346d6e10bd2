"""Dropping what is of no use any more: old counts and codes, and payers' details when their time is over."""

from datetime import timedelta
from typing import Final

import structlog

from checkout.commands.audit_books import audit_books_meanwhile, is_whole_due, note_audit
from checkout.commands.erase_payers import forget_before
from checkout.store import codes, inbox, invitations, outlets, rate_limits, seen_messages
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from checkout.workers.loop import Loop

log = structlog.get_logger(__name__)
_EVERY_SECONDS: Final = 600.0
# No limit looks further back.
_CODES_FOR: Final = timedelta(hours=1)
# So long whoever comes late is told why.
_INVITATIONS_FOR: Final = timedelta(days=7)
# One that is older than a day is refused by what it says itself.
_MESSAGES_FOR: Final = timedelta(days=3)
# No command takes longer.
_BROWSERS_FOR: Final = timedelta(hours=1)
_AT_ONCE: Final = 100
_AUDIT_EVERY: Final = timedelta(days=1)


class Housekeeping:
    """Runs in every worker; what one has dropped the next one does not find."""

    def __init__(self, db: Database, remember_payers: timedelta | None) -> None:
        self._db, self._remember_payers = db, remember_payers
        self.loop = Loop("housekeeping", self.round, _EVERY_SECONDS)

    async def round(self) -> int:
        """Drop what is due; how many payers and notices were forgotten, for as long as there may be more."""
        await self._db.transact_alone(_drop_counts)
        if await self._db.transact(_is_first_today):
            await self._audit()
            # Once a day: all of it is written anew.
            await self._db.upkeep.tidy_search()
        if self._remember_payers is None:
            return 0
        forgotten_count = await self._db.transact_alone(_forget, self._remember_payers)
        if forgotten_count:
            await self._db.upkeep.leave_no_trace()
        return forgotten_count

    async def _audit(self) -> None:
        """Recompute what changed of the books once a day, and all of them once a week; an alarm at a difference."""
        is_due = await self._db.read(is_whole_due, self._db.clock())
        found = await audit_books_meanwhile(self._db, only_changed=not is_due)
        await self._db.transact(note_audit, found)
        if found.differences:
            log.error("alarm: the books differ", differences_count=len(found.differences), first=found.differences[0])


def _is_first_today(uow: UnitOfWork) -> bool:
    """Whether this worker is the one to audit: the others count after it.

    Each day is counted by itself, or a clock that once was wrong by years would have nobody audit for as long.
    """
    day = rate_limits.key_of("audits", f"{uow.now:%Y-%m-%d}")
    return rate_limits.add(uow.conn, day, uow.now, _AUDIT_EVERY).times == 1


def _drop_counts(uow: UnitOfWork) -> None:
    rate_limits.forget_past(uow.conn, uow.now)
    codes.forget_before(uow.conn, uow.now - _CODES_FOR)
    invitations.forget_before(uow.conn, uow.now - _INVITATIONS_FOR)
    outlets.forget_browsers_before(uow.conn, uow.now - _BROWSERS_FOR)
    seen_messages.forget_before(uow, uow.now - _MESSAGES_FOR)


def _forget(uow: UnitOfWork, remember_payers: timedelta) -> int:
    moment = uow.now - remember_payers
    return forget_before(uow, moment, _AT_ONCE) + inbox.blank_bodies_before(uow, moment, _AT_ONCE)
