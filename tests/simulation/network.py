"""The lines between everybody, on which requests and answers really go astray."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Final, Protocol

from tests.simulation.chances import Chances
from tests.simulation.loop import RUNNING, Process, SimulatedLoop
from tests.simulation.messages import Answer, Request

_HTML: Final = b"<html><body><h1>Bad Gateway</h1></body></html>"
_PAGE: Final = [("content-type", "text/html")]

TO_ALL: Final = (
    "lost before",
    "lost after",
    "doubled",
    "delivered late",
    "answered late",
    "cut",
    "500",
    "502 after",
    "HTML with 200",
    "redirect",
    "out of order",
)
FAULTS: Final = {
    "gateway": (*TO_ALL, "401"),
    "notice": TO_ALL,
    "payer": TO_ALL,
    "device": TO_ALL,
    "shop": TO_ALL,
    "page": (),
}
"""What may happen on a line of each kind."""

_SHARE_OF_A_DAY: Final = 0.4


class LineBroke(Exception):
    """The answer will not come; the request may have arrived."""


class NobodyThere(LineBroke):
    """Nobody took the line, so nothing was sent."""


class AnswerCut(LineBroke):
    """Some of the answer came, and no more of it."""


class Place(Protocol):
    """A server."""

    is_up: bool

    def begin(self, request: Request) -> "asyncio.Future[Answer]":
        """Handle it; the future fails when the server dies with it."""
        ...


@dataclass
class Weather:
    """How bad the lines are: of so many messages in a hundred; or what strikes, by its name, where a replay says it."""

    shares: dict[str, float] = field(default_factory=dict)
    only: Collection[str] | None = None
    forbidden: Callable[[str, Request], Collection[str]] = lambda _, __: ()


class Network:
    """Carries whatever is asked of anybody; `struck` counts faults once they have done what they do."""

    def __init__(self, loop: SimulatedLoop, chances: Chances, weather: Weather, say: Callable[[str], None]) -> None:
        self._loop, self._chances, self.weather, self._say = loop, chances, weather, say
        self._places: dict[str, Place] = {}
        self._numbers: Counter[str] = Counter()
        self.struck: Counter[str] = Counter()
        self.faults: list[str] = []
        """Each that struck, by what it is called in a replay."""
        self._own: Context = copy_context()
        self._today: dict[str, list[str]] = {}
        self.under_way = 0
        self._held: set[asyncio.Task[None]] = set()

    def put(self, host: str, place: Place) -> None:
        self._places[host] = place

    async def ask(self, kind: str, request: Request) -> Answer:
        """Raises LineBroke. What is on its way goes on when whoever asked is gone."""
        answered: asyncio.Future[Answer] = self._loop.create_future()
        task = self._own.run(self._loop.create_task, self._carry(kind, request, answered, RUNNING.get()))
        self._held.add(task)
        task.add_done_callback(self._held.discard)
        return await answered

    async def _carry(
        self, kind: str, request: Request, answered: "asyncio.Future[Answer]", asker: Process | None
    ) -> None:
        self.under_way += 1
        name = f"{kind} {request.label}"
        self._numbers[name] += 1
        number = self._numbers[name]
        fault = self._fault(kind, request, f"{name} #{number}")
        try:
            answer = await self._suffer(fault, name, request)
        except LineBroke as error:
            self._tell(name, number, fault, type(error).__name__)
            if _is_waited_for(answered, asker):
                answered.set_exception(error)
        else:
            self._tell(name, number, fault, str(answer.status))
            if _is_waited_for(answered, asker):
                answered.set_result(answer)
        finally:
            self.under_way -= 1

    def _tell(self, name: str, number: int, fault: str, came: str) -> None:
        self._say(f"{name} #{number} → {came}{f' ({fault})' if fault else ''}")

    def _fault(self, kind: str, request: Request, name: str) -> str:
        """Drawn for every message, so that one left out changes nothing for the others."""
        fault = self._drawn(kind, request, name) if self.weather.only is None else self._named(kind, name)
        if fault:
            self.struck[fault] += 1
            self.faults.append(f"{name}: {fault}")
        return fault

    def _drawn(self, kind: str, request: Request, name: str) -> str:
        share, which = self._chances.of(f"fault {name}", 0), self._chances.of(f"which {name}", 0)
        # Few things are asked as seldom as money back, and few do as much harm when they go astray.
        weather = "refund" if kind == "gateway" and "refund" in request.label else kind
        if share >= self.weather.shares.get(weather, 0):
            return ""
        # What a gateway is asked has its own troubles: one finds no payments today, another loses refunds.
        today = self._of_today(kind, request.label if kind == "gateway" else kind)
        can = [one for one in today if one not in self.weather.forbidden(kind, request)]
        return can[int(which * len(can))] if can else ""

    def _of_today(self, kind: str, about: str) -> list[str]:
        """With each seed some of them and not others: so each comes often enough to meet another."""
        if about not in self._today:
            self._today[about] = [
                one
                for one in FAULTS[kind]
                # Only one of the gateways can say 401: there it may come on each day.
                if one == "401" or self._chances.of(f"today {about} {one}", 0) < _SHARE_OF_A_DAY
            ]
        return self._today[about]

    def _named(self, kind: str, name: str) -> str:
        """As a replay wants it."""
        assert self.weather.only is not None
        return next((fault for fault in FAULTS[kind] if f"{name}: {fault}" in self.weather.only), "")

    async def _suffer(self, fault: str, name: str, request: Request) -> Answer:
        await self._pass(name)
        if fault == "lost before":
            raise LineBroke
        if fault == "500":
            return Answer(500, [("content-type", "application/json")], b'{"message": "try again"}')
        if fault == "401":
            return Answer(401, [("content-type", "application/json")], b'{"message": "who are you"}')
        if fault == "redirect":
            return Answer(302, [("location", "https://elsewhere.example/"), *_PAGE], b"")
        if fault in ("delivered late", "out of order"):
            most = 3_600 if fault == "delivered late" else 60
            await asyncio.sleep(self._chances.between(f"{fault} {name}", most / 60, most))
        answer = await self._delivered(request)
        if fault == "doubled":
            await self._pass(name)
            again = await self._delivered(request)
            answer = again if self._chances.happens(f"twice {name}", 0.7) else answer
        if fault == "answered late":
            await asyncio.sleep(self._chances.between(f"late {name}", 60, 900))
        await self._pass(name)
        if fault == "lost after":
            raise LineBroke
        if fault == "cut":
            raise AnswerCut
        if fault in ("502 after", "HTML with 200"):
            return Answer(200 if fault == "HTML with 200" else 502, _PAGE, _HTML)
        return answer

    async def _pass(self, name: str) -> None:
        if name.startswith("device") and self._chances.happens(f"slow {name}", 0.1):
            # A phone at the edge of its cell.
            await asyncio.sleep(self._chances.between(f"how slow {name}", 1.0, 8.0))
        await asyncio.sleep(self._chances.mostly_short(f"on the way {name}", 0.03, 3.0))

    async def _delivered(self, request: Request) -> Answer:
        place = self._places.get(request.host)
        if place is None or not place.is_up:
            raise NobodyThere
        return await place.begin(request)


def _is_waited_for(answered: "asyncio.Future[Answer]", asker: Process | None) -> bool:
    """Whoever died hears nothing any more; of all others each takes what it asked for, or has given it up."""
    return not answered.done() and (asker is None or not asker.is_dead)
