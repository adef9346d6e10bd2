"""What adapters share through all workers: one access token, where asking too often locks the merchant out, and who
may tell a gateway to take the money.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from checkout.gateways.base import GatewayUnreachable

_LOOK_AGAIN_SECONDS: Final = 0.1


class NoToken(GatewayUnreachable):
    """There is no token to be had now, so nothing was asked of the gateway."""


class RefreshRefused(GatewayUnreachable):
    """The gateway does not renew the old token; it may still give a new one."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A token as the gateway gave it."""

    token: str
    refresh_token: str
    lives_seconds: int


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to ask for a token; `refresh_token` is empty when there is nothing to renew."""

    refresh_token: str


class TokenStore(Protocol):
    """Where tokens are kept and calls for them counted, for all processes at once."""

    async def usable(self, account: str, refused: str) -> str:
        """The token in force, or an empty text; never the one that the gateway has just refused."""
        ...

    async def claim(self, account: str, refused: str, per_hour: int) -> str | Claim | Literal["wait", "barred"]:
        """A token after all, or the right to ask for one. Counted before it is used: a crash counts too."""
        ...

    async def claim_again(self, account: str, per_hour: int) -> bool:
        """Whether one more call may be made by the one who holds the claim."""
        ...

    async def keep(self, account: str, granted: Granted) -> None: ...

    async def give_up(self, account: str) -> None: ...


class Tokens:
    """Gives an adapter its token, and asks for a new one only when nobody else does and the count allows it."""

    def __init__(
        self,
        token_store: TokenStore,
        account: str,
        grant: Callable[[str], Awaitable[Granted]],
        *,
        per_hour: int,
        patience_seconds: float,
    ) -> None:
        """`grant` asks the gateway, with a refresh token or an empty text; it raises GatewayError."""
        self._store, self._account, self._grant = token_store, account, grant
        self._per_hour, self._patience_seconds = per_hour, patience_seconds

    async def get(self, refused: str = "") -> str:
        """A token; after the gateway refused one, another. Raises NoToken."""
        try:
            async with asyncio.timeout(self._patience_seconds):
                while True:
                    token = await self._store.usable(self._account, refused)
                    if token:
                        return token
                    claim = await self._store.claim(self._account, refused, self._per_hour)
                    if isinstance(claim, Claim):
                        return await self._ask(claim)
                    if claim == "barred":
                        raise NoToken(f"{self._per_hour} tokens were asked for within an hour")
                    if claim != "wait":
                        return claim
                    await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        except TimeoutError:
            raise NoToken("no token in time") from None

    async def _ask(self, claim: Claim) -> str:
        try:
            granted = await self._granted(claim)
        except BaseException as error:
            await self._store.give_up(self._account)
            if isinstance(error, GatewayUnreachable):
                raise NoToken(str(error)) from None
            raise
        await self._store.keep(self._account, granted)
        return granted.token

    async def _granted(self, claim: Claim) -> Granted:
        try:
            return await self._grant(claim.refresh_token)
        except RefreshRefused:
            if not await self._store.claim_again(self._account, self._per_hour):
                raise
            return await self._grant("")


class CaptureGuard(Protocol):
    """Where it is written down that a gateway was told, for all processes at once."""

    async def begin(self, gateway: str, session_ref: str, *, again_after_seconds: float | None = None) -> bool:
        """Whether the caller may tell it now; kept before it is done, so that a process that dies has told it too.

        The first time only; with `again_after_seconds` also when so long has passed since the last.
        """
        ...

    async def take_back(self, gateway: str, session_ref: str) -> None:
        """It was not told after all."""
        ...
