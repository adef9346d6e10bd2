"""The programs that answer: the stand-ins, and the checkout, which dies and is started again on what its files held."""

import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine, event

from checkout.errors import DatabaseAway
from checkout.main import at_work, create_app, loops_of
from checkout.service import Service, wire
from checkout.settings import Settings, load_settings
from checkout.store.database import Clock, Database
from checkout.store.engines import make_engine
from checkout.store.migrate import migrate
from checkout.store.threads import Threads
from checkout.store.unit_of_work import NewId
from sandbox.main import DEMO_BKASH, DEMO_STORE
from sandbox.main import create_app as create_sandbox
from sandbox.sslcommerz.notices import Notices
from tests.simulation.chances import Chances
from tests.simulation.lines import GatewayLine, HttpxLine
from tests.simulation.loop import Died, Lane, Process, SimulatedLoop
from tests.simulation.messages import Answer, App, Request, asked
from tests.simulation.network import LineBroke, Network

PUBLIC: Final = "https://pay.example"
BKASH_BASIS_POINTS: Final = 150
_SETTINGS: Final = {
    "ADAY_DATABASE_URL": "sqlite:////simulated.db",
    "ADAY_PUBLIC_URL": PUBLIC,
    "ADAY_API_CALLS_PER_MINUTE": "1000000",
    "ADAY_PAYER_DETAILS_DAYS": "30",
    "ADAY_ROUTES": '{"bkash": ["bkash"], "nagad": ["sslcommerz"], "card": ["sslcommerz"], "wallet": ["sslcommerz"]}',
    "ADAY_SSLCOMMERZ_BASE_URL": "https://sslcommerz.example",
    "ADAY_SSLCOMMERZ_STORE_ID": DEMO_STORE.store_id,
    "ADAY_SSLCOMMERZ_STORE_PASSWORD": DEMO_STORE.password,
    "ADAY_BKASH_BASE_URL": "https://bkash.example",
    "ADAY_BKASH_USERNAME": DEMO_BKASH.username,
    "ADAY_BKASH_PASSWORD": DEMO_BKASH.password,
    "ADAY_BKASH_APP_KEY": DEMO_BKASH.app_key,
    "ADAY_BKASH_APP_SECRET": DEMO_BKASH.app_secret,
    "ADAY_BKASH_FEE": f'{{"basis_points": {BKASH_BASIS_POINTS}}}',
}
# How often a loop that was not nudged looks by itself: rarer than in earnest, where most looks find nothing.
_PAUSES: Final = {
    "inbox": 10.0,
    "reconciler": 15.0,
    "refunds": 4.0,
    "notifier": 20.0,
    "sweeps": 60.0,
    "housekeeping": 900.0,
}
_LONG_PAUSE: Final = 7_200.0


@cache
def settings() -> Settings:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ADAY_")}
    with patch.dict(os.environ, kept | _SETTINGS, clear=True):
        return load_settings()


@cache
def checkout_app() -> FastAPI:
    return create_app(settings())


@cache
def _empty_file() -> bytes:
    """A file with the newest tables; what it drew for itself is the same in each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "empty.db")
        migrate(f"sqlite:///{file}")
        with sqlite3.connect(file) as line:
            line.execute("UPDATE secrets SET value = 'the same each time'")
            line.commit()
            line.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        line.close()
        return file.read_bytes()


@cache
def _first_engine() -> Engine:
    return make_engine("sqlite:///never-opened.db")


def compiled_once(db: Database) -> None:
    """Statements are turned into SQL once for all worlds, and not once for each line: that is half of their time."""
    for engine in (db._writer, db._reader):
        engine.dialect, engine._compiled_cache = _first_engine().dialect, _first_engine()._compiled_cache


class Gateways:
    """The stand-ins: one program that never dies."""

    is_up = True

    def __init__(self, network: Network, loop: SimulatedLoop) -> None:
        self.app, self._process, self._loop = create_sandbox(), Process("gateways"), loop
        # Lost answers cost tokens, and the rule of two an hour is proven elsewhere.
        self.app.state.bkash.counts_tokens = False
        self.client = httpx.AsyncClient(
            transport=HttpxLine(network, "notice", "198.51.100.7"), timeout=10, trust_env=False
        )
        self.app.state.notices = Notices(self.client)
        self.broken: list[str] = []
        for host in ("sslcommerz.example", "bkash.example"):
            network.put(host, self)

    def begin(self, request: Request) -> "asyncio.Future[Answer]":
        return _begin(self.app, request, self._process, self._loop)

    def end(self) -> None:
        self._process.bury()
        for memory in ("sslcommerz", "bkash", "nagad", "aamarpay", "shurjopay"):
            getattr(self.app.state, memory).close()


class Checkout:
    """`aday serve` on SQLite, again and again on the same file."""

    def __init__(
        self,
        folder: Path,
        network: Network,
        loop: SimulatedLoop,
        chances: Chances,
        clock: Clock,
        new_id: NewId,
        around: Callable[[str], None],
    ) -> None:
        self._folder, self._network, self._loop, self._chances = folder, network, loop, chances
        self._clock, self._new_id, self._around = clock, new_id, around
        self._starts, self.is_up, self.is_calm, self._is_starting = 0, False, False, False
        self.file = folder / "checkout-0.db"
        self.file.write_bytes(_empty_file())
        self._ended: list[tuple[Process, Database]] = []
        self._exchanges: dict[asyncio.Future[Answer], None] = {}
        self._dies_at, self.died_in_a_command = 0, False
        network.put("pay.example", self)

    @property
    def db(self) -> Database:
        return self._ended[-1][1]

    @property
    def process(self) -> Process:
        return self._ended[-1][0]

    async def start(self) -> None:
        """Begin on the file as it is; it answers when this is over. Whoever minds it tries until it is there."""
        if self._is_starting or self.is_up:
            return
        self._is_starting = True
        while not self.is_up:
            try:
                await self._start()
            except DatabaseAway:
                self.process.is_dead = True
                await asyncio.sleep(5)
        self._is_starting = False

    async def _start(self) -> None:
        self._starts += 1
        process = Process(f"checkout {self._starts}")
        threads = self._threads()
        url = f"sqlite:///{self.file}"
        db = Database(url, clock=self._clock, new_id=self._new_id, public_url=PUBLIC, threads=threads)
        compiled_once(db)
        for engine in (db._writer, db._reader):
            event.listen(engine, "connect", _waits_for_nobody)
        before_each_statement(db._writer, self._may_die)
        self._ended.append((process, db))
        client = httpx.AsyncClient(transport=HttpxLine(self._network, "shop", "192.0.2.10"), trust_env=False)
        self._service = process.context.run(wire, settings(), self._clock, db, client, GatewayLine(self._network))
        self._work: AbstractAsyncContextManager[None] = at_work(self._service)
        await process.begin(self._work.__aenter__())
        self._set_pauses()
        checkout_app().state.service = self._service
        self.is_up = True

    @property
    def service(self) -> Service:
        return self._service

    def calm(self) -> None:
        """From now on look rarely: days pass in which nothing happens."""
        self.is_calm = True
        self._set_pauses()

    def begin(self, request: Request) -> "asyncio.Future[Answer]":
        answered = _begin(checkout_app(), request, self.process, self._loop)
        self._exchanges[answered] = None
        answered.add_done_callback(lambda one: self._exchanges.pop(one, None))
        return answered

    @property
    def is_about_to_die(self) -> bool:
        return self._dies_at > 0

    def die_at_statement(self, number: int) -> None:
        """At the so manieth statement from now, in the middle of its transaction."""
        self._dies_at = number

    def die(self) -> None:
        """Now: the files stay as they are, and nothing that was under way goes on."""
        if not self.is_up:
            return
        self.is_up, self._dies_at = False, 0
        self.process.is_dead = True
        after = self._folder / f"checkout-{self._starts}.db"
        for suffix in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{self.file}{suffix}", f"{after}{suffix}")
        self.file = after
        for one in list(self._exchanges):
            if not one.done():
                one.set_exception(LineBroke())

    def end(self) -> None:
        for process, _ in self._ended:
            process.bury()
        for _, db in self._ended:
            db.close()

    def _threads(self) -> Threads:
        def lane(name: str, width: int) -> Lane:
            return Lane(self._loop, name, width, self._chances, self._around)

        return Threads(lane("write", 1), lane("read", 4), lane("search", 2), lambda _: None, self._loop.time)

    def _may_die(self) -> None:
        if self._dies_at:
            self._dies_at -= 1
            if not self._dies_at:
                self.die()
                self.died_in_a_command = True
                raise Died

    def _set_pauses(self) -> None:
        for loop in loops_of(self._service):
            loop._pause_seconds = _LONG_PAUSE if self.is_calm else _PAUSES[loop.name]


def before_each_statement(engine: Engine, do: Callable[[], object]) -> None:
    """Of this engine's lines, whether SQLAlchemy runs it or it goes straight to the driver."""

    class Line(sqlite3.Connection):
        def execute(self, *asked: Any) -> sqlite3.Cursor:
            do()
            return super().execute(*asked)

        def executemany(self, *asked: Any) -> sqlite3.Cursor:
            do()
            return super().executemany(*asked)

    def connect(_dialect: object, _record: object, _given: object, named: dict[str, object]) -> None:
        named["factory"] = Line

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "before_cursor_execute", lambda *_: do())


def _waits_for_nobody(line: sqlite3.Connection, _: object) -> None:
    """Who would wait ten seconds for a file that is locked has waited them: nobody can unlock it meanwhile here."""
    line.execute("PRAGMA busy_timeout=0")


def _begin(app: App, request: Request, process: Process, loop: SimulatedLoop) -> "asyncio.Future[Answer]":
    answered: asyncio.Future[Answer] = loop.create_future()

    async def handle() -> None:
        answer = await asked(app, request)
        if not answered.done():
            answered.set_result(answer)

    task: asyncio.Task[Any] = process.begin(handle())
    task.add_done_callback(lambda one: _hand_on(one, answered), context=process.context)
    return answered


def _hand_on(task: "asyncio.Task[Any]", answered: "asyncio.Future[Answer]") -> None:
    if not task.cancelled() and task.exception() is not None and not answered.done():
        answered.set_exception(task.exception() or LineBroke())


def warm_up() -> None:
    """What is made once for all worlds."""
    settings(), checkout_app(), _empty_file()
