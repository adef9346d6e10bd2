"""Which gateways were told to take the money, kept in the database for every worker."""

from datetime import timedelta

from checkout.store import payments
from checkout.store.database import Act, Database


class DatabaseTakingDesk:
    """A TakingDesk on the payments themselves."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def begin(self, gateway: str, session_ref: str, *, again_after_seconds: float | None = None) -> bool:
        span = None if again_after_seconds is None else timedelta(seconds=again_after_seconds)
        return await self._db.act(_begin, gateway, session_ref, span)

    async def take_back(self, gateway: str, session_ref: str) -> None:
        await self._db.act(_take_back, gateway, session_ref)


def _begin(act: Act, gateway: str, session_ref: str, again_after: timedelta | None) -> bool:
    told_before = None if again_after is None else act.now - again_after
    return payments.begin_taking(act.conn, gateway, session_ref, act.now, told_before)


def _take_back(act: Act, gateway: str, session_ref: str) -> None:
    payments.take_back_taking(act.conn, gateway, session_ref)
