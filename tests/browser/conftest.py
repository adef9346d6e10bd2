"""One checkout, one stand-in gateway, one app and one Chromium for the browser tests; a shop for each test."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

from tests.browser.flet_page import CHROMIUM, FLAGS, WOKEN, FletPage, Profiles
from tests.support.line import Line, line_to
from tests.support.shop import ShopDevice
from tests.support.town import Town

_TEST_SECONDS = 600
_STARTS = 3
# A page lives for seconds here: optimising its WebAssembly costs more than that saves.
_AT_ONCE = "--js-flags=--liftoff-only"
# A profile's pages, one after another, find what is compiled already.
_ONE_RENDERER = "--renderer-process-limit=1"
# What draws and loads in processes of its own costs more: each frame and file is handed from one to another.
# The feature beside it is one of Playwright's own, which a second list would take away.
_FEW_PROCESSES = ["--in-process-gpu", "--enable-features=NetworkServiceInProcess2,CDPScreenshotNewSurface"]


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
        chromium = launched(playwright)
        yield chromium
        chromium.close()


def launched(playwright: Playwright) -> Browser:
    """A Chromium that has started: one was seen to end as it started, by a fault of its own memory."""
    for tries_left in reversed(range(_STARTS)):
        try:
            return playwright.chromium.launch(
                executable_path=CHROMIUM, args=[*FLAGS, *_FEW_PROCESSES, _AT_ONCE, _ONE_RENDERER]
            )
        except Error as error:
            if not tries_left or "Segmentation fault" not in error.message:
                raise
            WOKEN.append("a Chromium ended as it started")
    raise AssertionError


@pytest.fixture(scope="module")
def profiles(browser: Browser) -> Profiles:
    return Profiles(browser)


@pytest.fixture
def karim(town: Town) -> Iterator[ShopDevice]:
    """A shop of this test's own, with a device that is signed in."""
    yield from town.shop_of_its_own()


@pytest.fixture
def line(town: Town) -> Iterator[Line]:
    """Between the browser and the app's server."""
    with line_to(urlsplit(town.app_url).port or 0) as proxy:
        yield proxy


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
