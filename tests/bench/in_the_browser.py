"""The app in Chromium: from money at the gateway, or a scanned code, to the badge on the glass; and what an event costs."""

import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import httpx
from playwright.sync_api import WebSocket, sync_playwright

from app.shell import AppConfig
from app.web import create_web_app
from checkout.commands.own_code import bind_own_account
from checkout.store.opening import open_database
from sandbox.customer.app import STATIC
from sandbox.main import DEMO_STORE
from sandbox.sslcommerz.notices import notice_fields
from sandbox.sslcommerz.state import Session, State
from tests.bench.checkout import BenchTown, town
from tests.bench.figures import Figure, spread
from tests.browser.flet_page import CHROMIUM, DESKTOP, FLAGS, FletPage
from tests.support.payer import Payer
from tests.support.servers import serving

_PAYMENTS: Final = 20
_LINKS: Final = 1_000
_SETTLED_MS: Final = 1_500
_PACE_MS: Final = 600
# By which bKash calls the account in the stand-in's code.
_SHORT_CODE: Final = "50022"
# The semantics tree has it in the frame before it is on the glass: two frames later it is painted.
_PAINTED = """window.__painted = 0; new MutationObserver(() => {
  if (window.__painted || !document.querySelector("[flt-semantics-identifier='arrived']")) return;
  window.__painted = -1;
  requestAnimationFrame(() => requestAnimationFrame(() => { window.__painted = Date.now(); }));
}).observe(document, {childList: true, subtree: true, attributes: true});"""


def in_the_browser(place: BenchTown, folder: Path) -> list[Figure]:
    """At the counter's screen, with the app's server, Chromium, checkout and gateway on this one machine."""
    config = AppConfig(server_url=place.url, data_dir=folder / "app")
    with serving(create_web_app(config)) as web, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        figures = [
            _paid_to_painted(place, f"{web.url}/", FletPage(chromium, _PAINTED, token=place.shop.token, size=DESKTOP))
        ]
        figures += _patches(place, f"{web.url}/", FletPage(chromium, token=place.shop.token))
        chromium.close()
    return figures


def scanned(folder: Path) -> list[Figure]:
    """From the customer's PIN to the badge: bKash's signed notice of money by a code that the shop made of its own."""
    folder.mkdir()
    with town(folder, hears_of_codes=True) as place:
        shop = place.shop
        assert shop.http.put("/v1/own-code", json={"text": STATIC}).status_code == 200
        db = open_database(f"sqlite:///{folder / 'checkout.db'}", place.url)
        db.transact_now(bind_own_account, shop.get("/v1/merchant")["id"], _SHORT_CODE)
        db.close()
        links = [shop.new_link(65_000 + number) for number in range(_PAYMENTS)]
        codes = [shop.get(f"/v1/links/{link['id']}/bangla-qr")["text"] for link in links]
        config = AppConfig(server_url=place.url, data_dir=folder / "app")
        with serving(create_web_app(config)) as web, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            counter = FletPage(chromium, _PAINTED, token=shop.token, size=DESKTOP)
            counter.open(f"{web.url}/counter", "counter-waits").sees("light-live")
            with httpx.Client(trust_env=False, base_url=place.gateway_url) as customer:
                typed = [{"code": code, "pin": "12345"} for code in codes]
                took = [_until_painted(counter, partial(customer.post, "/customer/pay", data=one)) for one in typed]
            chromium.close()
    what = (
        f"code scanned and paid at the stand-in → green panel painted at the counter in Chromium, median of {_PAYMENTS}"
    )
    return [Figure(what, "400 ms", spread(took, "{:.0f} ms"))]


def _until_painted(counter: FletPage, pay: Callable[[], object]) -> float:
    """Milliseconds until the counter's panel of this payment is on the glass; it is at rest again afterwards."""
    counter.page.evaluate("window.__painted = 0")
    began = time.time()
    pay()
    counter.page.wait_for_function("() => window.__painted > 0")
    painted: float = counter.page.evaluate("window.__painted")
    counter.tap("arrived-seen").does_not_see("arrived")
    # The screen draws no more often than can be read; what is asked is a payment that comes to one at rest.
    counter.page.wait_for_timeout(_PACE_MS)
    return painted - began * 1000


def _paid_to_painted(place: BenchTown, app_url: str, counter: FletPage) -> Figure:
    known = {session.tran_id for session in _sessions(place)}
    payer, took = Payer(), []
    for number in range(_PAYMENTS):
        payer.pay_there(payer.to_gateway(place.shop.store_url, amount="100.02", name=f"ক্রেতা {number}"))
    payer.http.close()
    counter.open(f"{app_url}counter", "counter-waits").sees("light-live")
    with httpx.Client(trust_env=False) as http:
        for session in _sessions(place):
            if session.tran_id in known:
                continue
            told = notice_fields(session, DEMO_STORE)
            took.append(_until_painted(counter, partial(http.post, f"{place.url}/webhooks/sslcommerz", data=told)))
    counter.close()
    what = f"IPN sent → green panel painted at the counter in Chromium, median of {_PAYMENTS}"
    return Figure(what, "250 ms", f"{statistics.median(took):.0f} ms")


def _patches(place: BenchTown, app_url: str, phone: FletPage) -> list[Figure]:
    for number in range(_LINKS):
        place.shop.new_link(1_000 + number, "থ্রি-পিস, নীল")
    received: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: received.append(len(data)))

    phone.page.on("websocket", listen)
    phone.open(f"{app_url}links", "filter-paid")
    sizes = []
    for number in range(5):
        phone.page.wait_for_timeout(_SETTLED_MS)
        received.clear()
        made = place.shop.new_link(2_000 + number, "চাল")
        phone.sees(f"link-{made['id']}")
        phone.page.wait_for_timeout(_SETTLED_MS)
        sizes.append(sum(received))
    phone.close()
    what = f"a new link on the list of {_LINKS:,} links: bytes to the client, median of {len(sizes)}"
    return [Figure(what, "4,096 bytes", f"{statistics.median(sizes):,.0f} bytes")]


def _sessions(place: BenchTown) -> list[Session]:
    state = State(str(place.gateway_files), DEMO_STORE)
    try:
        return list(state.everything())
    finally:
        state.close()
