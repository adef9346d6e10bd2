"""The app's own store, as it grows."""

import asyncio
import hashlib
import itertools
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

from app.services.local_store import LocalStore
from app.state import Shop
from tests.bench.figures import Figure
from tests.support.app_sessions import NOWHERE, session_of
from tests.support.resources import SHOP, link, payment

STARTS: Final = 20


def big_stores(folder: Path) -> list[Figure]:
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
        took("the day's account with thirty days", "", lambda: store.entry_sums(date(2026, 11, 1), date(2026, 11, 30))),
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
    session = session_of(NOWHERE, token, folder, shop)
    await session.open()
    rows = len(shop.home.rows) if shop.home else 0
    await session.close()
    return rows


def _store_path(folder: Path, token: str) -> Path:
    return folder / f"shop-{hashlib.sha256(token.encode()).hexdigest()[:32]}.db"
