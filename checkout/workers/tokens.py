"""The gateways' tokens, kept in the database for every worker."""

from typing import Literal

from checkout.commands.gateway_tokens import claim_token, claim_token_again, fresh_token, give_up_token, keep_token
from checkout.gateways.tokens import Claim, Granted
from checkout.store import tokens
from checkout.store.database import Clock, Database


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
