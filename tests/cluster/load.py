"""Those who go on whatever happens: payers who come ten a second, shopkeepers who make links, apps that listen."""

import asyncio
import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, urlsplit

import httpx

from checkout.ids import new_id
from sandbox.main import DEMO_STORE
from sandbox.sslcommerz.notices import notice_fields
from sandbox.sslcommerz.state import Session, State
from tests.cluster.witness import Witness, hash_of
from tests.support import plain
from tests.support.payer import NAME, Payer, hidden, title
from tests.support.shop import ShopDevice

PAYERS_A_SECOND: Final = 10
_LINKS_A_SECOND: Final = 5
# Each waits half a minute at the most, and many at once where nobody answers.
_AT_ONCE: Final = 400
_PATIENCE_SECONDS: Final = 30.0
_AGAIN_SECONDS: Final = 1.0
_EVERY_SO_MANY_RETURNED: Final = 15
_CUT: Final = (httpx.HTTPError, AssertionError, TypeError, KeyError, ValueError)
_PAID: Final = "পরিশোধ হয়েছে"


class Crowd:
    """All of them, at this checkout."""

    def __init__(self, witness: Witness, shops: list[ShopDevice], state: State) -> None:
        self._witness, self._shops, self._state = witness, shops, state
        self._chance = random.Random(20261129)
        self._unsent: list[tuple[ShopDevice, str]] = []
        self._clients: list[httpx.Client] = []
        self.payers_count = 0

    @contextmanager
    def coming(self) -> Iterator[None]:
        """They come for as long as this lasts; those who are there then go their way to its end."""
        over = threading.Event()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            ticks = [
                threading.Thread(target=self._tick, args=(over, each, lambda act=act: pool.submit(act)))
                for each, act in ((1 / PAYERS_A_SECOND, self._pay), (1 / _LINKS_A_SECOND, self._make_link))
            ]
            for one in ticks:
                one.start()
            try:
                yield
            finally:
                over.set()
                for one in ticks:
                    one.join()

    def _tick(self, over: threading.Event, seconds: float, act: Callable[[], object]) -> None:
        began = time.monotonic()
        for number in itertools.count(1):
            act()
            if over.wait(max(0.0, began + number * seconds - time.monotonic())):
                return

    def _pay(self) -> None:
        """One payer's way, cut off wherever something does not answer."""
        self.payers_count += 1
        number, shop = self.payers_count, self._chance.choice(self._shops)
        payer = Payer(self._client())
        with suppress(*_CUT):
            form = self._ask("form", lambda: payer.open(shop.store_url))
            typed = {"form_key": hidden(form.text)["form_key"], "name": NAME, "phone": f"0170{number:07d}"}
            typed["amount"] = "150"
            sent = self._ask("sent form", lambda: payer.http.post(shop.store_url, data=typed))
            if sent.status_code == 303 and "SESSIONKEY" in sent.headers["location"]:
                self._pay_there(payer, sent.headers["location"], number, shop)
        self._put_back(payer.http)

    def _pay_there(self, payer: Payer, page: str, number: int, shop: ShopDevice) -> None:
        key = parse_qs(urlsplit(page).query)["SESSIONKEY"][0]
        self._witness.promise("page", self._session(key).tran_id)
        answer = payer.pay_there(page)
        session = self._session(key)
        fields = notice_fields(session, DEMO_STORE)
        noticed = self._ask("notice", lambda: payer.http.post(session.asked["ipn_url"], data=fields))
        if noticed.status_code == 200:
            self._witness.promise("notice", hash_of(fields))
        landed = self._ask("return", lambda: payer.come_back(answer))
        if landed.status_code == 200 and title(landed) == _PAID:
            self._witness.promise("receipt", session.tran_id)
            if number % _EVERY_SO_MANY_RETURNED == 0:
                self._ask_for_money_back(shop)

    def _session(self, key: str) -> Session:
        found = self._state.by_key(key)
        assert found is not None
        return found

    def _ask_for_money_back(self, shop: ShopDevice) -> None:
        newest = self._ask("payments", lambda: shop.http.get("/v1/payments")).json()["data"][0]
        refund_id = new_id("rf")
        path = f"/v1/payments/{newest['id']}/refunds"
        answer = self._ask("refund", lambda: shop.http.post(path, json={"id": refund_id, "amount": 50_00}))
        if answer.is_success:
            self._witness.promise("refund", refund_id)

    def _make_link(self) -> None:
        """A new one, or one again that was not answered, under its own id as the app does it."""
        shop, link_id = self._unsent.pop() if self._unsent else (self._chance.choice(self._shops), new_id("pl"))
        body = {"id": link_id, "amount": 500_00, "note": ""}
        answer = None
        with suppress(*_CUT):
            answer = self._ask("link", lambda: shop.http.post("/v1/links", json=body, timeout=_PATIENCE_SECONDS))
        if answer is not None and answer.status_code in (200, 201):
            self._witness.promise("link", link_id)
        elif len(self._unsent) < 20:
            self._unsent.append((shop, link_id))

    def _ask(self, what: str, ask: Callable[[], httpx.Response]) -> httpx.Response:
        try:
            answer = ask()
        except httpx.HTTPError:
            self._witness.hear(what, None)
            raise
        for one in (*answer.history, answer):
            self._witness.hear(what, one)
        return answer

    def _client(self) -> httpx.Client:
        """A browser that nobody uses just now, without what it knew."""
        with suppress(IndexError):
            found = self._clients.pop()
            found.cookies.clear()
            return found
        return plain.client(timeout=_PATIENCE_SECONDS)

    def _put_back(self, http: httpx.Client) -> None:
        self._clients.append(http)


@dataclass
class Ear:
    """A shop's app: keeps its stream open, and goes on where it was when the line is cut."""

    shop: ShopDevice
    witness: Witness
    seqs: list[int] = field(default_factory=list)

    async def listen(self) -> None:
        headers = {"Authorization": f"Bearer {self.shop.token}"}
        # One that is silent for longer than two pings is dead.
        limits = httpx.Timeout(_PATIENCE_SECONDS, read=50)
        async with httpx.AsyncClient(
            base_url=self.shop.url, headers=headers, timeout=limits, trust_env=False, verify=plain.no_tls()
        ) as http:
            while True:
                with suppress(httpx.HTTPError):
                    await self._read(http)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _read(self, http: httpx.AsyncClient) -> None:
        after = {"Last-Event-ID": str(self.seqs[-1] if self.seqs else 0)}
        async with http.stream("GET", "/v1/events/stream", headers=after) as stream:
            self.witness.hear("stream", stream)
            told: dict[str, str] = {}
            async for line in stream.aiter_lines():
                name, _, words = line.partition(": ")
                if name in ("id", "event", "data"):
                    told[name] = words
                elif not line:
                    self._keep(told)
                    told = {}

    def _keep(self, told: dict[str, str]) -> None:
        if "id" in told:
            self.seqs.append(int(told["id"]))
            self.witness.hear_event(self.shop.slug, self.seqs[-1], f"{told['event']} {told['data']}")


@contextmanager
def listening(witness: Witness, shops: list[ShopDevice]) -> Iterator[list[Ear]]:
    """An app of every shop, in a thread of its own; what each was told is in order and without a gap."""
    ears = [Ear(shop, witness) for shop in shops]
    loop = asyncio.new_event_loop()

    async def listen() -> None:
        await asyncio.gather(*(one.listen() for one in ears))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    task = loop.create_task(listen())
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield ears
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(30)
        for one in ears:
            if one.seqs != list(range(1, len(one.seqs) + 1)):
                witness.wrong.append(f"what {one.shop.slug} was told is not 1 to {len(one.seqs)}, each once")
