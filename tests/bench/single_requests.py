"""What one request of each kind costs the checkout's processor, beside a bare hello of the same run."""

import itertools
import secrets
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

import httpx
import psutil

from checkout.ids import new_id
from tests.bench.checkout import BenchTown, notices
from tests.bench.figures import Figure
from tests.bench.processor import processor_seconds
from tests.bench.yardsticks import yardsticks
from tests.support import plain
from tests.support.payer import PHONE
from tests.support.shop import eventually

_LISTED: Final = 50
_TIMES: Final = 500
_RUNS: Final = 5
_WARM: Final = 20
_BROWSER: Final = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/126.0 Mobile Safari"
}


def single_requests(town: BenchTown, folder: Path) -> list[Figure]:
    """One after another on one line, packed as browsers and the app ask for it; children's work is counted in."""
    stick = yardsticks(folder)
    server, shop = psutil.Process(town.server_pid), town.shop
    codes = _paid(town)
    links = [shop.new_link(125_000, "থ্রি-পিস, নীল")["url"] for _ in range(_LISTED)]
    with plain.client(base_url=town.url, headers=_BROWSER) as payer:
        get: Callable[[str], httpx.Response] = payer.get
        rows = [
            ("balance", "1 ms", _again(partial(shop.http.get, "/v1/balance"))),
            (f"{_LISTED} payments", "4 ms", _again(partial(shop.http.get, "/v1/payments"))),
            (f"{_LISTED} links", "4 ms", _again(partial(shop.http.get, "/v1/links"))),
            ("new link", "2 ms", _again(lambda: _new_link(shop.http))),
            ("payer's form, store link", "1.5 ms", _again(partial(get, shop.store_url))),
            ("payer's form, fixed link", "2 ms", _again(partial(get, links[0]))),
            ("payer's form, each from another address", "", _from_elsewhere(links[0])),
            ("payer's form sent, until the redirect", "5 ms", _again(lambda: _send_form(payer, shop.store_url))),
            ("receipt, each a first time", "", (partial(get, f"/p/{code}") for code in codes[1:])),
            ("receipt", "3 ms", _again(partial(get, f"/p/{codes[0]}"))),
            ("its document, each a first time", "", (partial(get, f"/p/{code}.pdf") for code in codes[1:])),
            ("its document, drawn once and kept", "40 ms", _again(partial(get, f"/p/{codes[0]}.pdf"))),
            ("preview of a link", "1 ms", _again(partial(get, f"/preview/s/{shop.slug}.png"))),
        ]
        return [
            *stick.figures,
            *(
                Figure(f"{what}: processor for each", may, stick.beside(_runs(server, asked)))
                for what, may, asked in rows
            ),
        ]


def _runs(server: psutil.Process, asked: Iterable[Callable[[], httpx.Response]]) -> list[float]:
    """Milliseconds of processor for one of these in each of five runs, when what is made once has been made."""
    asks = list(asked)
    each = len(asks) // _RUNS
    found = []
    for start in range(0, each * _RUNS, each):
        used, answers = processor_seconds(server), [ask() for ask in asks[start : start + each]]
        used = processor_seconds(server) - used
        for answer in answers:
            assert answer.status_code < 400, answer.text
        found.append(used / each * 1000)
    return found


def _again(ask: Callable[[], httpx.Response], times: int = _TIMES) -> Iterable[Callable[[], httpx.Response]]:
    for _ in range(_WARM):
        ask()
    return itertools.repeat(ask, times)


def _paid(town: BenchTown) -> list[str]:
    """The codes of so many payments whose receipts nobody has seen."""
    known = {payment["id"] for payment in town.shop.payments}
    with plain.client() as http:
        for notice in notices(town, _LISTED):
            http.post(f"{town.url}/webhooks/sslcommerz", data=notice).raise_for_status()
    eventually(lambda: not town.shop.get("/v1/payments", status="pending", limit=1)["data"])
    return [payment["code"] for payment in town.shop.payments if payment["id"] not in known]


def _new_link(shop: httpx.Client) -> httpx.Response:
    return shop.post("/v1/links", json={"id": new_id("pl"), "amount": 125_000, "note": "থ্রি-পিস, নীল"})


def _send_form(payer: httpx.Client, url: str) -> httpx.Response:
    """A new payer each time, or it would be the attempt that is open already."""
    typed = {"form_key": secrets.token_urlsafe(16), "name": f"ক্রেতা {secrets.randbelow(10**9)}", "phone": PHONE}
    return payer.post(url, data={**typed, "amount": "100.02"})


def _from_elsewhere(url: str) -> Iterable[Callable[[], httpx.Response]]:
    """Each with a line of its own, and counted as a reader of the link."""

    def ask(number: int) -> httpx.Response:
        transport = httpx.HTTPTransport(local_address=f"127.0.1.{number}", verify=plain.no_tls())
        with plain.client(transport=transport, headers=_BROWSER) as http:
            return http.get(url)

    return [partial(ask, number) for number in range(1, 101)]
