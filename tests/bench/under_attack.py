"""A payer's form and a sign-in while all that is costly is tried at once: pictures, a long statement, hundreds of streams."""

import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import httpx

from checkout.commands.payouts import adjust_balance
from checkout.core.merchant import MerchantId
from checkout.ids import new_id
from checkout.store import ledger
from checkout.store.database import Database
from checkout.store.opening import utc_now
from checkout.store.unit_of_work import UnitOfWork
from money import Money
from tests.bench.checkout import BenchTown
from tests.bench.figures import Figure
from tests.support.hostile import picture_of_empty_scans

_TIMES: Final = 60
_LINES: Final = 4_000
_STREAMS: Final = 600
_AGAIN_SECONDS: Final = 0.5
"""Who is refused asks again after it."""
_AN_ACT: Final = 100
_PICTURES: Final = 8
_AT_ONCE: Final = 32
_FORMS_TO_A_CODE: Final = 6


def under_attack(town: BenchTown, folder: Path) -> list[Figure]:
    """Quiet, and under everything at once; beside it a yardstick, since the machine that attacks is the same one."""
    _fill_history(town, folder)
    quiet_form, quiet_code, quiet_stick = _measure(town)
    with _everything_at_once(town) as told:
        loud_form, loud_code, loud_stick = _measure(town)
    said = ", ".join(f"{count} × {status}" for status, count in sorted(told.items()))
    return [
        Figure(
            "the payer's form under eight hostile pictures, a statement of 4,000 lines and 600 streams, median",
            f"3 × quiet ({3 * quiet_form:.0f} ms)",
            f"{loud_form:.1f} ms; quiet {quiet_form:.1f} ms",
        ),
        Figure(
            "a sign-in's code under them, median",
            f"3 × quiet ({3 * quiet_code:.0f} ms)",
            f"{loud_code:.1f} ms; quiet {quiet_code:.1f} ms",
        ),
        Figure(
            "yardstick: 200,000 additions in a process of its own",
            "",
            f"{loud_stick:.1f} ms; quiet {quiet_stick:.1f} ms",
        ),
        Figure("what they were answered", "", said),
    ]


def _measure(town: BenchTown) -> tuple[float, float, float]:
    """Medians in milliseconds: the form, a code for another phone each time, and the yardstick."""
    form, code, stick = [], [], []
    with httpx.Client(trust_env=False, timeout=60) as http:
        for number in range(_TIMES):
            form.append(_took(lambda: http.get(town.shop.store_url).raise_for_status()))
            if number % _FORMS_TO_A_CODE == 0:
                asked = {"phone": f"018{random.randrange(10**8):08d}"}
                code.append(_took(partial(http.post, f"{town.url}/v1/auth/otp", json=asked)))
            stick.append(_took(lambda: sum(range(200_000))))
    return statistics.median(form), statistics.median(code), statistics.median(stick)


def _took(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def _fill_history(town: BenchTown, folder: Path) -> None:
    """About as many lines as a statement holds."""
    db = Database(f"sqlite:///{folder / 'checkout.db'}", clock=utc_now, new_id=new_id, public_url=town.url)
    shop = MerchantId(town.shop.get("/v1/merchant")["id"])

    def fill(uow: UnitOfWork) -> None:
        for number in range(_AN_ACT):
            adjust_balance(uow, shop, Money(100 + number), "bench")

    missing_count = _LINES - len(db.read_now(ledger.history, shop, _LINES, None))
    # In small acts: the checkout writes beside us.
    for _ in range(missing_count // _AN_ACT):
        db.transact_now(fill)
    db.close()


@contextmanager
def _everything_at_once(town: BenchTown) -> Iterator[dict[int, int]]:
    """Goes on until the measurement is over; how it was answered, by status."""
    picture, over, told = picture_of_empty_scans(), threading.Event(), dict[int, int]()
    lock, asked = threading.Lock(), threading.Semaphore(0)
    headers = {"Authorization": f"Bearer {town.shop.token}"}

    def note(status: int) -> None:
        with lock:
            told[status] = told.get(status, 0) + 1

    def send_pictures() -> None:
        with httpx.Client(trust_env=False, timeout=60, base_url=town.url, headers=headers) as http:
            while not over.is_set():
                note(http.post("/v1/receipts/read", json={"image": picture}).status_code)
                over.wait(_AGAIN_SECONDS)

    def draw() -> None:
        with httpx.Client(trust_env=False, timeout=120, base_url=town.url, headers=headers) as http:
            while not over.is_set():
                note(http.get("/v1/balance/statement").status_code)
                over.wait(_AGAIN_SECONDS)

    def listen() -> None:
        limits = httpx.Limits(max_connections=None)
        with httpx.Client(trust_env=False, timeout=60, base_url=town.url, headers=headers, limits=limits) as http:
            held = []
            for _ in range(_STREAMS // _AT_ONCE):
                one = http.send(http.build_request("GET", "/v1/events/stream"), stream=True)
                note(one.status_code)
                held.append(one)
            asked.release()
            over.wait()
            for one in held:
                one.close()

    with ThreadPoolExecutor(_PICTURES + 2 + _AT_ONCE) as threads:
        for _ in range(_PICTURES):
            threads.submit(send_pictures)
        threads.submit(draw)
        for _ in range(_AT_ONCE):
            threads.submit(listen)
        # Idle streams are what is measured, and not the moment in which they are asked for.
        for _ in range(_AT_ONCE):
            asked.acquire(timeout=60)
        try:
            yield told
        finally:
            over.set()
