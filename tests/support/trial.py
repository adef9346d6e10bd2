"""Many shops and payers at several workers on PostgreSQL, some of which are killed, and what must be true afterwards."""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import httpx
from sqlalchemy import text

from checkout.commands.audit_books import audit_books
from checkout.ids import new_id
from checkout.store.database import Database
from checkout.store.opening import utc_now
from checkout.store.tables import to_microseconds
from checkout.store.unit_of_work import UnitOfWork
from sandbox.main import DEMO_STORE
from sandbox.main import create_app as create_sandbox
from sandbox.sslcommerz.notices import notice_fields
from sandbox.sslcommerz.state import Session, State
from tests.support import plain
from tests.support.payer import Payer
from tests.support.postgres import Postgres
from tests.support.servers import serving
from tests.support.shop import ShopDevice, close_devices, open_shop
from tests.support.workers import Workers, serving_workers

_PAYERS_AT_ONCE: Final = 6
_SEED: Final = 20261126
_EVERY_SO_MANY_CANCELS: Final = 10
_EVERY_SO_MANY_RETURNED: Final = 20
_REFUND: Final = 50_00
_LONGEST_CALL_SECONDS: Final = 15.0
_CUT: Final = (httpx.HTTPError, AssertionError, TypeError, KeyError)


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    workers: int
    shops: int
    payments: int
    patience_seconds: float
    claims_run_out: bool = False
    """Whether what a dead worker had claimed is free at once, and not only after three minutes."""


@dataclass(frozen=True)
class Found:
    """What a trial came to, in numbers for a table."""

    captured: int
    cancelled: int
    refunds: int
    notices_repeated: int
    reconnected: int
    events: int
    seconds: float


@dataclass
class Listener:
    """A shop's app: keeps its stream open, and goes on where it was when the line is cut."""

    shop: ShopDevice
    seqs: list[int] = field(default_factory=list)
    connected: int = 0

    async def listen(self) -> None:
        headers = {"Authorization": f"Bearer {self.shop.token}"}
        async with httpx.AsyncClient(base_url=self.shop.url, headers=headers, timeout=30, trust_env=False) as http:
            while True:
                with suppress(httpx.HTTPError):
                    await self._read(http)
                await asyncio.sleep(0.2)

    async def _read(self, http: httpx.AsyncClient) -> None:
        after = {"Last-Event-ID": str(self.seqs[-1] if self.seqs else 0)}
        async with http.stream("GET", "/v1/events/stream", headers=after) as stream:
            self.connected += stream.status_code == 200
            async for line in stream.aiter_lines():
                if line.startswith("id: "):
                    self.seqs.append(int(line.removeprefix("id: ")))


def trial(postgres: Postgres, size: Size) -> Found:
    """Run it; raises AssertionError where something was lost, doubled or told in the wrong order."""
    began = time.monotonic()
    with serving(create_sandbox()) as gateway:
        database_url = postgres.migrated()
        more = {"ADAY_DATABASE_URL": database_url, "ADAY_SSLCOMMERZ_BASE_URL": gateway.url}
        with serving_workers(size.workers, more) as workers:
            db = Database(database_url, clock=utc_now, new_id=new_id, public_url=workers.url)
            shops = [open_shop(db, workers.url) for _ in range(size.shops)]
            try:
                return _Trial(size, workers, db, shops, gateway.app.state.sslcommerz).run(began)
            finally:
                close_devices()
                db.close()


class _Trial:
    def __init__(self, size: Size, workers: Workers, db: Database, shops: list[ShopDevice], state: State) -> None:
        self._size, self._workers, self._db, self._shops, self._state = size, workers, db, shops, state
        self._repeated = 0
        self._payers_ended_at = 0.0

    def run(self, began: float) -> Found:
        with _listening(self._shops) as listeners, self._repeating_notices():
            with ThreadPoolExecutor(_PAYERS_AT_ONCE) as payers:
                list(payers.map(self._one_payment, range(self._size.payments)))
            self._payers_ended_at = time.monotonic()
            self._until(self._all_is_settled)
            counts = {one.shop.slug: self._events_of(one.shop) for one in listeners}
            self._until(lambda: all(len(one.seqs) >= counts[one.shop.slug] for one in listeners))
        for one in listeners:
            assert one.seqs == list(range(1, counts[one.shop.slug] + 1)), one.shop.slug
        self._books_agree()
        return Found(
            captured=len(self._captured),
            cancelled=sum(session.status == "CANCELLED" for session in self._state.everything()),
            refunds=len(self._state.all_refunds()),
            notices_repeated=self._repeated,
            reconnected=sum(one.connected - 1 for one in listeners),
            events=sum(counts.values()),
            seconds=time.monotonic() - began,
        )

    def _one_payment(self, number: int) -> None:
        """One payer's way, cut off wherever a worker dies; a third and two thirds through, one does."""
        if number in (self._size.payments // 3, 2 * self._size.payments // 3):
            self._workers.kill_one()
        shop = self._shops[number % len(self._shops)]
        payer = Payer(plain.client(timeout=20))
        # Whatever became of a payment that was cut off is found by asking the gateway.
        with suppress(*_CUT):
            if number % _EVERY_SO_MANY_CANCELS == 0:
                payer.come_back(payer.cancel_there(payer.to_gateway(shop.store_url, amount="150")))
            payer.pay(shop.store_url, amount="150", name=f"ক্রেতা {number}")
            if number % _EVERY_SO_MANY_RETURNED == 0:
                self._ask_for_money_back(shop)
        payer.http.close()

    def _ask_for_money_back(self, shop: ShopDevice) -> None:
        """Of the shop's newest payment, a part; asked twice with one id, as after a lost answer."""
        newest = shop.payments[0]
        asked = {"id": new_id("rf"), "amount": _REFUND}
        for _ in range(2):
            shop.http.post(f"/v1/payments/{newest['id']}/refunds", json=asked)

    @contextmanager
    def _repeating_notices(self) -> Iterator[None]:
        """Old notices come again, in no order, for as long as the payers pay."""
        over = threading.Event()
        thread = threading.Thread(target=self._repeat_notices, args=(over,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(30)

    def _repeat_notices(self, over: threading.Event) -> None:
        chance = random.Random(_SEED)
        with plain.client(timeout=20) as http:
            while not over.wait(0.05):
                ended = [one for one in self._state.everything() if one.status in ("VALID", "CANCELLED")]
                for session in chance.sample(ended, min(3, len(ended))):
                    with suppress(httpx.HTTPError):
                        http.post(session.asked["ipn_url"], data=notice_fields(session, DEMO_STORE))
                        self._repeated += 1

    def _books_agree(self) -> None:
        """Nothing was lost or doubled, here or at the gateway."""
        assert audit_books(self._db).differences == ()
        sessions = Counter(session.tran_id for session in self._state.everything())
        assert set(sessions.values()) == {1}, "a page was opened twice"
        refunds = Counter(refund.asked_as for refund in self._state.all_refunds())
        assert set(refunds.values()) <= {1}, "money went back twice"
        owed = sum(int(session.store_amount * 100) for session in self._captured)
        returned = sum(int(refund.amount * 100) for refund in self._state.all_refunds())
        told = "SELECT count(*) FROM events WHERE type = 'payment.paid'"
        assert sum(shop.balance for shop in self._shops) == owed - returned
        assert self._number(told) == len(self._captured)

    def _all_is_settled(self) -> bool:
        if self._paid == self._captured_ids and not self._refunds_in_progress:
            return True
        # Only what nobody can have in progress any more: a claim is longer than the longest call, and so is this.
        if self._size.claims_run_out and time.monotonic() - self._payers_ended_at > _LONGEST_CALL_SECONDS:
            self._db.transact_now(_free_claims)
        return False

    @property
    def _captured(self) -> list[Session]:
        return [session for session in self._state.everything() if session.status == "VALID"]

    @property
    def _captured_ids(self) -> set[str]:
        return {session.tran_id for session in self._captured}

    @property
    def _paid(self) -> set[str]:
        query = "SELECT tran_id FROM payments WHERE paid_at IS NOT NULL"
        return set(self._db.read_now(lambda conn: conn.execute(text(query)).scalars().all()))

    @property
    def _refunds_in_progress(self) -> int:
        return self._number("SELECT count(*) FROM refunds WHERE status IN ('promised', 'sending', 'under_way')")

    def _events_of(self, shop: ShopDevice) -> int:
        query = "SELECT m.event_seq FROM merchants m JOIN links l ON l.merchant_id = m.id WHERE l.code = :slug"
        return int(self._db.read_now(lambda conn: conn.execute(text(query), {"slug": shop.slug}).scalar_one()))

    def _number(self, query: str) -> int:
        return int(self._db.read_now(lambda conn: conn.execute(text(query)).scalar_one()))

    def _until(self, is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + self._size.patience_seconds
        while not is_so():
            assert time.monotonic() < until, "it did not happen in time"
            time.sleep(0.2)


def _free_claims(uow: UnitOfWork) -> None:
    """As when the time of every claim is over."""
    now = to_microseconds(uow.now)
    for table in ("payments", "refunds"):
        late = f"UPDATE {table} SET next_check_at = :now WHERE next_check_at > :now"
        uow.conn.execute(text(late), {"now": now})
    uow.conn.execute(text("UPDATE webhook_inbox SET claimed_until = :now WHERE claimed_until > :now"), {"now": now})


@contextmanager
def _listening(shops: list[ShopDevice]) -> Iterator[list[Listener]]:
    """An app of every shop, in a thread of its own."""
    listeners = [Listener(shop) for shop in shops]
    loop = asyncio.new_event_loop()

    async def listen() -> None:
        await asyncio.gather(*(one.listen() for one in listeners))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    task = loop.create_task(listen())
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield listeners
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(30)
