"""Shops: the app's own services on devices that lose their line, and the server that a shop has itself."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import httpx

from app.model.documents import Doc
from app.model.records import Customer, LinkDraft
from app.services.checkout_client import CheckoutClient
from app.services.errors import CheckoutError, Rejected, Unreachable
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore
from codes import new_shop_code
from money import Money
from tests.simulation.lines import HttpxLine
from tests.simulation.loop import Process
from tests.simulation.messages import Answer, Request
from tests.simulation.network import Network
from tests.support.listening import Ear


class Device:
    """One signed-in phone: its client, its replica, its ear."""

    def __init__(
        self, name: str, url: str, token: str, network: Network, address: str, clock: Callable[[], datetime]
    ) -> None:
        self.name, self.is_online = name, True
        self._process = Process(name)
        line = HttpxLine(network, "device", address, lambda: self.is_online)
        self.client = CheckoutClient(url, httpx.AsyncClient(transport=line, trust_env=False), clock)
        self.client.token = token
        self.store, self.ear, self._clock = LocalStore(None), Ear(), clock
        self._live = LiveUpdates(self.client, self.store, self.ear, rest_seconds=60, clock=clock)

    def start(self) -> None:
        self._process.context.run(self._live.start)

    async def stop(self) -> None:
        await self._process.begin(self._live.stop())

    async def lose_line(self, seconds: float) -> None:
        self.is_online = False
        self._process.context.run(self._live.lose)
        await asyncio.sleep(seconds)
        self.is_online = True
        self._process.context.run(self._live.wake)

    async def make_link(self, link_id: str, amount: Money, ends_in: timedelta) -> str:
        """As the app does: kept here first, then sent; what the server does not hear waits. Its code."""
        shop = self.store.shop()
        if shop is None:
            return ""
        draft = LinkDraft(link_id, new_shop_code(shop.link_key), amount, "", Customer("", ""), self._clock() + ends_in)
        seq = self.store.last_seq or 0
        self.store.keep_waiting(draft.waiting(f"{self.client.server_url}/l/{draft.code}", self._clock()))
        try:
            self.store.sent(await self.client.create_link(draft), seq)
        except Rejected:
            self.store.drop_waiting(link_id)
        except Unreachable:
            pass
        return draft.code

    async def insists(self, kind: str, call: Callable[[], Awaitable[Doc]], times: int = 4) -> str:
        """Ask, and ask the same again while no answer comes; keep the answer as the app does. What came of it."""
        why = ""
        for number in range(times):
            seq = self.store.last_seq or 0
            try:
                answer = await call()
            except Unreachable as error:
                why = str(error)
                await asyncio.sleep(5 * 3**number)
            except CheckoutError as error:
                return f"{type(error).__name__}: {getattr(error, 'detail', '')}"
            else:
                self.store.put(kind, answer, seq)
                return str(answer["status"])
        return why

    def bury(self) -> None:
        self._process.bury()
        self.store.close()


class ShopServer:
    """A shop's own server, which is told of payments."""

    is_up = True

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self.told = loop, list[str]()

    def begin(self, request: Request) -> "asyncio.Future[Answer]":
        self.told.append({name.lower(): value for name, value in request.headers}["webhook-id"])
        answered: asyncio.Future[Answer] = self._loop.create_future()
        answered.set_result(Answer(204))
        return answered
