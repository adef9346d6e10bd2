"""One shop with a million payments beside one with a thousand, on both databases: its lists, its searches and the audit."""

import statistics
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Final

import httpx
from sqlalchemy import text

from checkout.commands.sign_in import hash_token
from checkout.ids import new_id
from checkout.store import tables
from checkout.store.database import Database
from checkout.store.migrate import migrate
from checkout.store.opening import utc_now
from checkout.store.unit_of_work import UnitOfWork
from tests.bench.auditing import Used, auditing
from tests.bench.figures import Figure, percentile, spread
from tests.bench.processor import tree_seconds
from tests.bench.serving import served
from tests.support import plain
from tests.support.bulk import in_bulk
from tests.support.many import AMOUNT, BEGAN, fill
from tests.support.operator import operators_environment
from tests.support.postgres import postgresql

PAYMENTS: Final = 1_050_000
# Twenty of each twenty-one are the big shop's; fifty others have a thousand each.
_CYCLE: Final = 21
_SHOPS: Final = 51
_BIG, _SMALL = "mer_0000", "mer_0001"
_FEW: Final = 60
_FEW_SORTS: Final = ("active", "expired", "cancelled")
_RUNS: Final = 5
_TIMES: Final = 40
_WARM: Final = 5
_MEANWHILE: Final = 200
_RARE: Final = "নাসরিন আক্তার"
# A search in the small shop ends among its newest thousand: it says nothing of a search by the index.
_LIST, _SEARCH = "20 ms; ; 1.5", "50 ms"
_ASKED: Final = {
    "balance": ("/v1/balance", {}, _LIST),
    "history": ("/v1/balance/entries", {}, _LIST),
    "payments": ("/v1/payments", {}, _LIST),
    "payments paid": ("/v1/payments", {"status": "paid"}, _LIST),
    "payments on hold, of which there is none": ("/v1/payments", {"status": "on_hold"}, _LIST),
    "payments of the shop's own link": ("/v1/payments", {"link_id": "pl_00000000-0000-7000-8000-00000000{shop}"}, _LIST),
    "payments of that link that failed, of which there is none": (
        "/v1/payments", {"link_id": "pl_00000000-0000-7000-8000-00000000{shop}", "status": "failed"}, _LIST),
    "refunds": ("/v1/refunds", {}, _LIST),
    "payouts": ("/v1/payouts", {}, _LIST),
    "events": ("/v1/events", {"after": "0"}, _LIST),
    "links": ("/v1/links", {}, _LIST),
    "links active": ("/v1/links", {"status": "active"}, _LIST),
    "links expired": ("/v1/links", {"status": "expired"}, _LIST),
    "links paid": ("/v1/links", {"status": "paid"}, _LIST),
    "links paused, of which there is none": ("/v1/links", {"status": "paused"}, _LIST),
    "search for a rare name": ("/v1/payments", {"q": _RARE}, _SEARCH),
    "search for a name that nobody has": ("/v1/payments", {"q": "জাহানারা বেগম"}, _SEARCH),
    "search for a phone that nobody has": ("/v1/payments", {"q": "01987654321"}, _SEARCH),
    "search for a rare name among the paid": ("/v1/payments", {"q": _RARE, "status": "paid"}, _SEARCH),
}  # fmt: skip
_AT_ONCE: Final = (_RARE, "জাহানারা বেগম", "01987654321", "ৎঁ")


def million(folder: Path) -> list[Figure]:
    """The same on either database; what is only read does not care whether the other's disk was waited for."""
    file = f"sqlite:///{folder / 'million.db'}"
    migrate(file)
    figures = _of(file, "SQLite", time.process_time)
    with postgresql() as server:
        head = server.process
        figures += _of(server.migrated(), "PostgreSQL", lambda: time.process_time() + tree_seconds(head))
    return figures


def _of(database_url: str, name: str, used: Used) -> list[Figure]:
    db = Database(database_url, clock=utc_now, new_id=new_id, public_url="https://pay.example")
    db.transact_now(_fill)
    figures = auditing(db, name, PAYMENTS, used)
    db.close()
    environment = operators_environment(database_url, ADAY_API_CALLS_PER_MINUTE="1000000")
    # It is asked at its own address.
    del environment["ADAY_PUBLIC_URL"]
    with served(["aday", "serve"], environment) as (_, port), _shop(port, _BIG) as big, _shop(port, _SMALL) as small:
        figures += [_compared(what, name, big, small) for what in _ASKED]
        figures += _meanwhile(name, port, small)
    return figures


def _fill(uow: UnitOfWork) -> None:
    """The payments, a device of each shop, the few links that are not paid, and one payer of a rare name."""
    with in_bulk(uow.conn):
        fill(uow.conn, PAYMENTS, shops=_SHOPS, cycle=_CYCLE, own_links=2)
    devices = [
        {
            "id": f"dev_{shop}",
            "merchant_id": shop,
            "name": "bench",
            "token_hash": hash_token(_token(shop)),
            "created_at": uow.now,
        }
        for shop in (_BIG, _SMALL)
    ]
    uow.conn.execute(tables.devices.insert(), devices)
    link = text(
        """INSERT INTO links (id, merchant_id, kind, code, amount_poisha, note, status, created_at, payments_count,
        paid_total_poisha, request_hash) VALUES ('pl_' || :code, :shop, 'fixed', :code, :amount, '', :status, :at, 0, 0, '')"""
    )
    uow.conn.execute(
        link,
        [
            {
                "code": f"{status}{shop}{number}",
                "shop": shop,
                "status": status,
                "amount": AMOUNT,
                "at": BEGAN + number,
            }
            for shop in (_BIG, _SMALL)
            for status in _FEW_SORTS
            for number in range(_FEW)
        ],
    )
    rare = text(
        """UPDATE payments SET payer_name = :name WHERE id =
        (SELECT id FROM payments WHERE merchant_id = :shop ORDER BY created_at, id LIMIT 1)"""
    )
    uow.conn.execute(rare, [{"name": _RARE, "shop": shop} for shop in (_BIG, _SMALL)])
    uow.conn.execute(text("ANALYZE"))


def _token(shop: str) -> str:
    return f"aday_bench_{shop}"


def _shop(port: int, shop: str) -> httpx.Client:
    return plain.client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {_token(shop)}"})


def _compared(what: str, database: str, big: httpx.Client, small: httpx.Client) -> Figure:
    """By turns, so that what else the machine does is the same for both."""
    path, params, limit = _ASKED[what]
    of_both = [_Question(big, _BIG, path, params), _Question(small, _SMALL, path, params)]
    runs = []
    for run in range(-1, _RUNS):
        took: tuple[list[float], list[float]] = ([], [])
        for _ in range(_WARM if run < 0 else _TIMES):
            for times, question in zip(took, of_both, strict=True):
                times.append(question.took())
        if run >= 0:
            runs.append(took)
    of_big, of_small = ([one for took in runs for one in took[which]] for which in (0, 1))
    ratios = [statistics.median(one) / statistics.median(other) for one, other in runs]
    return Figure(
        f"a million payments, {database}: {what}: p99 of {_RUNS * _TIMES} (in a shop of 1,000); median; so many times that shop's",
        limit,
        f"{percentile(of_big, 99):.1f} ms ({percentile(of_small, 99):.1f} ms); {statistics.median(of_big):.1f} ms; {spread(ratios, '{:.2f}')}",
    )


@dataclass(frozen=True)
class _Question:
    http: httpx.Client
    shop: str
    path: str
    params: Mapping[str, str]

    def took(self) -> float:
        """Milliseconds until it is answered."""
        params = {name: said.format(shop=self.shop.removeprefix("mer_")) for name, said in self.params.items()}
        began = time.perf_counter()
        answer = self.http.get(self.path, params=params)
        took = (time.perf_counter() - began) * 1000
        assert answer.status_code == 200, answer.text
        return took


def _meanwhile(database: str, port: int, small: httpx.Client) -> list[Figure]:
    """What another shop and a payer wait while four searches of the big shop go on; the fourth is too short for an index."""
    over = Event()

    def search(words: str) -> int:
        count = 0
        with _shop(port, _BIG) as http:
            while not over.is_set():
                assert http.get("/v1/payments", params={"q": words}).status_code in (200, 422)
                count += 1
        return count

    with ThreadPoolExecutor(len(_AT_ONCE)) as pool, plain.client(base_url=str(small.base_url)) as payer:
        searches = [pool.submit(search, words) for words in _AT_ONCE]
        try:
            balance = _Question(small, _SMALL, "/v1/balance", {})
            form = _Question(payer, _SMALL, "/s/shop-1", {})
            balances, forms = zip(*_by_turns(balance, form), strict=True)
        finally:
            over.set()
        count = sum(one.result() for one in searches)
    return [
        Figure(
            f"a million payments, {database}: beside four searches at once ({count} of them): {what}, median, p99 and most of {_MEANWHILE}",
            "",
            f"{percentile(took, 50):.1f}, {percentile(took, 99):.1f} and {max(took):.1f} ms",
        )
        for what, took in (("another shop's balance", balances), ("a payer's form", forms))
    ]


def _by_turns(*questions: _Question) -> Iterator[tuple[float, ...]]:
    for _ in range(_MEANWHILE):
        yield tuple(question.took() for question in questions)
