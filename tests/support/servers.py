"""Real servers on 127.0.0.1 for tests: in threads, on ports the system chooses, ended by the test."""

import asyncio
import socket
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text

from aday.bounded_http import BoundedHttp
from aday.thin_sockets import ThinSocket
from checkout.gateways.aamarpay.settings import AamarPaySettings
from checkout.gateways.bkash.settings import BkashSettings
from checkout.gateways.nagad.settings import NagadSettings
from checkout.gateways.settings import GatewaySettings
from checkout.gateways.shurjopay.settings import ShurjoPaySettings
from checkout.gateways.sslcommerz.settings import SslCommerzSettings
from checkout.main import create_app as create_checkout
from checkout.service import Service
from checkout.setting_types import FeeRate
from checkout.settings import Settings
from checkout.store.database import Database
from checkout.store.migrate import migrate
from checkout.store.tables import limit_counts
from sandbox.aamarpay import app as aamarpay
from sandbox.main import DEMO_BKASH, DEMO_STORE
from sandbox.main import create_app as create_sandbox
from sandbox.nagad import app as nagad
from sandbox.nagad import keys
from sandbox.shurjopay import app as shurjopay
from tests.support.endings import some_turns, stopped

_START_SECONDS, _KEPT_SECONDS = 60, 60
_TICK_SECONDS, _LOOK_SECONDS = 1.0, 0.005
MANY = 1_000_000
"""A test that waits for something asks for it as fast as it can."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers at `url`."""

    app: FastAPI
    url: str


@dataclass(frozen=True, slots=True)
class World:
    """A checkout and its stand-in gateway, both over real HTTP, on a real database file."""

    checkout: Running
    gateway: Running
    settings: Settings

    @property
    def url(self) -> str:
        return self.checkout.url

    @property
    def service(self) -> Service:
        service: Service = self.checkout.app.state.service
        return service

    @property
    def db(self) -> Database:
        return self.service.db

    def row(self, query: str, **facts: Any) -> Any:
        """The first row that the database gives, for what no API tells."""
        return self.db.read_now(lambda conn: conn.execute(text(query), facts).first())

    def forget_strangers(self) -> None:
        """Every test comes from one address; what one of them did shall not slow the next one down."""
        self.db.transact_now(lambda uow: uow.conn.execute(limit_counts.delete()))


class Server(uvicorn.Server):
    """One that ends at once when it is told to: uvicorn's own looks ten times a second, at each step of its ending."""

    def __init__(self, config: uvicorn.Config, before_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_stop = before_stop

        self._ends = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """From any thread; it has ended when its own thread has."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ends.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        # At a multiple of ten it looks what time its answers are of.
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(_TICK_SECONDS):
                    await self._ends.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # In a thread no signal says that it is time.
        self._before_stop()
        await stopped(*self.servers)
        for listening in sockets or []:
            listening.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        loop = asyncio.get_running_loop()
        until = loop.time() + (self.config.timeout_graceful_shutdown or 0)
        while (state.connections or state.tasks) and loop.time() < until:
            await asyncio.sleep(_LOOK_SECONDS)
        for task in state.tasks:
            task.cancel()
        await self.lifespan.shutdown()
        # Whoever asks on at this moment is cut off: the loop would end with its line open.
        for connection in list(state.connections):
            connection.transport.abort()
        await some_turns()


def free_socket() -> socket.socket:
    """A listening place that nobody else has."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    return listening


def free_port() -> int:
    with free_socket() as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def serving(
    app: FastAPI,
    listening: socket.socket | None = None,
    before_stop: Callable[[], None] = lambda: None,
    proxies: str | None = None,
) -> Iterator[Running]:
    """Serve an application in a thread until the test is over."""
    listening = listening or free_socket()
    port = listening.getsockname()[1]
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        http=BoundedHttp,
        ws=ThinSocket,
        timeout_graceful_shutdown=1,
        # Some notices come five seconds late: a client that waited for one would ask as its line is ended.
        timeout_keep_alive=_KEPT_SECONDS,
        proxy_headers=proxies is not None,
        forwarded_allow_ips=proxies,
    )
    server = Server(config, before_stop)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    ready = threading.Event()
    for _ in range(_START_SECONDS * 100):
        if server.started or not thread.is_alive():
            break
        ready.wait(0.01)
    assert server.started, "the server did not start"
    try:
        yield Running(app, f"http://127.0.0.1:{port}")
    finally:
        server.stop()
        thread.join(_START_SECONDS)
        listening.close()


@contextmanager
def serving_checkout(settings: Settings, listening: socket.socket) -> Iterator[Running]:
    """A checkout that answers who polls before it stops, as `aday serve` does."""
    app = create_checkout(settings)
    with serving(app, listening, lambda: app.state.service.hub.end_all()) as running:
        yield running


def settings_for(
    public_url: str,
    gateway_url: str,
    database: Path,
    gateways: Iterable[str] | Mapping[str, GatewaySettings | Callable[[str], GatewaySettings]] = ("sslcommerz",),
    **more: Any,
) -> Settings:
    """Settings that name only this test's own files and servers; gateways that are only named, or made by a function, are at one address."""
    asked = gateways if isinstance(gateways, Mapping) else {name: AT[name] for name in gateways}
    known = {name: one if isinstance(one, GatewaySettings) else one(gateway_url) for name, one in asked.items()}
    return Settings(
        public_url=public_url,
        demo=True,
        **{
            "database_url": f"sqlite:///{database}",
            "gateways": known,
            "reconcile_first_seconds": 0.3,
            "gateway_timeout_seconds": 8,
            "api_calls_per_minute": MANY,
            **more,
        },
    )


def sslcommerz_at(url: str, **more: Any) -> SslCommerzSettings:
    """The stand-in's store."""
    password = SecretStr(DEMO_STORE.password)
    return SslCommerzSettings(base_url=url, store_id=DEMO_STORE.store_id, store_password=password, **more)


def bkash_at(url: str, **more: Any) -> BkashSettings:
    """The stand-in's merchant; waits are short, so that a test's are."""
    return BkashSettings(
        base_url=url,
        username=DEMO_BKASH.username,
        password=SecretStr(DEMO_BKASH.password),
        app_secret=SecretStr(DEMO_BKASH.app_secret),
        **{
            "app_key": DEMO_BKASH.app_key,
            "fee": FeeRate(basis_points=150),
            "first_ask_seconds": 0.6,
            "timeout_seconds": 3,
            **more,
        },
    )


def nagad_at(url: str) -> NagadSettings:
    return NagadSettings(
        base_url=url + nagad.BASE,
        merchant_id=nagad.MERCHANT_ID,
        private_key=SecretStr(keys.MERCHANT_PRIVATE),
        public_key=keys.NAGAD_PUBLIC,
        fee=FeeRate(basis_points=150),
    )


def aamarpay_at(url: str) -> AamarPaySettings:
    return AamarPaySettings(base_url=url, store_id=aamarpay.STORE_ID, signature_key=SecretStr(aamarpay.SIGNATURE_KEY))


def shurjopay_at(url: str) -> ShurjoPaySettings:
    return ShurjoPaySettings(
        base_url=url,
        username=shurjopay.USERNAME,
        password=SecretStr(shurjopay.PASSWORD),
        prefix=shurjopay.PREFIX,
        fee=FeeRate(basis_points=200),
    )


AT: dict[str, Callable[[str], GatewaySettings]] = {
    "sslcommerz": sslcommerz_at,
    "bkash": bkash_at,
    "nagad": nagad_at,
    "aamarpay": aamarpay_at,
    "shurjopay": shurjopay_at,
}


def new_database_file(folder: Path) -> Path:
    """A file in this folder with the newest tables."""
    file = folder / "checkout.db"
    assert not file.exists(), "a database that may be open would be written over"
    file.touch(0o600)
    file.write_bytes(_tables())
    return file


@cache
def _tables() -> bytes:
    """Making them takes longer than most tests do."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.db"
        migrate(f"sqlite:///{template}")
        return template.read_bytes()


@contextmanager
def world(folder: Path, **more: Any) -> Iterator[World]:
    """A whole checkout with its gateway, thrown away afterwards."""
    if "database_url" not in more:
        new_database_file(folder)
    with serving(create_sandbox()) as gateway:
        listening = free_socket()
        public_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = settings_for(public_url, gateway.url, folder / "checkout.db", **more)
        with serving_checkout(settings, listening) as checkout:
            yield World(checkout, gateway, settings)
