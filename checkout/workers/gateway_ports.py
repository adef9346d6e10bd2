"""What the gateways' adapters are lent of the database: the one token of all workers, and who may take the money."""

from datetime import timedelta
from typing import Literal

from checkout.commands.gateway_tokens import claim_token, claim_token_again, fresh_token, give_up_token, keep_token
from checkout.gateways.tokens import Claim, Granted
from checkout.store import payment_claims, seen_messages, tokens
from checkout.store.database import Clock, Database
from checkout.store.unit_of_work import UnitOfWork


class DatabaseCaptureGuard:
    """A CaptureGuard on the payments themselves."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def begin(self, gateway: str, session_ref: str, *, again_after_seconds: float | None = None) -> bool:
        span = None if again_after_seconds is None else timedelta(seconds=again_after_seconds)
        return await self._db.transact(_begin, gateway, session_ref, span)

    async def take_back(self, gateway: str, session_ref: str) -> None:
        await self._db.transact(_take_back, gateway, session_ref)


def _begin(uow: UnitOfWork, gateway: str, session_ref: str, again_after: timedelta | None) -> bool:
    told_before = None if again_after is None else uow.now - again_after
    return payment_claims.request_capture(uow.conn, gateway, session_ref, uow.now, told_before)


def _take_back(uow: UnitOfWork, gateway: str, session_ref: str) -> None:
    payment_claims.withdraw_capture_request(uow.conn, gateway, session_ref)


class DatabaseTokenStore:
    """A TokenStore on the checkout's database: reading costs no write, and claims are commands."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def usable(self, account: str, refused: str) -> str:
        kept = await self._db.read(tokens.get, account)
        return "" if kept is None else fresh_token(kept, refused, self._clock())

    async def claim(self, account: str, refused: str, per_hour: int) -> str | Claim | Literal["wait", "barred"]:
        return await self._db.transact(claim_token, account, refused, per_hour)

    async def claim_again(self, account: str, per_hour: int) -> bool:
        return await self._db.transact(claim_token_again, account, per_hour)

    async def keep(self, account: str, granted: Granted) -> None:
        await self._db.transact(keep_token, account, granted)

    async def give_up(self, account: str) -> None:
        await self._db.transact(give_up_token, account)


class DatabaseSeenMessages:
    """A SeenMessages that all workers share."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def has(self, message_id: str) -> bool:
        return await self._db.read(seen_messages.has, message_id)

    async def keep(self, message_id: str) -> None:
        await self._db.transact(seen_messages.keep, message_id)
