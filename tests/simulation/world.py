"""A world of two shops, their payers and devices, an operator, the gateways and one checkout, played from a seed."""

import asyncio
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from checkout.commands.links import create_link
from checkout.commands.merchants import create_merchant
from checkout.commands.sign_in import issue_device_token
from checkout.commands.webhooks_out import add_outlet
from checkout.core.link import LinkId, LinkRequest
from checkout.core.merchant import MerchantId
from checkout.core.outlet import WEBHOOK
from checkout.errors import DatabaseAway
from money import Money
from tests.chaos.books import StandIns
from tests.simulation import acting, rest
from tests.simulation.books import Books
from tests.simulation.chances import Chances
from tests.simulation.loop import Lane, SimulatedLoop
from tests.simulation.messages import Request
from tests.simulation.network import Network, Weather
from tests.simulation.operator import Operator
from tests.simulation.plan import DEVICES, SHOPS, Act, habits_of, plan_of, weather_of
from tests.simulation.servers import PUBLIC, Checkout, Gateways, warm_up
from tests.simulation.shops import Device, ShopServer
from tests.simulation.sources import simulated

START: Final = datetime(2027, 3, 1, 4, 0, tzinfo=UTC)
_MEMORY: Final = Path("/dev/shm")
BROKE: Final = "the simulation itself broke"
_OURS: Final = ("unexpected error", "an adapter broke", "an adapter broke at a refund")
"""What is logged of a mistake in the code."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be played: all of a seed, or of its acts and of the faults on its lines only these."""

    seed: int
    steps: int
    acts: Collection[int] | None = None
    faults: Collection[str] | None = None


@dataclass
class Played:
    """What came of it. `wrong` is empty when everything held."""

    asked: Asked
    steps: int = 0
    steps_of_rest: int = 0
    seconds_of_life: float = 0.0
    seconds_of_rest: float = 0.0
    seconds: float = 0.0
    """What the world's clock said in the end."""
    spent_living: float = 0.0
    """Real seconds, of which the world's own were `seconds_of_life`."""
    struck: Counter[str] = field(default_factory=Counter)
    captured: int = 0
    backs: int = 0
    faults: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)


class Found(Exception):
    """Something does not hold, and the rest of the time would only bury it."""


class Shop:
    """One shop, as the simulation knows it."""

    def __init__(self, merchant_id: MerchantId, slug: str) -> None:
        self.id, self.slug = merchant_id, slug
        self.codes: list[str] = []
        self.devices: list[Device] = []
        self.server: ShopServer


class World:
    """All who are in it, and what they have done."""

    def __init__(self, asked: Asked, folder: Path) -> None:
        self.asked, self.chances = asked, Chances(str(asked.seed))
        self.played = Played(asked)
        self.loop, self.folder = SimulatedLoop(), folder
        self.gateways_clock_off = timedelta(0)
        self._ids, self._is_over = 0, False
        self.habits = habits_of(self.chances)
        weather = Weather(weather_of(self.chances), asked.faults, self._not_undone)
        self.network = Network(self.loop, self.chances, weather, self._carried)
        self.shops: list[Shop] = []
        self.forgotten: list[Callable[[], Coroutine[Any, Any, None]]] = []
        """Payers who left a gateway's page open, and press after days."""

    # The time, ids and what is written down

    def now(self) -> datetime:
        return START + timedelta(seconds=self.loop.time())

    def gateways_now(self) -> datetime:
        return self.now() + self.gateways_clock_off

    def new_id(self, prefix: str) -> str:
        """A UUIDv7 of the simulated time, counted where others draw."""
        self._ids += 1
        moment = f"{int(self.now().timestamp() * 1_000):012x}"
        return f"{prefix}_{moment[:8]}-{moment[8:]}-7000-8000-{self._ids:012x}"

    def say(self, line: str) -> None:
        self.played.trace.append(f"{self.loop.time():11.3f}  {line}")

    def strike(self, fault: str) -> None:
        """Count a fault that is not on a line, once it has done what it does."""
        self.played.struck[fault] += 1
        self.say(f"!! {fault}")

    def wrong(self, found: Collection[str]) -> None:
        """Raises Found."""
        if found:
            self.played.wrong += found
            for one in found:
                self.say(f"WRONG: {one}")
            raise Found

    def _carried(self, line: str) -> None:
        self.played.steps += 1
        self.say(line)
        if "refund" in line and not self.played.wrong:
            self.played.wrong += self.books.given_twice()
            if self.played.wrong:
                self.loop.stop()

    def _not_undone(self, kind: str, request: Request) -> Collection[str]:
        return acting.not_undone(self.gateways.app, kind, request)

    def _heard(self, line: MutableMapping[str, Any]) -> None:
        if self._is_over:
            return
        event = str(line["event"])
        if line["level"] == "error":
            self.say(f"log: {event} {_facts(line)}")
        if event == "alarm: the database cannot be used":
            self.strike("disk full" if "full" in str(line["why"]) else "file locked")
        error = sys.exc_info()[1] or line.get("exc_info")
        # What an adapter is lent of the database is away when the database is.
        if event in _OURS and not isinstance(error, DatabaseAway):
            self.played.wrong.append(f"{event}: {error!r}")
            if isinstance(error, BaseException):
                self.say("".join(traceback.format_exception(error)))

    def around(self, lane: str) -> None:
        """After each job in a lane."""
        self.played.steps += 1
        if lane == "write" and not self.played.wrong:
            self.played.wrong += self.books.look(self.checkout.file)
        if self.played.wrong:
            self.loop.stop()

    # Playing

    def play(self) -> Played:
        self.gateways = Gateways(self.network, self.loop)
        self.stand_ins = StandIns(self.gateways.app)
        self.books = Books(self.gateways.app, self.stand_ins)
        self.loop.default_lane = Lane(self.loop, "device", 4, self.chances, self.around)
        self.loop.set_exception_handler(self._uncaught)
        self.checkout = Checkout(self.folder, self.network, self.loop, self.chances, self.now, self.new_id, self.around)
        self.operator = Operator(self, self.checkout, self.stand_ins)
        self._open_shops()
        try:
            self._run(self._live())
        finally:
            # What was under way in the last moment is nobody's fault.
            self.loop.set_exception_handler(lambda *_: None)
            self.played.seconds = self.loop.time()
            self.played.struck += self.network.struck
            self.played.faults = self.network.faults
            for shop in self.shops:
                for device in shop.devices:
                    device.bury()
            self.checkout.end()
            self.gateways.end()
            self.operator.end()
            self.books.close()
            self.loop.close()
        return self.played

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(work)
        try:
            self.loop.run_until_complete(task)
        except Exception as error:
            if not self.played.wrong:
                self.played.wrong.append(f"{BROKE}: {error!r}")
                self.say("".join(traceback.format_exception(error)))
        # Nothing that those say who are let go of is anybody's fault.
        self._is_over = True
        for one in asyncio.all_tasks(self.loop):
            one._log_destroy_pending = False  # type: ignore[attr-defined]
            with suppress(RuntimeError):
                one.get_coro().close()

    async def _live(self) -> None:
        await self.checkout.start()
        for shop in self.shops:
            for device in shop.devices:
                device.start()
        plan = plan_of(self.chances, self.asked.steps)
        began = time.perf_counter()
        acts = [one for one in plan if self.asked.acts is None or one.number in self.asked.acts]
        await asyncio.gather(*(self._act(one) for one in acts))
        self.played.seconds_of_life, lived = self.loop.time(), self.played.steps
        self.played.spent_living = time.perf_counter() - began
        await rest.come_to_rest(self)
        self.played.steps, self.played.steps_of_rest = lived, self.played.steps - lived
        self.played.seconds_of_rest = self.loop.time() - self.played.seconds_of_life
        self.played.captured, self.played.backs = len(self.stand_ins.captures), len(self.stand_ins.backs)

    async def _act(self, act: Act) -> None:
        await asyncio.sleep(act.at)
        self.played.steps += 1
        self.say(f"— {act.name}: {act.kind}")
        await acting.ACTS[act.kind](self, act)

    def _uncaught(self, _: object, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, DatabaseAway):
            return  # Of what somebody asked who has gone since.
        if not isinstance(error, Found):
            self.played.wrong.append(f"nobody caught: {context.get('message')} {error!r}")
        self.loop.stop()

    # Shops

    def _open_shops(self) -> None:
        db = self.operator.db
        for number in range(1, SHOPS + 1):
            merchant = db.transact_now(create_merchant, f"+8801600000{number:03d}", name="করিম", slug=f"shop-{number}")
            shop = Shop(merchant.id, f"shop-{number}")
            for _ in range(2):
                wanted = LinkRequest(Money(500_00))
                link, _new = db.transact_now(create_link, merchant.id, LinkId(self.new_id("pl")), wanted)
                shop.codes.append(link.code)
            host = f"hook-{number}.example"
            db.transact_now(add_outlet, merchant.id, self.new_id("out"), WEBHOOK, f"https://{host}/told")
            shop.server = ShopServer(self.loop)
            self.network.put(host, shop.server)
            for which in range(DEVICES):
                token = db.transact_now(
                    issue_device_token, merchant.id, f"phone {which}", confirmed_at=START + timedelta(days=999)
                )
                name, address = f"phone {which} of {shop.slug}", f"198.18.{number}.{which}"
                shop.devices.append(Device(name, PUBLIC, token, self.network, address, self.now))
            self.shops.append(shop)

    def a_link(self, about: str) -> tuple[str, str]:
        """A way to pay, as somebody was sent it: its path, and what the trace calls it."""
        shop = self.chances.one_of(f"{about} shop", self.shops)
        if self.chances.happens(f"{about} store link", 0.5):
            return f"/s/{shop.slug}", f"{shop.slug}'s link"
        # Those that were sent last are the ones that are paid.
        code = self.chances.one_of(f"{about} link", shop.codes[-3:])
        return f"/l/{code}", f"link {shop.codes.index(code)} of {shop.slug}"


def play(asked: Asked) -> Played:
    """All of it, in a folder in memory."""
    folder = Path(tempfile.mkdtemp(prefix="aday-simulated-", dir=_MEMORY if _MEMORY.is_dir() else None))
    try:
        # Before anything is replaced, since it is made once for all seeds.
        warm_up()
        world: list[World] = []

        def now() -> datetime:
            return world[0].now() if world else START

        with simulated(
            str(asked.seed),
            now,
            lambda: world[0].gateways_now() if world else START,
            lambda: world[0].loop.time() if world else 0.0,
            lambda line: world[0]._heard(line) if world else None,
        ):
            world.append(World(asked, folder))
            return world[0].play()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _facts(line: MutableMapping[str, Any]) -> str:
    hidden = ("event", "level", "exc_info", "request_id", "logger")
    return " ".join(f"{name}={value}" for name, value in line.items() if name not in hidden)
