"""What a visit of the app in a browser costs on a slow line: seconds until the first paint and until it is usable, bytes of all it loads.

The bytes are counted where they pass, packed as they are: the browser tells of a socket's only what they hold.
"""

import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from app.shell import AppConfig
from app.web import create_web_app
from tests.bench.checkout import BenchTown
from tests.bench.figures import Figure
from tests.browser.flet_page import CHROMIUM, FLAGS
from tests.browser.scripts import SEMANTICS
from tests.support.line import Line, line_to
from tests.support.servers import serving

_LINE: Final = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
"""Lighthouse's slow 4G: milliseconds there and back, bytes a second."""
_KEPT: Final = """async () => {
  let count = -1, again = 0;
  while (again < 10) {
    let now = 0;
    for (const name of await caches.keys()) now += (await (await caches.open(name)).keys()).length;
    again = now === count ? again + 1 : 0;
    count = now;
    await new Promise(go => setTimeout(go, 200));
  }
  return count;
}"""
_PAINTED: Final = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime || 0"


class _Visit:
    """One visit, from an empty page until the balance is drawn."""

    def __init__(self, page: Page, line: Line) -> None:
        self.bytes: Counter[str] = Counter()
        self._names: dict[str, str] = {}
        cdp = page.context.new_cdp_session(page)
        cdp.on("Network.responseReceived", self._responded)
        cdp.on("Network.loadingFinished", self._loaded)
        cdp.send("Network.enable")
        cdp.send("Network.emulateNetworkConditions", _LINE)
        began, passed_before = time.monotonic(), line.passed_bytes
        page.goto(f"{line.url}/", wait_until="commit")
        expect(page.locator("[flt-semantics-identifier='balance']").last).to_be_attached()
        self.usable_seconds = time.monotonic() - began
        self.painted_seconds = page.evaluate(_PAINTED) / 1000
        # With what the page's worker loads until then, of which the page's own list says nothing.
        self.total = line.passed_bytes - passed_before
        self.bytes["what the socket brings, packed, and what the browser does not tell of"] = (
            self.total - self.bytes.total()
        )
        cdp.detach()

    def _responded(self, event: Any) -> None:
        name = event["response"]["url"].split("?")[0].rpartition("/")[2] or "the page"
        self._names[event["requestId"]] = name

    def _loaded(self, event: Any) -> None:
        if event["encodedDataLength"]:
            self.bytes[self._names.get(event["requestId"], "other")] += int(event["encodedDataLength"])


def visits(town: BenchTown, folder: Path) -> list[Figure]:
    """A new visit, one that comes back, and both in a private profile, at 1.6 Mbit/s and 150 ms."""
    config = AppConfig(server_url=town.url, data_dir=folder / "visited")
    figures: list[Figure] = []
    with (
        serving(create_web_app(config)) as web,
        line_to(urlsplit(web.url).port or 0) as line,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium

        def twice(profile: BrowserContext) -> tuple[_Visit, _Visit]:
            first = _Visit(_page(profile, town.shop.token), line)
            profile.pages[-1].evaluate(_KEPT)
            return first, _Visit(_page(profile, town.shop.token), line)

        with chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser:
            private = twice(browser.new_context())
        own = partial(chromium.launch_persistent_context, folder / "profile", executable_path=CHROMIUM, args=FLAGS)
        with own() as profile:
            normal = twice(profile)
        # The browser was closed over night: what it kept of the app lies on its disk.
        with own() as profile:
            next_day = _Visit(_page(profile, town.shop.token), line)
    for which, visit, limits in (
        ("a new visit", normal[0], ("1.5 s", "25 s", "4,500,000 bytes")),
        ("one that comes back", normal[1], ("", "5 s", "150,000 bytes")),
        ("the next day, the browser opened anew", next_day, ("", "5 s", "150,000 bytes")),
        ("a new visit in a private profile", private[0], ("1.5 s", "25 s", "4,500,000 bytes")),
        ("one that comes back in it", private[1], ("", "5 s", "150,000 bytes")),
    ):
        figures += [
            Figure(f"{which}: first paint", limits[0], f"{visit.painted_seconds:.1f} s"),
            Figure(f"{which}: usable", limits[1], f"{visit.usable_seconds:.1f} s"),
            Figure(f"{which}: over the wire", limits[2], f"{visit.total:,} bytes"),
        ]
    figures += [
        Figure(f"of a new visit: {name}", "", f"{size:,} bytes") for name, size in normal[0].bytes.most_common()
    ]
    return figures


def _page(profile: BrowserContext, token: str) -> Page:
    page = profile.new_page()
    for script in (SEMANTICS, f"localStorage.setItem('flutter.aday.token', JSON.stringify('{token}'));"):
        page.add_init_script(script)
    return page
