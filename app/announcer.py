"""What is done about news beside drawing it: told in a line, heard, shown large where it may be."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from app.model.records import PaymentRecord
from app.notices import Notices
from money import Money

StandLarge = Callable[[PaymentRecord, float | None], None]
"""Lets a payment stand large, for so many seconds if it is to go by itself."""


def later(seconds: float, do: Callable[[], None]) -> None:
    """Call something after so many seconds, while the session's loop runs."""
    asyncio.get_running_loop().call_later(seconds, do)


class Announcer:
    """Says nothing to anybody: who has a page says more (`app/page_announcer.py`)."""

    def __init__(self, notices: Notices | None = None) -> None:
        self.notices = notices or Notices(later, lambda: False)

    def paid(self, payment: PaymentRecord, stand_large: StandLarge) -> None:
        """It was paid just now."""

    def given(self, payment: PaymentRecord, now: datetime) -> None:
        """Somebody of the shop has said that its goods went out."""

    def held(self, payment: PaymentRecord) -> None:
        """It is under review."""

    def missed(self, count: int, total: Money) -> None:
        """So many were paid while nobody listened."""

    def shown_again(self, payment: PaymentRecord, stand_large: StandLarge) -> None:
        """It stood large, or came, when the page lost its line."""

    def play(self, amount: Money) -> None:
        """Let the sum be heard, as far as this device is to be heard."""

    def stay_awake(self, *, is_awake: bool) -> None:
        """Stay awake and audible while the app is in front, or no longer; asked again whenever it comes there."""

    def hold_up(self, *, is_held_up: bool) -> None:
        """The whole screen is a QR for a customer's camera, or is no longer."""
