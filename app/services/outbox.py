"""What a device has and the server does not know yet, told in turn: links made without a line, goods that went out."""

import asyncio
import logging
import random
from collections.abc import Callable

from app.model.records import read_draft
from app.services.checkout_client import CheckoutClient
from app.services.errors import CheckoutError, Rejected
from app.services.local_store import LocalStore
from app.services.store_file import CannotKeep

log = logging.getLogger(__name__)


class Outbox:
    """Tells it with each catching up, and sooner where somebody says that there is something."""

    def __init__(
        self, client: CheckoutClient, store: LocalStore, place: Callable[[], int], rest_seconds: float
    ) -> None:
        """`place` says where this window stands in the log; a refusal for now is waited out for so many seconds."""
        self._client, self._store, self._place, self._rest_seconds = client, store, place, rest_seconds
        self._later: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    async def send(self) -> None:
        """All of it. Raises CheckoutError and CannotKeep, and then what is left is told the next time."""
        self.send_no_later()
        await self._send()

    def send_soon(self, seconds: float = 0) -> None:
        """Once more, while the listening goes on."""

        async def send() -> None:
            await rest(seconds)
            try:
                await self._send()
            except (CheckoutError, CannotKeep) as error:
                log.warning("the server is not told all yet: %r", error)  # The next round tells of it.

        self.send_no_later()
        self._later = asyncio.create_task(send())

    def send_no_later(self) -> None:
        if self._later is not None and self._later is not asyncio.current_task():
            self._later.cancel()
            self._later = None

    async def _send(self) -> None:
        async with self._lock:
            await self._send_links()
            await self._send_given()

    async def _send_links(self) -> None:
        """By their ids each is made once.

        One that the server will not have stays here with its reason, for the shopkeeper to see. One that it will not
        have now is told again later, and what waits behind it too: a customer may have the link already.
        """
        for doc in await asyncio.to_thread(self._store.waiting):
            if doc.get("problem"):
                continue
            seq = self._place()
            try:
                answer = await self._client.create_link(read_draft(doc))
            except Rejected as refused:
                if refused.is_for_now:
                    self._send_later(refused)
                    return
                why = next(iter(refused.fields.values()), refused.detail)
                await asyncio.to_thread(self._store.keep_waiting, {**doc, "problem": why})
            else:
                await asyncio.to_thread(self._store.sent, answer, seq)

    async def _send_given(self) -> None:
        """Whoever says it first is who handed the goods over; a payment that has none any more is told of no more."""
        for payment_id in await asyncio.to_thread(self._store.given):
            try:
                await self._client.hand_over(payment_id)
            except Rejected as refused:
                if refused.is_for_now:
                    self._send_later(refused)
                    return
                log.warning("goods went out that the server knows nothing of: %s", refused.detail)
            await asyncio.to_thread(self._store.told_given, payment_id)

    def _send_later(self, refused: Rejected) -> None:
        self.send_soon(refused.again_seconds or self._rest_seconds)


async def rest(seconds: float) -> None:
    """A pause a little different for each device, so that not all of them come back in one moment."""
    await asyncio.sleep(seconds * (1 + random.random() / 4))  # noqa: S311
