"""What the gateways' adapters are lent of the database: the one token of all workers, and who may take the money."""

from datetime import timedelta
from typing import Literal

from checkout.commands.gateway_tokens import claim_token, claim_token_again, fresh_token, give_up_token, keep_token
from checkout.gateways.tokens import Claim, Granted
from checkout.store import payments, tokens
from checkout.store.database import Act, Clock, Database


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


class DatabaseTokenDesk:
    """A TokenDesk on the checkout's database: reading costs no write, and claims are acts."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def usable(self, account: str, refused: str) -> str:
        kept = await self._db.read(tokens.get, account)
        return "" if kept is None else fresh_token(kept, refused, self._clock())

    async def claim(self, account: str, refused: str, per_hour: int) -> str | Claim | Literal["wait", "barred"]:
        return await self._db.act(claim_token, account, refused, per_hour)

    async def claim_again(self, account: str, per_hour: int) -> bool:
        return await self._db.act(claim_token_again, account, per_hour)

    async def keep(self, account: str, granted: Granted) -> None:
        await self._db.act(keep_token, account, granted)

    async def give_up(self, account: str) -> None:
        await self._db.act(give_up_token, account)
