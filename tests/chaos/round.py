"""One round: payers, shops, an operator and a `kill -9` over lines that fail; then peace, and the books are compared."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx

from checkout.commands.review_payments import reject_payment, release_payment
from checkout.ids import new_id
from checkout.store.database import Database
from checkout.store.migrate import migrate
from checkout.store.opening import utc_now
from checkout.store.tables import to_microseconds
from checkout.store.unit_of_work import UnitOfWork
from sandbox.aamarpay import app as aamarpay
from sandbox.main import DEMO_BKASH
from sandbox.main import create_app as create_sandbox
from sandbox.nagad import app as nagad
from sandbox.nagad import keys
from sandbox.shurjopay import app as shurjopay
from tests.chaos.books import StandIns, differences, not_at_rest, payments_of, refunds_of
from tests.chaos.faults import TO_ALL, TO_GATEWAYS, BadLine, carrying
from tests.chaos.operator import settle_refund
from tests.support import plain
from tests.support.payer import Payer
from tests.support.postgres import Postgres
from tests.support.processes import serve
from tests.support.servers import free_port, serving
from tests.support.shop import ShopDevice, close_devices, eventually, open_shop
from tests.support.workers import environment, serving_workers

_PAYERS: Final = 6
_SHOPS: Final = 2
_PAYING_SECONDS: Final = 60.0
_WORKERS: Final = 4
_TO_REST_SECONDS: Final = 240.0
# No call to a gateway takes so long with these time-outs: who claimed work before is dead, or done with it.
_LONGEST_WORK_SECONDS: Final = 12.0
_PAYER: Final = b"\r\nx-payer:"
_AMOUNTS: Final = ("500", "320", "200.30", "500", "100.05", "100.02")
_CUT_OFF: Final = (httpx.HTTPError, AssertionError, TypeError, KeyError, AttributeError)


@dataclass
class Round:
    """What came of it. `wrong` is empty when all books agree."""

    seed: int
    captured: int = 0
    backs: int = 0
    by_hand: int = 0
    seconds: float = 0.0
    rest_seconds: float = 0.0
    struck: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        verdict = "holds" if not self.wrong else "DOES NOT HOLD"
        return (
            f"seed {self.seed}: {self.captured} captured, {self.backs} given back, {self.by_hand} by hand, "
            f"{self.struck.total()} faults, {self.seconds:.0f} s, of which {self.rest_seconds:.0f} to rest: {verdict}"
        )


def play(seed: int, folder: Path, postgres: Postgres | None = None) -> Round:
    """A round on SQLite, or on that server with four workers."""
    began, chance, found = time.monotonic(), random.Random(seed), Round(seed)
    app = create_sandbox()
    # Lost answers cost tokens, and nobody waits for an hour here.
    app.state.bkash.counts_tokens = False
    port = free_port()
    with ExitStack() as ending:
        gateway = ending.enter_context(serving(app))
        behind = int(gateway.url.rpartition(":")[2])
        gateways = BadLine(behind, random.Random(chance.random()), chance.choice((15, 30, 45)), _to_gateways)
        front = BadLine(port, random.Random(chance.random()), chance.choice((20, 40)), _to_us)
        ending.enter_context(carrying(gateways, front))
        for name in ("aamarpay", "shurjopay"):
            setattr(app.state, f"{name}_ipn_url", f"{front.url}/webhooks/{name}")
        url = f"sqlite:///{folder}/chaos-{port}.db" if postgres is None else postgres.migrated()
        if postgres is None:
            migrate(url)
        db = Database(url, clock=utc_now, new_id=new_id, public_url=front.url)
        ending.callback(db.close)
        settings = _settings(url, front.url, gateways.url, chance)
        at, kill = (_one_process if postgres is None else _workers)(ending, port, settings)
        shops = [open_shop(db, at) for _ in range(_SHOPS)]
        ending.callback(close_devices)
        stand_ins = StandIns(app)
        acting = _Acting(chance, db, shops, stand_ins, gateways.url, at)
        acting.act(kill)
        found.struck = gateways.struck + front.struck + Counter({"kill -9": acting.kills})
        gateways.mend()
        front.mend()
        mended, settled = time.monotonic(), 1
        while settled and not found.wrong:
            _rest(db, stand_ins, lambda: gateways.is_quiet and front.is_quiet, found)
            settled = acting.settle_what_was_left()
            # Each that the operator settles may let the next refund of its payment go.
            found.by_hand += settled
        found.rest_seconds = time.monotonic() - mended
        found.wrong += differences(db, stand_ins)
        found.captured, found.backs = len(stand_ins.captures), len(stand_ins.backs)
    found.seconds = time.monotonic() - began
    return found


def _rest(db: Database, stand_ins: StandIns, is_quiet: Callable[[], bool], found: Round) -> None:
    """Give the reconciler and the refund worker time, with pauses and dead claims over early."""
    began = freed = time.monotonic()
    while (left := not_at_rest(db, stand_ins)) or not is_quiet():
        now = time.monotonic()
        if now - began > _TO_REST_SECONDS:
            found.wrong += [f"no rest after {_TO_REST_SECONDS:.0f} s: {one}" for one in left]
            return
        if now - freed > _LONGEST_WORK_SECONDS:
            db.transact_now(_end_pauses)
            freed = now
        time.sleep(0.1)


class _Acting:
    """All who do something in a round, each by the seed."""

    def __init__(
        self, chance: random.Random, db: Database, shops: list[ShopDevice], stand_ins: StandIns, gateway: str, at: str
    ) -> None:
        self._chance, self._db, self._shops, self._stand_ins = chance, db, shops, stand_ins
        self._gateway, self._at = gateway, at
        self._over = threading.Event()
        self.kills = 0

    def act(self, kill: Callable[[], None]) -> None:
        seeds = [self._chance.random() for _ in range(_PAYERS + _SHOPS + 1)]
        killer = threading.Timer(self._chance.uniform(0.5, 5), self._killed, [kill])
        with ThreadPoolExecutor(_PAYERS + 2 * _SHOPS + 1) as pool:
            killer.start()
            payers = [pool.submit(self._pay, random.Random(seeds[n]), n) for n in range(_PAYERS)]
            others = [
                pool.submit(self._ask_back, random.Random(f"{seeds[_PAYERS + n]} {device}"), shop)
                for n, shop in enumerate(self._shops)
                for device in range(2)
            ]
            others.append(pool.submit(self._operate, random.Random(seeds[-1])))
            for one in payers:
                one.result()
            # The last payments, too, may be given back while the line is bad.
            time.sleep(1.0)
            self._over.set()
            for one in others:
                one.result()
        killer.join()

    def _killed(self, kill: Callable[[], None]) -> None:
        kill()
        self.kills += 1

    def _pay(self, chance: random.Random, number: int) -> None:
        until, left = time.monotonic() + _PAYING_SECONDS, 3
        while left and time.monotonic() < until:
            payer = Payer(plain.client(timeout=15, headers={"X-Payer": str(number)}))
            # Whatever became of a payment that was cut off is found by asking the gateway.
            with suppress(*_CUT_OFF):
                page = self._page_at_a_gateway(payer, chance)
                left -= 1
                self._pay_there(payer, chance, *page)
            payer.http.close()

    def _page_at_a_gateway(self, payer: Payer, chance: random.Random) -> tuple[str, str]:
        """Its address, and the way to pay. Raises where the line or a checkout that is dead lets nobody through."""
        shop, way = chance.choice(self._shops), chance.choice(("bkash", "bkash", "card", "card", "wallet", "nagad"))
        try:
            page = payer.to_gateway(shop.store_url, amount=chance.choice(_AMOUNTS), way=way)
        except httpx.TransportError:
            time.sleep(0.2)
            raise
        assert page.startswith(self._gateway), page
        return page, way

    def _pay_there(self, payer: Payer, chance: random.Random, page: str, way: str) -> None:
        if "SESSIONKEY" in page:
            answer = payer.cancel_there(page) if chance.random() < 0.1 else payer.pay_there(page)
            for _ in range(chance.choice((0, 1, 1, 2))):
                payer.come_back(answer)
        elif way == "bkash":
            payer.pay_by_wallet(page)
        else:
            payer.choose_there(page, chance.choice(("pay", "pay", "pay", "pay", "fail", "cancel")))

    def _ask_back(self, chance: random.Random, shop: ShopDevice) -> None:
        """One of two devices of a shop: both ask at once for equal parts, or one for all; lost answers are asked anew."""
        device = plain.client(base_url=shop.url, headers=dict(shop.http.headers), timeout=5)
        asked: set[str] = set()
        with device:
            while not self._over.wait(0.15):
                with suppress(*_CUT_OFF, ValueError):
                    for payment in device.get("/v1/payments").json()["data"]:
                        if payment["status"] == "paid" and payment["id"] not in asked:
                            asked.add(payment["id"])
                            self._ask_one_back(device, chance, payment)

    def _ask_one_back(self, device: httpx.Client, chance: random.Random, payment: dict[str, Any]) -> None:
        part, whole = 100_15, payment["amount"]
        for poisha in chance.choice(([part], [part], [part, part], [whole], [], [50_00])):
            body = {"id": new_id("rf"), "amount": min(poisha, whole)}
            for _ in range(3):
                with suppress(httpx.HTTPError):
                    device.post(f"/v1/payments/{payment['id']}/refunds", json=body)
                    break
                time.sleep(0.3)

    def _operate(self, chance: random.Random) -> None:
        """Settles by hand what is on the list, while all goes on, where the panel leaves no doubt."""
        while not self._over.wait(chance.uniform(0.3, 0.8)):
            self._db.transact_now(_let_the_hour_pass)
            for one in refunds_of(self._db, "by_hand"):
                settle_refund(self._db, self._stand_ins, one, is_over=False)

    def settle_what_was_left(self) -> int:
        """At the end the operator looks through the whole list; how many refunds were on it."""
        left = refunds_of(self._db, "by_hand")
        for one in left:
            settle_refund(self._db, self._stand_ins, one, is_over=True)
        for payment in payments_of(self._db):
            if payment.status == "on_hold" and payment.fee_poisha is not None:
                if self._chance.random() < 0.5:
                    self._db.transact_now(release_payment, payment.id)
                else:
                    self._db.transact_now(reject_payment, payment.id, "the operator looked")
        return len(left)


def _to_gateways(head: bytes) -> tuple[str, ...]:
    """Payers reach the gateways' pages by lines of their own. A part refund that is doubled on the line to
    SSLCommerz is given back twice there, and nobody could undo that here: it is not doubled."""
    if _PAYER in head.lower():
        return ()
    query = parse_qs(urlsplit(head.split(b" ", 2)[1].decode()).query)
    amount = query.get("refund_amount")
    faults: tuple[str, ...] = TO_GATEWAYS
    if amount and float(amount[0]) < 150:
        faults = tuple(one for one in TO_GATEWAYS if one != "repeated")
    return faults


def _to_us(head: bytes) -> tuple[str, ...]:
    """Notices and returns alone go astray on the way to us; everything else comes on a line of its own."""
    path = head.split(b" ", 2)[1]
    return TO_ALL if path.startswith((b"/webhooks/", b"/returns/")) else ()


def _settings(database: str, public: str, gateway: str, chance: random.Random) -> dict[str, str]:
    routes = {"bkash": ["bkash"], "nagad": ["nagad"], "card": ["sslcommerz"], "wallet": [chance.choice(("aamarpay", "shurjopay"))]}  # fmt: skip
    return environment(
        public,
        ADAY_DATABASE_URL=database,
        ADAY_RECONCILE_FIRST_SECONDS="0.3",
        ADAY_GATEWAY_TIMEOUT_SECONDS="1.5",
        ADAY_ROUTES=json.dumps(routes),
        ADAY_SSLCOMMERZ_BASE_URL=gateway,
        ADAY_BKASH_BASE_URL=gateway,
        ADAY_BKASH_USERNAME=DEMO_BKASH.username,
        ADAY_BKASH_PASSWORD=DEMO_BKASH.password,
        ADAY_BKASH_APP_KEY=DEMO_BKASH.app_key,
        ADAY_BKASH_APP_SECRET=DEMO_BKASH.app_secret,
        ADAY_BKASH_FEE='{"basis_points": 150}',
        ADAY_BKASH_FIRST_ASK_SECONDS="0.6",
        ADAY_BKASH_TIMEOUT_SECONDS="1.2",
        ADAY_NAGAD_BASE_URL=gateway + nagad.BASE,
        ADAY_NAGAD_MERCHANT_ID=nagad.MERCHANT_ID,
        ADAY_NAGAD_PRIVATE_KEY=keys.MERCHANT_PRIVATE,
        ADAY_NAGAD_PUBLIC_KEY=keys.NAGAD_PUBLIC,
        ADAY_NAGAD_FEE='{"basis_points": 150}',
        ADAY_AAMARPAY_BASE_URL=gateway,
        ADAY_AAMARPAY_STORE_ID=aamarpay.STORE_ID,
        ADAY_AAMARPAY_SIGNATURE_KEY=aamarpay.SIGNATURE_KEY,
        ADAY_SHURJOPAY_BASE_URL=gateway,
        ADAY_SHURJOPAY_USERNAME=shurjopay.USERNAME,
        ADAY_SHURJOPAY_PASSWORD=shurjopay.PASSWORD,
        ADAY_SHURJOPAY_PREFIX=shurjopay.PREFIX,
        ADAY_SHURJOPAY_FEE='{"basis_points": 200}',
    )


def _one_process(ending: ExitStack, port: int, settings: dict[str, str]) -> tuple[str, Callable[[], None]]:
    """`aday serve` on SQLite; killed, it is started again at once on the same file."""
    url = f"http://127.0.0.1:{port}"
    running = [serve(settings, port)]

    def kill() -> None:
        running[-1].kill()
        running[-1].join()
        running.append(serve(settings, port))

    def end() -> None:
        running[-1].kill()
        running[-1].join()

    ending.callback(end)
    eventually(lambda: plain.answers(f"{url}/readyz"))
    return url, kill


def _workers(ending: ExitStack, port: int, settings: dict[str, str]) -> tuple[str, Callable[[], None]]:
    """Four of them; the one that most are connected with is killed, and their parent starts another."""
    running = ending.enter_context(serving_workers(_WORKERS, settings, port))
    return running.url, running.kill_one


def _end_pauses(uow: UnitOfWork) -> None:
    """As when every pause and every claim of the dead is over."""
    now = to_microseconds(uow.now)
    for table in ("payments", "refunds"):
        uow.conn.exec_driver_sql(f"UPDATE {table} SET next_check_at = {now} WHERE next_check_at > {now}")
    uow.conn.exec_driver_sql(f"UPDATE webhook_inbox SET claimed_until = {now} WHERE claimed_until > {now}")
    _let_the_hour_pass(uow)


def _let_the_hour_pass(uow: UnitOfWork) -> None:
    """bKash gives two tokens an hour, and here one is lost every few seconds."""
    uow.conn.exec_driver_sql("UPDATE gateway_tokens SET asked_at = '[]'")
