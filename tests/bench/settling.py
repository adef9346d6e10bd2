"""What one settled payment costs the checkout, from its gateway's notice in to the event out, and how many a second."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import psutil
from sqlalchemy import func, select

from checkout.commands.start_payment import GatewayTurn, SentForm, page_opened, start_payment
from checkout.core.payment import Payer
from checkout.core.payment_form import PaymentRequest
from checkout.core.payment_status import Status
from checkout.gateways.base import PaymentPage
from checkout.ids import new_id
from checkout.store import links, tables
from checkout.store.database import Database
from checkout.store.migrate import migrate
from checkout.store.opening import utc_now
from checkout.store.unit_of_work import UnitOfWork
from money import Money
from sandbox.main import DEMO_STORE
from sandbox.sslcommerz.notices import notice_fields
from sandbox.sslcommerz.signing import signed
from sandbox.sslcommerz.state import State
from tests.bench.checkout import BenchTown
from tests.bench.figures import Figure
from tests.bench.lean_gateway import AMOUNT, captured
from tests.bench.streams import served
from tests.support.payer import Payer as PayingBrowser
from tests.support.shop import open_shop

_PAYMENTS: Final = {1: 200, 16: 2_000, 64: 2_000}
_WARM: Final = 200
_RUNS: Final = 5
_MAY_COST: Final = {1: "6 ms", 16: "1.6 ms", 64: "1.6 ms"}
_MAY_BE_A_SECOND: Final = {1: "", 16: "600", 64: "600"}
_GATEWAY: Final = "sslcommerz"
_TURN: Final = GatewayTurn(_GATEWAY, timedelta(hours=1), timedelta(minutes=1))


def settling(folder: Path) -> list[Figure]:
    """One after another, sixteen and sixty-four at once, SQLite with `synchronous=FULL`, the gateway's word asked for.

    Who pays and the gateway cost next to nothing, so that two cores are enough for what is measured.
    """
    found: dict[int, list[tuple[float, float]]] = {at_once: [] for at_once in _PAYMENTS}
    with _checkout(folder) as (db, server, port):
        asyncio.run(_settle(db, server, port, 16, _WARM))
        for _ in range(_RUNS):
            for at_once, count in _PAYMENTS.items():
                found[at_once].append(asyncio.run(_settle(db, server, port, at_once, count)))
    figures = []
    for at_once, runs in found.items():
        costs, rates = (sorted(one) for one in zip(*runs, strict=True))
        what = f"settled payment, {at_once} at once ({_RUNS} runs of {_PAYMENTS[at_once]:,})"
        figures += [
            Figure(f"{what}: processor of the checkout for each", _MAY_COST[at_once], _spread(costs, "{:.2f} ms")),
            Figure(f"{what}: a second", _MAY_BE_A_SECOND[at_once], _spread(rates, "{:.0f}")),
        ]
    return figures


def _spread(runs: list[float], form: str) -> str:
    """The median of these, and the least and the most."""
    return f"{form.format(runs[len(runs) // 2])} ({form.format(runs[0])} to {form.format(runs[-1])})"


@contextmanager
def _checkout(folder: Path) -> Iterator[tuple[Database, psutil.Process, int]]:
    """A checkout as it is served, with one shop, beside a gateway that answers at once."""
    url = f"sqlite:///{folder / 'settling.db'}"
    migrate(url)
    db = Database(url, clock=utc_now, new_id=new_id, public_url="http://127.0.0.1")
    open_shop(db, "http://127.0.0.1")
    with served(["tests.bench.lean_gateway"], {}) as (_, gateway_port):
        environment = {
            "ADAY_DATABASE_URL": url,
            "ADAY_SSLCOMMERZ_BASE_URL": f"http://127.0.0.1:{gateway_port}",
            "ADAY_SSLCOMMERZ_STORE_ID": DEMO_STORE.store_id,
            "ADAY_SSLCOMMERZ_STORE_PASSWORD": DEMO_STORE.password,
            # The clock must not find the payments before their notices are sent.
            "ADAY_RECONCILE_FIRST_SECONDS": "3600",
        }
        with served(["aday", "serve"], environment) as (server, port):
            yield db, server, port
    db.close()


async def _settle(db: Database, server: psutil.Process, port: int, at_once: int, count: int) -> tuple[float, float]:
    """Milliseconds of processor for each of these payments, and how many a second were settled."""
    asked = iter([_request(port, tran_id) for tran_id in db.transact_now(_begun, count)])
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(at_once)]
    clock = asyncio.get_running_loop().time
    began, used = clock(), _processor_seconds(server)
    await asyncio.gather(*(_send(*line, asked) for line in lines))
    while db.read_now(lambda conn: conn.execute(_PENDING).scalar_one()):
        await asyncio.sleep(0.01)
    took, used = clock() - began, _processor_seconds(server) - used
    for _, writer in lines:
        writer.close()
    return used / count * 1000, count / took


async def _send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: Iterator[bytes]) -> None:
    for request in asked:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), head


def _request(port: int, tran_id: str) -> bytes:
    """A notice as SSLCommerz sends it."""
    body = urlencode(signed({**captured(tran_id), "store_id": DEMO_STORE.store_id}, DEMO_STORE.password)).encode()
    head = f"POST /webhooks/{_GATEWAY} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-length: {len(body)}\r\n"
    return f"{head}content-type: application/x-www-form-urlencoded\r\n\r\n".encode() + body


_PENDING: Final = select(func.count()).where(tables.payments.c.status == Status.PENDING)
_STORE_LINK: Final = select(tables.links.c.id).where(tables.links.c.kind == "store")


def _begun(uow: UnitOfWork, count: int) -> list[str]:
    """Our references of so many payments whose payers were sent to the gateway."""
    link = links.get(uow.conn, uow.conn.execute(_STORE_LINK).scalar_one())
    assert link is not None
    tran_ids = []
    for number in range(count):
        payer = Payer(f"ক্রেতা {number}", f"017{number:08}")
        form = SentForm(link.id, new_id("form"), PaymentRequest(Money.of_decimal(Decimal(AMOUNT)), payer), "bn")
        begun = start_payment(uow, form, _TURN).payment
        page_opened(uow, begun.id, _GATEWAY, PaymentPage("http://127.0.0.1/page"))
        tran_ids.append(begun.tran_id)
    return tran_ids


def notices(town: BenchTown, count: int) -> list[dict[str, str]]:
    """Of payments that the stand-in captured, and has told nobody of."""
    state = State(str(town.gateway_files), DEMO_STORE)
    known = {session.key for session in state.everything()}
    payer = PayingBrowser()
    for number in range(count):
        payer.pay_there(payer.to_gateway(town.shop.store_url, amount="100.02", name=f"ক্রেতা {number}"))
    payer.http.close()
    told = [notice_fields(one, state.store) for one in state.everything() if one.key not in known]
    state.close()
    return told


def _processor_seconds(server: psutil.Process) -> float:
    used = server.cpu_times()
    return float(used.user + used.system)
