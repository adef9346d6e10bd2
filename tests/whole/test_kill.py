"""`kill -9` of the checkout at any moment of a payment: nothing lost, nothing doubled."""

import contextlib
import os
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
import pytest

from checkout.commands.audit_books import audit_books
from checkout.commands.refunds import closed_by_operator
from checkout.core.refund import RefundStatus
from checkout.ids import new_id
from checkout.store import links, refunds
from checkout.store.database import Database
from checkout.store.migrate import migrate
from checkout.store.opening import utc_now
from sandbox.main import DEMO_STORE
from sandbox.main import create_app as create_sandbox
from sandbox.sslcommerz.state import State
from tests.support import plain
from tests.support.payer import Payer
from tests.support.processes import serve
from tests.support.servers import Running, free_port, serving
from tests.support.shop import ShopDevice, close_devices, device, eventually, open_shop

KILLS = 20
REQUESTS_OF_A_PAYMENT = 6
REFUND_KILLS = 6
_SEED = 20261112


@pytest.fixture
def gateway() -> Iterator[Running]:
    with serving(create_sandbox()) as running:
        yield running


class KillableCheckout:
    """The checkout as a process of its own, which can be killed and started again on the same files."""

    def __init__(self, database: Path, gateway_url: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **os.environ,
            "ADAY_DATABASE_URL": f"sqlite:///{database}",
            "ADAY_PUBLIC_URL": self.url,
            "ADAY_SSLCOMMERZ_BASE_URL": gateway_url,
            "ADAY_SSLCOMMERZ_STORE_ID": DEMO_STORE.store_id,
            "ADAY_SSLCOMMERZ_STORE_PASSWORD": DEMO_STORE.password,
            "ADAY_RECONCILE_FIRST_SECONDS": "0.3",
            # One device asks for all of it.
            "ADAY_API_CALLS_PER_MINUTE": "1000000",
        }
        self._process: BaseProcess | None = None

    def start(self) -> None:
        self._process = serve(self._environment, self.port)
        eventually(self._is_ready)

    def kill(self) -> None:
        """As `kill -9` does."""
        assert self._process is not None
        self._process.kill()
        self._process.join()

    def _is_ready(self) -> bool:
        try:
            return plain.get(f"{self.url}/readyz").status_code == 200
        except httpx.HTTPError:
            return False


Killable = tuple[KillableCheckout, ShopDevice, Database, State]


@pytest.fixture
def killable(gateway: Running, tmp_path: Path) -> Iterator[Killable]:
    """A checkout to kill, a shop at it, and a look into its database and into the gateway's books."""
    database = tmp_path / "checkout.db"
    migrate(f"sqlite:///{database}")
    db = Database(f"sqlite:///{database}", clock=utc_now, new_id=new_id, public_url="http://127.0.0.1")
    checkout = KillableCheckout(database, gateway.url)
    shop = open_shop(db, checkout.url)
    try:
        yield checkout, shop, db, gateway.app.state.sslcommerz
    finally:
        checkout.kill()
        shop.http.close()
        db.close()


@pytest.mark.parametrize(("kills_count", "at_once"), [(KILLS, 1), (8, 12)])
def test_killed_at_random_moments_nothing_is_lost_or_doubled(
    killable: Killable, kills_count: int, at_once: int
) -> None:
    chance = random.Random(_SEED)
    checkout, shop, db, state = killable
    for _ in range(kills_count):
        checkout.start()
        with ThreadPoolExecutor(at_once) as payers:
            for _ in range(at_once - 1):
                payers.submit(_pay_on, shop)
            _pay_until_killed(checkout, shop, chance)
    checkout.start()
    # Every capture that the gateway made, and no other, is in the shop's balance in the end.
    captured = [session for session in state.everything() if session.status == "VALID"]
    owed = sum(int(session.store_amount * 100) for session in captured)
    eventually(lambda: shop.balance == owed)
    assert len(shop.told("payment.paid")) == len(captured)
    assert [event["seq"] for event in shop.events] == list(range(1, len(shop.events) + 1))
    assert audit_books(db).differences == ()
    assert len(captured) >= kills_count // 2, "the kills came too early to prove anything"


def test_what_was_answered_when_many_write_at_once_is_there_after_a_kill(killable: Killable) -> None:
    chance = random.Random(_SEED)
    checkout, shop, db, _ = killable
    answered: list[str] = []

    def make_links() -> None:
        one = device(shop.url, shop.slug, shop.token)
        with contextlib.suppress(httpx.HTTPError):
            while (
                one.http.post("/v1/links", json={"id": (link_id := new_id("pl")), "amount": 500_00}).status_code == 201
            ):
                answered.append(link_id)

    for _ in range(5):
        checkout.start()
        wanted = len(answered) + chance.randint(20, 60)
        with ThreadPoolExecutor(16) as shopkeepers:
            for _ in range(16):
                shopkeepers.submit(make_links)
            eventually(lambda: len(answered) >= wanted)  # noqa: B023
            checkout.kill()
    checkout.start()
    lost = [one for one in answered if db.read_now(links.get, one) is None]
    assert lost == []
    assert [event["seq"] for event in shop.events] == list(range(1, len(shop.events) + 1))
    close_devices()


def _all_ended(db: Database, state: State) -> bool:
    """Whether each refund has its end; one whose answer a kill swallowed gets it from the operator, by the gateway's books.

    Until then the payment's others wait, by design.
    """
    taken_on = {refund.asked_as: refund.ref for refund in state.all_refunds()}
    for refund in db.read_now(refunds.open_ones, 100):
        if refund.status is RefundStatus.BY_HAND:
            reference = taken_on.get(refund.refund_ref, "")
            refusal = "" if reference else "never came to the gateway"
            db.transact_now(closed_by_operator, refund.id, reference=reference, refusal=refusal)
    return not db.read_now(refunds.open_ones, 100)


def _pay_until_killed(checkout: KillableCheckout, shop: ShopDevice, chance: random.Random) -> None:
    """Begin payments one after another, and kill the checkout at a moment that nobody chose."""
    payer = Payer(plain.client(timeout=60))
    with _killed_while_asking(payer.http, checkout, chance, up_to=2 * REQUESTS_OF_A_PAYMENT):
        while True:
            payer.pay(shop.store_url, amount="100")
    payer.http.close()


def _pay_on(shop: ShopDevice) -> None:
    """The same, for as long as there is a checkout."""
    payer = Payer(plain.client(timeout=60))
    with contextlib.suppress(httpx.HTTPError, AssertionError, TypeError, KeyError):
        while True:
            payer.pay(shop.store_url, amount="100")
    payer.http.close()


@contextlib.contextmanager
def _killed_while_asking(
    http: httpx.Client, checkout: KillableCheckout, chance: random.Random, up_to: int
) -> Iterator[None]:
    """Kill the checkout in one of the next requests: counted, not timed, so that a slow machine gets as far."""
    left = chance.randint(1, up_to)
    killer = threading.Timer(chance.uniform(0, 0.05), checkout.kill)

    def count(_: httpx.Request) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            killer.start()

    http.event_hooks["request"] = [count]
    # The page that was cut off tells the payer nothing; the reconciler will tell the shop.
    with contextlib.suppress(httpx.HTTPError, AssertionError, TypeError, KeyError):
        yield
    if left > 0:
        # Who pays again before we know that they have paid is led to the same page, which takes nothing more.
        killer.start()
    killer.join()
    http.event_hooks["request"] = []


def test_killed_in_the_middle_of_refunds_no_money_goes_back_twice(killable: Killable) -> None:
    chance = random.Random(_SEED)
    checkout, shop, db, state = killable
    checkout.start()
    payer = Payer()
    payer.pay(shop.store_url, amount="500")
    payer.http.close()
    path = f"/v1/payments/{shop.payments[0]['id']}/refunds"
    for _ in range(REFUND_KILLS):
        with _killed_while_asking(shop.http, checkout, chance, up_to=6):
            while True:
                shop.http.post(path, json={"id": new_id("rf"), "amount": 1_000})
        checkout.start()
    eventually(lambda: _all_ended(db, state))
    asked_as = [refund.asked_as for refund in state.all_refunds()]
    assert len(asked_as) == len(set(asked_as)) > 0, "the kills came too early to prove anything"
    promised = [one for one in shop.get(path)["data"] if one["status"] != "refused"]
    assert len(asked_as) <= len(promised) <= 50
    assert audit_books(db).differences == ()
