"""The checkout: from a gateway's notice to the shop's event, and how large the payer's form is."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import httpx

from checkout.ids import new_id
from checkout.store.database import Database
from checkout.store.migrate import migrate
from checkout.store.opening import utc_now
from sandbox.bkash.told import TOPIC
from sandbox.main import DEMO_BKASH, DEMO_STORE
from sandbox.sslcommerz.notices import notice_fields
from sandbox.sslcommerz.state import State
from tests.bench.figures import Figure, percentile, spread
from tests.support.payer import Payer
from tests.support.servers import free_port
from tests.support.shop import ShopDevice, eventually, open_shop

NOTICES: Final = 300
_RUNS: Final = 5


@dataclass(frozen=True)
class BenchTown:
    """Checkout and stand-in gateway as processes of their own, as they run in earnest."""

    url: str
    gateway_files: Path
    shops: tuple[ShopDevice, ...]
    server_pid: int
    gateway_url: str

    @property
    def shop(self) -> ShopDevice:
        """The first of them."""
        return self.shops[0]


@contextmanager
def town(
    folder: Path, shops: int = 1, more: Mapping[str, str] | None = None, *, hears_of_codes: bool = False
) -> Iterator[BenchTown]:
    """Both of them on ports of their own, with so many shops; `more` are settings by their names.

    With `hears_of_codes` bKash tells the checkout of money that is paid by a code.
    """
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
        # A thousand links are made by one token in some seconds.
        "ADAY_API_CALLS_PER_MINUTE": "1000000",
        **(_with_notices(gateway_url) if hears_of_codes else {}),
        **(more or {}),
    }
    told = ["--bkash-notices", f"{url}/webhooks/bkash"] if hears_of_codes else []
    migrate(environment["ADAY_DATABASE_URL"])
    db = Database(environment["ADAY_DATABASE_URL"], clock=utc_now, new_id=new_id, public_url=url)
    opened = tuple(open_shop(db, url) for _ in range(shops))
    db.close()
    commands = (["sandbox", "--port", str(ports[1]), "--data", str(files), *told], ["serve", "--port", str(ports[0])])
    parts = [
        subprocess.Popen(
            [sys.executable, "-m", "aday", *command],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        for address in (f"{gateway_url}/healthz", f"{url}/readyz"):
            eventually(partial(answers, address))
        yield BenchTown(url, files, opened, parts[1].pid, gateway_url)
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            part.wait(timeout=20)


def _with_notices(gateway_url: str) -> dict[str, str]:
    """The stand-in's merchant at bKash, to whom its SNS speaks."""
    return {
        "ADAY_BKASH_BASE_URL": gateway_url,
        "ADAY_BKASH_USERNAME": DEMO_BKASH.username,
        "ADAY_BKASH_PASSWORD": DEMO_BKASH.password,
        "ADAY_BKASH_APP_KEY": DEMO_BKASH.app_key,
        "ADAY_BKASH_APP_SECRET": DEMO_BKASH.app_secret,
        "ADAY_BKASH_FEE": '{"basis_points": 150}',
        "ADAY_BKASH_TOPIC_ARN": TOPIC,
        "ADAY_BKASH_SNS_URL": f"{gateway_url}/sns",
    }


def answers(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def notice_to_event(town: BenchTown) -> list[Figure]:
    """From the moment an IPN is sent to the moment a connected client has read payment.paid."""
    shop, told = town.shop, notices(town, NOTICES)
    last_seq = shop.events[-1]["seq"]
    heard: dict[str, float] = {}
    arrived = threading.Event()
    ready = threading.Event()

    def listen() -> None:
        with (
            contextlib.suppress(httpx.HTTPError),
            shop.http.stream("GET", f"/v1/events/stream?after={last_seq}") as stream,
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
        for notice in told:
            arrived.clear()
            began = time.perf_counter()
            http.post(f"{town.url}/webhooks/sslcommerz", data=notice)
            arrived.wait(10)
            took.append((heard["at"] - began) * 1000)
    each = NOTICES // _RUNS
    runs = [took[start : start + each] for start in range(0, NOTICES, each)]
    what = f"notice → event at the shop, one after another, SQLite `synchronous=FULL`, the gateway asked ({_RUNS} runs of {each})"
    return [
        Figure(f"{what}: {name}", may_be, spread([percentile(run, percent) for run in runs], "{:.1f} ms"))
        for name, percent, may_be in (("median", 50, "12 ms"), ("p99", 99, "40 ms"))
    ]


def form_size(shop: ShopDevice) -> list[Figure]:
    """All bytes of the one request that draws the payer's form, headers included."""
    sizes = []
    with httpx.Client(trust_env=False) as http:
        for url in (shop.store_url, shop.new_link(125_000, "থ্রি-পিস, নীল")["url"]):
            with http.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
                headers = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
                sizes.append(len(b"".join(answer.iter_raw())) + headers)
    return [Figure("the payer's form over the wire, gzip, one request", "14,000 bytes", f"{max(sizes):,} bytes")]


def notices(town: BenchTown, count: int, amount: Callable[[int], str] = lambda _: "100.02") -> list[dict[str, str]]:
    """Of payments that the stand-in captured, and has told nobody of; what each is about ends in .02."""
    state = State(str(town.gateway_files), DEMO_STORE)
    known = {session.key for session in state.everything()}
    payer = Payer()
    for number in range(count):
        payer.pay_there(payer.to_gateway(town.shop.store_url, amount=amount(number), name=f"ক্রেতা {number}"))
    payer.http.close()
    told = [notice_fields(one, state.store) for one in state.everything() if one.key not in known]
    state.close()
    return told
