"""A day's account: what came in, less what went back, less charges, is what is left; by method, and by Dhaka's days.

It is added up from the balance's own entries: a payment counts on the day it was credited, a refund on the day it was
promised, whatever day its payment was of. Money that is held is in no entry, and a payout takes nothing from what was
earned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from language import DHAKA
from money import Money

_NOTHING: Final = Money(0)


@dataclass(frozen=True, slots=True)
class EntrySum:
    """The entries of one day, of one kind and one method: how many, and their sum as the balance has it."""

    day: date
    method: str
    kind: str
    count: int
    total: Money


@dataclass(frozen=True, slots=True)
class MethodAccount:
    """One method's part of a day; what went out is negative."""

    method: str
    count: int
    takings: Money
    refunds: Money
    charges: Money

    @property
    def left(self) -> Money:
        return self.takings + self.refunds + self.charges


@dataclass(frozen=True, slots=True)
class DayAccount:
    """One day. `paid_out` and `adjusted` moved the balance as well, and are neither takings nor a cost."""

    day: date
    methods: tuple[MethodAccount, ...]
    paid_out: Money
    adjusted: Money

    @property
    def whole(self) -> MethodAccount:
        """All methods together."""
        return MethodAccount(
            "",
            sum(one.count for one in self.methods),
            _sum(one.takings for one in self.methods),
            _sum(one.refunds for one in self.methods),
            _sum(one.charges for one in self.methods),
        )

    @property
    def is_empty(self) -> bool:
        return not (self.methods or self.paid_out or self.adjusted)

    @property
    def moved(self) -> Money:
        """By how much the balance was more when the day ended than when it began."""
        return self.whole.left + self.paid_out + self.adjusted


def between(first: date, last: date) -> tuple[datetime, datetime]:
    """From the midnight with which the first day begins to the one with which the last ends, in Dhaka."""
    begin, end = sorted((first, last))
    after = end + timedelta(days=1)
    return datetime(begin.year, begin.month, begin.day, tzinfo=DHAKA), datetime(
        after.year, after.month, after.day, tzinfo=DHAKA
    )


class Sums(Protocol):
    """What keeps the entries."""

    def entry_sums(self, first: date, last: date) -> list[EntrySum]: ...


def day_account(day: date, sums: Iterable[EntrySum]) -> DayAccount:
    """Of what was added up of that day; sums of other days are passed over."""
    mine = [one for one in sums if one.day == day]
    earned = [one for one in mine if one.kind in ("payment", "refund", "fee")]
    methods = sorted({one.method for one in earned}, key=lambda name: (not name, name))
    return DayAccount(
        day,
        tuple(_method(name, [one for one in earned if one.method == name]) for name in methods),
        _sum(one.total for one in mine if one.kind == "payout"),
        # What a newer server books under a name that is not known here moved the balance all the same.
        _sum(one.total for one in mine if one.kind not in ("payment", "refund", "fee", "payout")),
    )


def days_up_to(store: Sums, last: date, count: int) -> list[DayAccount]:
    """So many days' accounts, the last of them last, days without anything among them."""
    first = last - timedelta(days=count - 1)
    sums = store.entry_sums(first, last)
    return [day_account(first + timedelta(days=number), sums) for number in range(count)]


def _method(name: str, sums: Sequence[EntrySum]) -> MethodAccount:
    def of(kind: str) -> Money:
        return _sum(one.total for one in sums if one.kind == kind)

    count = sum(one.count for one in sums if one.kind == "payment")
    return MethodAccount(name, count, of("payment"), of("refund"), of("fee"))


def _sum(moneys: Iterable[Money]) -> Money:
    return sum(moneys, _NOTHING)
