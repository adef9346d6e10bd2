"""One checkout, one stand-in gateway, one app and one Chromium for the browser tests; a shop for each test."""

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import psutil
import pytest
from playwright.sync_api import Browser, sync_playwright

from app.shell import AppConfig
from app.web import create_web_app
from checkout.commands.sign_in import issue_device_token
from checkout.core.merchant import MerchantId
from checkout.service import Service
from checkout.settings import Settings
from checkout.store.database import UnitOfWork
from checkout.store.opening import open_database
from sandbox.main import create_app as create_sandbox
from tests.browser.flet_page import CHROMIUM, FLAGS, WOKEN, FletPage, Profiles
from tests.support.servers import Running, free_socket, serving, serving_checkout, settings_for
from tests.support.shop import ShopDevice, close_devices, open_shop

P = ParamSpec("P")
R = TypeVar("R")
_TEST_SECONDS = 300
# A page lives for seconds here: optimising its WebAssembly costs more than that saves.
_AT_ONCE = "--js-flags=--liftoff-only"
# A profile's pages, one after another, find what is compiled already.
_ONE_RENDERER = "--renderer-process-limit=1"
# What draws and loads in processes of its own costs more: each frame and file is handed from one to another.
# The feature beside it is one of Playwright's own, which a second list would take away.
_FEW_PROCESSES = ["--in-process-gpu", "--enable-features=NetworkServiceInProcess2,CDPScreenshotNewSurface"]


class Town:
    """Everything on real ports; the checkout can be stopped and started again where it was."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        gateway = self._stack.enter_context(serving(create_sandbox()))
        self.gateway_url = gateway.url
        listening = free_socket()
        self._port = listening.getsockname()[1]
        listening.close()
        self.url = f"http://127.0.0.1:{self._port}"
        self.settings: Settings = settings_for(self.url, gateway.url, folder / "checkout.db")
        self._checkout: ExitStack | None = None
        self.running: Running
        self.start_checkout()
        self._folder = folder
        self.app_url = self.app_with()

    def app_with(self, name: str = "app", *, keeps: bool = True, **otherwise: Any) -> str:
        """The address of an app of this checkout's, with a disk of its own.

        It runs until the town ends: Flet deletes the files of all apps of a process when one of them does.
        """
        facts: dict[str, Any] = {"server_url": self.url, "data_dir": self._folder / name} | otherwise
        config = AppConfig(**facts)
        web = self._stack.enter_context(serving(create_web_app(config, keeps=keeps)))
        return f"{web.url}/"

    def kept_for(self, token: str) -> list[str]:
        """The files that the app keeps for who is signed in with this token."""
        name = hashlib.sha256(token.encode()).hexdigest()[:32]
        return sorted(path.name for path in (self._folder / "app").glob(f"shop-{name}.db*"))

    def kept_of_pages(self) -> str:
        """Whatever the app keeps of what is typed in pages, read as text."""
        return "".join(path.read_text() for path in (self._folder / "app" / "pages").glob("*.json"))

    def start_checkout(self) -> None:
        if self._checkout is None:
            listening = socket.socket()
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", self._port))
            self._checkout = ExitStack()
            self.running = self._checkout.enter_context(serving_checkout(self.settings, listening))

    def stop_checkout(self) -> None:
        if self._checkout is not None:
            self._checkout.close()
            self._checkout = None

    def new_shop(self) -> ShopDevice:
        service: Service = self.running.app.state.service
        return open_shop(service.db, self.url)

    def second_token(self, shop: ShopDevice) -> str:
        """A token for one more device of the shop."""
        service: Service = self.running.app.state.service
        merchant_id = MerchantId(shop.get("/v1/merchant")["id"])
        return service.db.transact_now(issue_device_token, merchant_id, "android app")

    def operate(self, do: Callable[Concatenate[UnitOfWork, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """As an operator's command does it: by a line of its own to the same file, of which the checkout is not told."""
        db = open_database(self.settings.database_url, self.url)
        try:
            return db.transact_now(do, *args, **kwargs)
        finally:
            db.close()

    def close(self) -> None:
        self.stop_checkout()
        self._stack.close()


class Watchdog:
    """Ends a renderer that never ends by itself: no call of Playwright's would come back from it."""

    def bite(self) -> None:
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if any("--type=renderer" in word for word in process.cmdline()):
                    process.kill()


_WATCHDOG = Watchdog()


@pytest.fixture(autouse=True)
def watched() -> Iterator[None]:
    """No test takes so long, on the slowest machine."""
    timer = threading.Timer(_TEST_SECONDS, _WATCHDOG.bite)
    timer.daemon = True
    timer.start()
    yield
    timer.cancel()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    everything = Town(tmp_path_factory.mktemp("town"))
    yield everything
    everything.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, *_FEW_PROCESSES, _AT_ONCE, _ONE_RENDERER]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def profiles(browser: Browser) -> Profiles:
    return Profiles(browser)


@pytest.fixture
def karim(town: Town) -> Iterator[ShopDevice]:
    """A shop of this test's own, with a device that is signed in."""
    town.start_checkout()
    yield town.new_shop()
    town.start_checkout()
    close_devices()


Open = Callable[..., FletPage]


@pytest.fixture
def app(profiles: Profiles, town: Town) -> Iterator[Open]:
    """Opens the app; closed after the test."""
    pages: list[FletPage] = []

    def open_app(*scripts: str, path: str = "", ident: str = "balance", app_url: str = "", **more: object) -> FletPage:
        page = FletPage(profiles, *scripts, **more)  # type: ignore[arg-type]
        pages.append(page)
        return page.open((app_url or town.app_url) + path, ident)

    yield open_app
    for page in pages:
        page.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say of each page that had to be woken; one here and there is the browser's, many are ours."""
    for woken in WOKEN:
        terminalreporter.write_line(f"woken: {woken}")
