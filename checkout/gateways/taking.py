"""Telling a gateway to take the money, where it waits for our word: once, whichever process thinks of it."""

from typing import Protocol


class TakingDesk(Protocol):
    """Where it is written down that a gateway was told, for all processes at once."""

    async def begin(self, gateway: str, session_ref: str, *, again_after_seconds: float | None = None) -> bool:
        """Whether the caller may tell it now; kept before it is done, so that a process that dies has told it too.

        The first time only; with `again_after_seconds` also when so long has passed since the last.
        """
        ...

    async def take_back(self, gateway: str, session_ref: str) -> None:
        """It was not told after all."""
        ...
