"""A TokenDesk that remembers for one test."""

from typing import Literal

from checkout.gateways.tokens import Claim, Granted


class MemoryDesk:
    """Gives every claim, and keeps the last token."""

    def __init__(self) -> None:
        self._token = ""

    async def usable(self, account: str, refused: str) -> str:
        return "" if self._token == refused else self._token

    async def claim(self, account: str, refused: str, per_hour: int) -> str | Claim | Literal["wait", "barred"]:
        return Claim("")

    async def claim_again(self, account: str, per_hour: int) -> bool:
        return True

    async def keep(self, account: str, granted: Granted) -> None:
        self._token = granted.token

    async def give_up(self, account: str) -> None:
        """Nothing to do: nobody else waits."""
