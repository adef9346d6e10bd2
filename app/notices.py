"""What is told for a few seconds, in a place of its own where it covers nothing.

Green and a hold are never told at once: who sees both in one glance may give the goods of the one for the other.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import flet as ft

Tone = Literal["paid", "hold", "plain"]
Later = Callable[[float, Callable[[], None]], object]
_NEWS_SECONDS: Final = 8.0
_WAITING_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of news; `said` is what a screen reader says of it, and nothing else is said."""

    ident: str
    tone: Tone
    title: str
    body: str = ""
    said: str = ""
    seconds: float = _NEWS_SECONDS
    payment_id: str = ""
    """The payment that it invites to hand goods over for, if it does."""

    @property
    def place(self) -> str:
        """Newer news take the place of older of the same kind."""
        return self.ident if self.tone == "plain" else "money"


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that is shown, with a number of its own: the same words twice are told twice."""

    number: int
    notice: Notice


class Notices(ft.Observable):
    """What is shown now, and the holds that wait until another customer's green has gone."""

    def __init__(self, later: Later, is_green_large: Callable[[], bool]) -> None:
        """`later` calls something after so many seconds; `is_green_large` says whether money stands large just now."""
        self.shown: tuple[Told, ...] = ()
        self._later, self._is_green_large = later, is_green_large
        self._holds: deque[Notice] = deque(maxlen=_WAITING_MOST)
        self._count = 0

    def tell(self, notice: Notice) -> None:
        """Show it now, for its time; a hold when no green is to be seen."""
        if notice.tone == "hold":
            self._holds.append(notice)
            self.look_again()
            return
        if notice.tone == "paid":
            self._take_back_hold()
        self._show(notice)

    def look_again(self) -> None:
        """Green has come, or gone, or another screen is open."""
        if self._is_green_large():
            self._take_back_hold()
            self._remove("money")  # What stands large needs no line.
        elif self._holds and self._money() is None:
            self._show(self._holds.popleft())

    def take_back(self, payment_id: str) -> bool:
        """Invite nobody to hand over its goods any more; whether somebody was."""
        told = self._money()
        is_told = told is not None and told.notice.payment_id == payment_id
        if is_told:
            self._remove("money")
        return is_told

    def clear(self) -> None:
        """Nothing of who was signed in is left."""
        self._holds.clear()
        self.shown = ()

    def _money(self) -> Told | None:
        return next((told for told in self.shown if told.notice.place == "money"), None)

    def _take_back_hold(self) -> None:
        told = self._money()
        if told is not None and told.notice.tone == "hold":
            self._remove("money")
            self._holds.appendleft(told.notice)

    def _show(self, notice: Notice) -> None:
        self._count += 1
        told = Told(self._count, notice)
        others = [one for one in self.shown if one.notice.place != notice.place]
        self.shown = tuple(sorted((*others, told), key=lambda one: one.notice.tone == "plain"))
        self._later(notice.seconds, lambda: self._over(told))

    def _over(self, told: Told) -> None:
        if told in self.shown:
            self._remove(told.notice.place)
            self.look_again()

    def _remove(self, place: str) -> None:
        kept = tuple(told for told in self.shown if told.notice.place != place)
        if kept != self.shown:
            self.shown = kept
