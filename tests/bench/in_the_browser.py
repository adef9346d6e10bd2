"""The app in Chromium: from money at the gateway to the badge on the glass, and what a new event costs on the line."""

import statistics
import time
from pathlib import Path
from typing import Final

import httpx
from playwright.sync_api import WebSocket, sync_playwright

from app.shell import AppConfig
from app.web import create_web_app
from sandbox.main import DEMO_STORE
from sandbox.sslcommerz.notices import notice_fields
from sandbox.sslcommerz.state import Session, State
from tests.bench.checkout import BenchTown
from tests.bench.figures import Figure
from tests.browser.flet_page import CHROMIUM, DESKTOP, FLAGS, FletPage
from tests.support.payer import Payer
from tests.support.servers import serving

_PAYMENTS: Final = 20
_LINKS: Final = 1_000
_SETTLED_MS: Final = 1_500
_PACE_MS: Final = 600
# The semantics tree has it in the frame before it is on the glass: two frames later it is painted.
_PAINTED = """window.__painted = 0; new MutationObserver(() => {
  if (window.__painted || !document.querySelector("[flt-semantics-identifier='arrived']")) return;
  window.__painted = -1;
  requestAnimationFrame(() => requestAnimationFrame(() => { window.__painted = Date.now(); }));
}).observe(document, {childList: true, subtree: true, attributes: true});"""


def in_the_browser(town: BenchTown, folder: Path) -> list[Figure]:
    """At the counter's screen, with the app's server, Chromium, checkout and gateway on this one machine."""
    config = AppConfig(server_url=town.url, data_dir=folder / "app")
    with serving(create_web_app(config)) as web, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        figures = [
            _paid_to_painted(town, f"{web.url}/", FletPage(chromium, _PAINTED, token=town.shop.token, size=DESKTOP))
        ]
        figures += _patches(town, f"{web.url}/", FletPage(chromium, token=town.shop.token))
        chromium.close()
    return figures


def _paid_to_painted(town: BenchTown, app_url: str, counter: FletPage) -> Figure:
    known = {session.tran_id for session in _sessions(town)}
    payer, took = Payer(), []
    for number in range(_PAYMENTS):
        payer.pay_there(payer.to_gateway(town.shop.store_url, amount="100.02", name=f"ক্রেতা {number}"))
    payer.http.close()
    counter.open(f"{app_url}counter", "counter-waits").sees("light-live")
    with httpx.Client(trust_env=False) as http:
        for session in _sessions(town):
            if session.tran_id in known:
                continue
            counter.page.evaluate("window.__painted = 0")
            began = time.time()
            http.post(f"{town.url}/webhooks/sslcommerz", data=notice_fields(session, DEMO_STORE))
            counter.page.wait_for_function("() => window.__painted > 0")
            took.append(counter.page.evaluate("window.__painted") - began * 1000)
            counter.tap("arrived-seen").does_not_see("arrived")
            # The screen draws no more often than can be read; what is asked is a payment that comes to one at rest.
            counter.page.wait_for_timeout(_PACE_MS)
    counter.close()
    what = f"IPN sent → green panel painted at the counter in Chromium, median of {_PAYMENTS}"
    return Figure(what, "250 ms", f"{statistics.median(took):.0f} ms")


def _patches(town: BenchTown, app_url: str, phone: FletPage) -> list[Figure]:
    for number in range(_LINKS):
        town.shop.new_link(1_000 + number, "থ্রি-পিস, নীল")
    received: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: received.append(len(data)))

    phone.page.on("websocket", listen)
    phone.open(f"{app_url}links", "filter-paid")
    sizes = []
    for number in range(5):
        phone.page.wait_for_timeout(_SETTLED_MS)
        received.clear()
        made = town.shop.new_link(2_000 + number, "চাল")
        phone.sees(f"link-{made['id']}")
        phone.page.wait_for_timeout(_SETTLED_MS)
        sizes.append(sum(received))
    phone.close()
    what = f"a new link on the list of {_LINKS:,} links: bytes to the client, median of {len(sizes)}"
    return [Figure(what, "4,096 bytes", f"{statistics.median(sizes):,.0f} bytes")]


def _sessions(town: BenchTown) -> list[Session]:
    state = State(str(town.gateway_files), DEMO_STORE)
    try:
        return list(state.everything())
    finally:
        state.close()
