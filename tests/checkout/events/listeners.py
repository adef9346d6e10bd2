"""A shop's devices as its worker hears them: on an open line, and by a poll that waits."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from sqlalchemy import event

from checkout.commands.merchants import create_merchant
from checkout.commands.sign_in import device_of_token, hash_token, issue_device_token
from checkout.core.access import Grant, Role
from checkout.core.event_types import EventType
from checkout.core.merchant import DeviceId
from checkout.events.hub import Hub
from checkout.events.poll import Poll
from checkout.events.stream import PING, Stream
from checkout.store import events, merchants
from checkout.store.database import Database
from checkout.store.statements import STRAIGHT
from checkout.store.unit_of_work import UnitOfWork

R = TypeVar("R")
PATIENCE_SECONDS: Final = 60
# So long that a test which needed it would fail.
NEVER_SECONDS: Final = 600.0


class Ear:
    """A device's line as its server keeps it, which takes so many events and then waits for room."""

    def __init__(self, hub: Hub, stream: Stream, takes: int = 1_000) -> None:
        self.heard: list[bytes] = []
        self.stream, self.is_ended = stream, False
        self._left = takes
        hub.streaming.take(stream.token_hash, stream.merchant_id)
        stream.begin(self)

    @property
    def is_full(self) -> bool:
        return not self._left

    def write(self, data: bytes) -> None:
        assert not self.is_full
        assert not self.is_ended
        self._left -= 1
        self.heard.append(data)

    def end(self) -> None:
        if not self.is_ended:
            self.is_ended = True
            self.stream.closed()

    def take(self, more: int) -> None:
        self._left += more
        self.stream.resume()

    @property
    def numbers(self) -> list[int]:
        firsts = [one.partition(b"\n")[0] for one in self.heard if one != PING]
        return [int(one.removeprefix(b"id: ")) for one in firsts]


class Shop:
    """A shop with one device, and its worker."""

    def __init__(self, db: Database) -> None:
        self.db, self.hub = db, Hub(db)
        db.after_commit = self.hub.publish
        self.id = db.transact_now(create_merchant, "+8801712345678", slug="karim").id
        self.token_hash, self.device_id = self.sign_in()

    def sign_in(self) -> tuple[str, str]:
        token = self.db.transact_now(issue_device_token, self.id, "counter")
        return hash_token(token), self.db.read_now(device_of_token, token)[0].id

    def made_a_cashier(self) -> None:
        """Its device, as another process does it: nobody is told here."""
        at_the_till = Grant(Role.CASHIER)
        self.db.transact_now(lambda uow: merchants.change_grant(uow.conn, DeviceId(self.device_id), at_the_till))

    def log(self, times: int = 1) -> None:
        """As another process does it: nobody is told here."""
        for _ in range(times):
            self.db.transact_now(self.event)

    async def log_here(self) -> None:
        await self.db.transact(self.event)

    def event(self, uow: UnitOfWork) -> None:
        events.append(uow, self.id, EventType.LINK_UPDATED, {"id": "pl_1"})

    def listen(self, after: int = 0, takes: int = 1_000) -> Ear:
        return Ear(self.hub, Stream(self.hub, self.token_hash, self.id, after), takes)

    async def poll(self, after: int, wait_seconds: float) -> list[int]:
        found = await self.hub.poll(Poll(self.token_hash, self.id, after), wait_seconds)
        return [one.seq for one in found]

    async def quiet(self) -> None:
        """Until nobody is being read to."""
        while self.hub.is_catching_up(self.id):
            await asyncio.sleep(0)


@contextmanager
def asked(db: Database) -> Iterator[list[str]]:
    """Every statement that is executed meanwhile."""
    said: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        # Other workers are told beside.
        if "pg_notify" not in statement:
            said.append(statement)

    engines = (db._reader, db._writer, *([db._glances._engine] if db._glances else []))
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
        engine.update_execution_options(**{STRAIGHT: False})
    yield said
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
        engine.update_execution_options(**{STRAIGHT: True})


async def until(is_so: Callable[[], object]) -> None:
    while not is_so():
        await asyncio.sleep(0.001)


def run(work: Callable[[], Coroutine[Any, Any, R]]) -> R:
    return asyncio.run(asyncio.wait_for(work(), PATIENCE_SECONDS))
