"""The figures we promise, measured on this machine and printed: `make bench`. Nothing is asserted here."""

import asyncio
import contextlib
import hashlib
import itertools
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from app.desk import Desk
from app.services.checkout_client import CheckoutClient
from app.services.local_store import LocalStore
from app.services.records import PaymentRecord
from app.shop import Account, Shop
from checkout.ids import new_id
from checkout.main import utc_now
from checkout.store.database import Database
from checkout.store.migrate import migrate
from sandbox.main import DEMO_STORE
from sandbox.sslcommerz.notices import notice_fields
from sandbox.sslcommerz.state import State
from tests.app.test_local_store import SHOP, link, payment
from tests.lighthouse import Figure, lighthouse
from tests.support.payer import Payer
from tests.support.servers import free_port
from tests.support.shop import ShopDevice, close_devices, eventually, open_shop

NOTICES = 300
STARTS = 20


def main() -> None:
    """Measure and print, as a table for docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as folder, _town(Path(folder)) as town:
        figures = [*_notice_to_event(town), *_form_size(town.shop), *_big_stores(Path(folder))]
        figures += lighthouse(town.shop, Path(folder))
        close_devices()
    out = sys.stdout.write
    out(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n\n")
    out("| what | may be | was |\n| --- | --- | --- |\n")
    for figure in figures:
        out(f"| {figure.what} | {figure.limit} | {figure.found} |\n")


@dataclass(frozen=True)
class BenchTown:
    """Checkout and stand-in gateway as processes of their own, as they run in earnest."""

    url: str
    gateway_files: Path
    shop: ShopDevice


@contextmanager
def _town(folder: Path) -> Iterator[BenchTown]:
    ports = [free_port(), free_port()]
    url, gateway_url = (f"http://127.0.0.1:{port}" for port in ports)
    database, files = folder / "checkout.db", folder / "sandbox.db"
    environment = {
        **os.environ,
        "ADAY_DATABASE_URL": f"sqlite:///{database}",
        "ADAY_PUBLIC_URL": url,
        "ADAY_SSLCOMMERZ_BASE_URL": gateway_url,
        "ADAY_SSLCOMMERZ_STORE_ID": DEMO_STORE.store_id,
        "ADAY_SSLCOMMERZ_STORE_PASSWORD": DEMO_STORE.password,
        # The clock must not find the payments before their notices are sent.
        "ADAY_RECONCILE_FIRST_SECONDS": "3600",
    }
    migrate(environment["ADAY_DATABASE_URL"])
    db = Database(environment["ADAY_DATABASE_URL"], clock=utc_now, new_id=new_id, public_url=url)
    shop = open_shop(db, url)
    db.close()
    commands = (["sandbox", "--port", str(ports[1]), "--data", str(files)], ["serve", "--port", str(ports[0])])
    parts = [subprocess.Popen([sys.executable, "-m", "aday", *command], env=environment) for command in commands]
    try:
        for address in (f"{gateway_url}/healthz", f"{url}/readyz"):
            eventually(partial(_answers, address))
        yield BenchTown(url, files, shop)
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            part.wait(timeout=20)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _notice_to_event(town: BenchTown) -> list[Figure]:
    """From the moment an IPN is sent to the moment a connected client has read payment.paid."""
    payer, shop = Payer(), town.shop
    for number in range(NOTICES):
        # Captured, and no word of it; somebody else each time.
        payer.pay_there(payer.to_gateway(shop.store_url, amount="100.02", name=f"ক্রেতা {number}"))
    state = State(str(town.gateway_files), DEMO_STORE)
    notices = [notice_fields(session, state.store) for session in state.everything()]
    state.close()
    heard: dict[str, float] = {}
    arrived = threading.Event()
    ready = threading.Event()

    def listen() -> None:
        with (
            contextlib.suppress(httpx.HTTPError),
            shop.http.stream("GET", f"/v1/events/stream?after={NOTICES}") as stream,
        ):
            is_paid = False
            for line in stream.iter_lines():
                ready.set()
                if line.startswith("event: "):
                    is_paid = line == "event: payment.paid"
                elif is_paid and line.startswith("data: "):
                    heard["at"] = time.perf_counter()
                    arrived.set()

    threading.Thread(target=listen, daemon=True).start()
    ready.wait()
    took: list[float] = []
    with httpx.Client(trust_env=False) as http:
        for notice in notices:
            arrived.clear()
            began = time.perf_counter()
            http.post(f"{town.url}/webhooks/sslcommerz", data=notice)
            arrived.wait(10)
            took.append((heard["at"] - began) * 1000)
    payer.http.close()
    took.sort()
    median, p99 = statistics.median(took), took[int(len(took) * 0.99) - 1]
    what = f"IPN sent → SSE event read, SQLite `synchronous=FULL`, validation included ({NOTICES} payments)"
    return [
        Figure(f"{what}, median", "15 ms", f"{median:.1f} ms"),
        Figure(f"{what}, p99", "60 ms", f"{p99:.1f} ms"),
    ]


def _form_size(shop: ShopDevice) -> list[Figure]:
    """All bytes of the one request that draws the payer's form, headers included."""
    sizes = []
    with httpx.Client(trust_env=False) as http:
        for url in (shop.store_url, shop.new_link(125_000, "থ্রি-পিস, নীল")["url"]):
            with http.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
                headers = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
                sizes.append(len(b"".join(answer.iter_raw())) + headers)
    return [Figure("the payer's form over the wire, gzip, one request", "14,000 bytes", f"{max(sizes):,} bytes")]


def _big_stores(folder: Path) -> list[Figure]:
    """How the app's own store serves the screens, and takes in what happens, as it grows."""
    return [*_one_store(folder, 1_000, 2_000, "150 ms"), *_one_store(folder, 10_000, 25_000, "200 ms")]


def _one_store(folder: Path, links_count: int, payments_count: int, first_list_limit: str) -> list[Figure]:
    token = f"aday_bench_{links_count}"
    store = LocalStore(_store_path(folder, token))
    store.replace_all(
        SHOP,
        [link(0, kind="store", amount=None), *(link(number) for number in range(1, links_count + 1))],
        [_payment(number, links_count) for number in range(payments_count)],
        [entry for number in range(payments_count) for entry in _entries(number)],
        1,
    )

    def took(what: str, may_be: str, act: Callable[[], object]) -> Figure:
        times = []
        for _ in range(STARTS):
            began = time.perf_counter()
            act()
            times.append((time.perf_counter() - began) * 1000)
        size = f"{links_count:,} links and {2 * payments_count:,} entries"
        return Figure(
            f"app's store of {size}: {what}, median of {STARTS}", may_be, f"{statistics.median(times):.1f} ms"
        )

    seqs, oldest = itertools.count(2), 2 * payments_count - 100
    figures = [
        took("one event taken in", "10 ms", lambda: store.apply(next(seqs), "link.created", link(links_count + 1))),
        took("a page of the history", "", lambda: store.entries(limit=102)),
        took("the oldest page of the history", "", lambda: store.entries(limit=100, offset=oldest)),
        took("links searched by a payer's name", "", lambda: store.links(words="রহিম ৭৭", limit=51)),
        took("the day's account with thirty days", "", lambda: store.day_sums(date(2026, 11, 1))),
    ]
    store.close()
    opened = took("session start → first list", first_list_limit, lambda: asyncio.run(_open(folder, token)))
    return [*figures, opened]


def _payment(number: int, links_count: int) -> dict[str, Any]:
    made = payment(number)
    made["payer"] = {**made["payer"], "name": f"রহিম {number}"}
    return {**made, "id": f"pay_{number:06d}", "link_id": f"pl_{1 + number % links_count:04d}", "status": "paid"}


def _entries(number: int) -> list[dict[str, Any]]:
    facts = {"payment_id": f"pay_{number:06d}", "currency": "BDT", "created_at": "2026-11-12T04:42:00Z"}
    return [
        {"id": f"le_{2 * number:08d}", "kind": "payment", "amount": 50_000, "balance_after": 50_000, **facts},
        {"id": f"le_{2 * number + 1:08d}", "kind": "fee", "amount": -1_250, "balance_after": 48_750, **facts},
    ]


async def _open(folder: Path, token: str) -> int:
    shop = Shop()
    desk = Desk(
        Account(), shop, CheckoutClient("http://127.0.0.1:9"), _Kept(token), folder,
        device_name="bench", spawn=_never, on_paid=_nobody,
    )  # fmt: skip
    await desk.open()
    rows = len(shop.home.rows) if shop.home else 0
    await desk.close()
    return rows


def _store_path(folder: Path, token: str) -> Path:
    return folder / f"shop-{hashlib.sha256(token.encode()).hexdigest()[:32]}.db"


class _Kept:
    """A device that remembers a token."""

    def __init__(self, token: str) -> None:
        self._kept = {"token": token}

    async def get(self, key: str) -> str:
        return self._kept.get(key, "")

    async def set(self, key: str, value: str) -> None:
        self._kept[key] = value

    async def remove(self, key: str) -> None:
        self._kept.pop(key, None)


def _never(work: object) -> None:
    raise AssertionError("nothing is begun in the background here")


def _nobody(payment: PaymentRecord) -> None:
    raise AssertionError("nobody pays here")


if __name__ == "__main__":
    main()
