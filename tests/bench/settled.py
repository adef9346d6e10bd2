"""A checkout in which payments are settled, beside payers and a gateway that cost next to nothing."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

import psutil
from sqlalchemy import func, select

from checkout.commands.start_payment import GatewayTurn, SentForm, page_opened, start_payment
from checkout.core.payment import Payer
from checkout.core.payment_form import PaymentRequest
from checkout.core.payment_status import Status
from checkout.gateways.base import PaymentPage
from checkout.ids import new_id, new_tran_id
from checkout.store import links, tables
from checkout.store.database import Database
from checkout.store.opening import utc_now
from checkout.store.unit_of_work import UnitOfWork
from codes import new_code
from money import Money
from sandbox.main import DEMO_STORE
from sandbox.sslcommerz.signing import signed
from tests.bench.lean_gateway import AMOUNT, captured
from tests.bench.processor import processor_seconds, tree_seconds
from tests.bench.serving import served
from tests.support.shop import ShopDevice, open_shop
from tests.support.workers import serving_workers

_GATEWAY: Final = "sslcommerz"
_TURN: Final = GatewayTurn(_GATEWAY, timedelta(hours=1), timedelta(minutes=1))
_LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True)
class Settling:
    """Its database, the process that has all the others, its port, and its shops."""

    db: Database
    server: psutil.Process
    port: int
    shops: Sequence[ShopDevice]


@contextmanager
def settling_checkout(database_url: str, *, shops: int = 1, workers: int = 1) -> Iterator[Settling]:
    """A checkout as it is served, at a database that has its tables, beside a gateway that answers at once."""
    db = Database(database_url, clock=utc_now, new_id=new_id, public_url="http://127.0.0.1")
    opened = [open_shop(db, "http://127.0.0.1") for _ in range(shops)]
    with served(["tests.bench.lean_gateway"], {}) as (_, gateway_port):
        environment = {
            "ADAY_DATABASE_URL": database_url,
            "ADAY_SSLCOMMERZ_BASE_URL": f"http://127.0.0.1:{gateway_port}",
            "ADAY_SSLCOMMERZ_STORE_ID": DEMO_STORE.store_id,
            "ADAY_SSLCOMMERZ_STORE_PASSWORD": DEMO_STORE.password,
            # The clock must not find the payments before their notices are sent.
            "ADAY_RECONCILE_FIRST_SECONDS": "3600",
            "ADAY_API_CALLS_PER_MINUTE": "1000000",
        }
        if workers == 1:
            with served(["aday", "serve"], environment) as (server, port):
                yield Settling(db, server, port, opened)
        else:
            with serving_workers(workers, environment) as several:
                yield Settling(db, several.parent, int(several.url.rpartition(":")[2]), opened)
    db.close()


@dataclass(frozen=True)
class Settled:
    """What each payment took, and how many a second were settled; how they were begun is not counted."""

    checkout_ms: float
    database_ms: float
    """Of a database's own processes."""
    a_second: float


async def settle(checkout: Settling, at_once: int, count: int, database: psutil.Process | None = None) -> Settled:
    """Tell a checkout of so many payments, and wait until it has settled them."""
    db, server, port = checkout.db, checkout.server, checkout.port
    asked = iter([notice_request(port, tran_id) for tran_id in db.transact_now(begun, count)])
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(at_once)]
    clock = asyncio.get_running_loop().time
    began, used = clock(), processor_seconds(server)
    used_beside = tree_seconds(database) if database else 0.0
    await asyncio.gather(*(_send(*line, asked) for line in lines))
    while db.read_now(lambda conn: conn.execute(_PENDING).scalar_one()):
        await asyncio.sleep(_LOOK_SECONDS)
    took, used = clock() - began, processor_seconds(server) - used
    used_beside = tree_seconds(database) - used_beside if database else 0.0
    for _, writer in lines:
        writer.close()
    return Settled(used / count * 1000, used_beside / count * 1000, count / took)


async def _send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: Iterator[bytes]) -> None:
    for request in asked:
        await send(reader, writer, request)


async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> None:
    """One notice, until it is answered."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 "), head


def notice_request(port: int, tran_id: str) -> bytes:
    """A notice as SSLCommerz sends it."""
    body = urlencode(signed({**captured(tran_id), "store_id": DEMO_STORE.store_id}, DEMO_STORE.password)).encode()
    head = f"POST /webhooks/{_GATEWAY} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-length: {len(body)}\r\n"
    return f"{head}content-type: application/x-www-form-urlencoded\r\n\r\n".encode() + body


_PENDING: Final = select(func.count()).where(tables.payments.c.status == Status.PENDING)
_STORE_LINKS: Final = select(tables.links.c.id).where(tables.links.c.kind == "store").order_by(tables.links.c.id)


def begun(uow: UnitOfWork, count: int) -> list[str]:
    """Our references of so many payments whose payers were sent to the gateway, by turns of the shops.

    One of each shop goes all the way; the others are rows like it.
    """
    kept = tables.payments
    first = [_begin(uow, link_id) for link_id in uow.conn.execute(_STORE_LINKS).scalars()]
    rows = [dict(uow.conn.execute(select(kept).where(kept.c.id == one)).mappings().one()) for one in first]
    others = [
        {
            **rows[number % len(rows)],
            "id": new_id("pay"),
            "code": new_code(),
            "tran_id": new_tran_id(),
            "form_key": new_id("form"),
            "payer_name": f"ক্রেতা {number}",
            "payer_phone": f"017{number:08}",
        }
        for number in range(len(rows), count)
    ]
    if others:
        uow.conn.execute(kept.insert(), others)
    return [str(row["tran_id"]) for row in (*rows, *others)]


def _begin(uow: UnitOfWork, link_id: str) -> str:
    link = links.get(uow.conn, link_id)
    assert link is not None
    payer = Payer("ক্রেতা", "01700000000")
    form = SentForm(link.id, new_id("form"), PaymentRequest(Money.of_decimal(Decimal(AMOUNT)), payer), "bn")
    payment = start_payment(uow, form, _TURN).payment
    page_opened(uow, payment.id, _GATEWAY, PaymentPage("http://127.0.0.1/page"))
    return payment.id
