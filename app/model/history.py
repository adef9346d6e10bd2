"""The lines of a shop's history, and which of them are asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from app.model.records import EntryRecord, PaymentRecord
from language import DHAKA
from money import Money

KINDS: Final[Mapping[str, Sequence[str]]] = {"all": (), "in": ("payment", "fee"), "out": ("refund",)}
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history: a payment with its charge, or another movement of the balance."""

    id: str
    kind: str
    amount: Money
    fee: Money
    balance_after: Money | None
    """None for what is held: it is in no balance yet."""
    created_at: datetime
    payment: PaymentRecord | None
    made_by: str = ""
    """Who made the link that was paid, as the device was called then."""
    done_by: str = ""
    """Who handed the goods over, or gave the money back."""

    @property
    def net(self) -> Money:
        return self.amount + self.fee

    @property
    def day(self) -> date:
        return self.created_at.astimezone(DHAKA).date()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which part of the history is looked at; `kind` is one of KINDS, or `hold`."""

    kind: str = "all"
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing of its time is left out."""
        return self.kind == "all" and not self.words.strip()


def since_of(span: str, now: datetime) -> datetime | None:
    """When today, this week or this month began in Dhaka; None for all time. Weeks begin on Saturday, as there."""
    midnight = now.astimezone(DHAKA).replace(hour=0, minute=0, second=0, microsecond=0)
    if span == "today":
        return midnight
    if span == "week":
        return midnight - timedelta(days=(midnight.weekday() - _SATURDAY) % 7)
    return midnight.replace(day=1) if span == "month" else None


def days_of(chosen: Chosen, today: date) -> tuple[date, date] | None:
    """Its first day and its last, today at the latest; None for all time."""
    if chosen.since is None:
        return None
    first = chosen.since.astimezone(DHAKA).date()
    if chosen.until is None:
        return first, today
    return first, (chosen.until.astimezone(DHAKA) - timedelta(days=1)).date()


def day_picked(moment: datetime) -> date:
    """The day that was pressed in a calendar, which tells it as a midnight of the device's own zone."""
    return moment.date() if moment.tzinfo is None else moment.astimezone(DHAKA).date()


def came_in(lines: Iterable[Line]) -> Money | None:
    """What payments of these lines brought into the balance, before charges; None where all of it is held."""
    credited = [line for line in lines if line.balance_after is not None]
    return Money(sum(line.amount.poisha for line in credited if line.kind == "payment")) if credited else None


def held_line(payment: PaymentRecord) -> Line:
    return Line(payment.id, "payment", payment.amount, Money(0), None, payment.created_at, payment)


def came_line(payment: PaymentRecord) -> Line:
    """A payment without its charge and the balance: as it is listed at the till, or from the shop's own account."""
    return Line(payment.id, "payment", payment.amount, Money(0), None, payment.paid_at or payment.created_at, payment)


def lines_of(entries: Iterable[EntryRecord], payments: dict[str, PaymentRecord]) -> list[Line]:
    """Newest first; a payment and its charge, which are two entries, become one line."""
    lines: list[Line] = []
    charge: EntryRecord | None = None
    for entry in entries:
        if entry.kind == "fee":
            charge = entry
            continue
        mine = charge if charge is not None and charge.payment_id == entry.payment_id else None
        lines.append(
            Line(
                id=entry.id,
                kind=entry.kind,
                amount=entry.amount,
                fee=mine.amount if mine else Money(0),
                balance_after=(mine or entry).balance_after,
                created_at=entry.created_at,
                payment=payments.get(entry.payment_id or ""),
            )
        )
        charge = None
    return lines
