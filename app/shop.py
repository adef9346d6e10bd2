"""The observables: what this shop's screens draw. No network and no disk here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal

import flet as ft

from app.model.records import LinkRecord, PaymentRecord, ShopRecord
from app.services.about import About
from app.services.live_updates import Light
from app.services.local_store import Today
from language import Language
from money import Money

Theme = Literal["auto", "light", "dark"]
Look = Literal[
    "active", "processing", "paid", "hold", "cancelled", "expired", "paused", "refunded", "failed", "waiting"
]

Goods = Look | Literal["late", "duplicate", "returning", "partly"]
"""What a payment says of the goods: `paid` lets them go, and nothing else does."""

OPEN: Final[frozenset[Look]] = frozenset({"active", "processing", "hold", "waiting", "failed"})
"""How a link looks that may yet bring money, or that the shop has to do something about."""
# Past this an open gateway page was most likely left; the link is offered again.
PROCESSING_FOR: Final = timedelta(minutes=30)
_LOOK_OF_PAYMENT: Final[Mapping[str, Look]] = {
    "paid": "paid",
    "partly_refunded": "paid",
    "refunded": "refunded",
    "on_hold": "hold",
    "pending": "processing",
    "created": "processing",
    "cancelled": "cancelled",
    "expired": "expired",
}


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link as a list shows it: the link, how it looks, and the payment behind that look."""

    link: LinkRecord
    look: Look
    payment: PaymentRecord | None


@dataclass
class Rows:
    """The rows on the screen and what the keys need to know of it; nothing is drawn from it."""

    read_addresses: Callable[[], Mapping[str, str]] = dict
    """Where each row leads, by its id, from the top."""
    pane: ft.Column | None = None
    """What they are scrolled in."""
    is_moving: bool = False
    """Whether the chosen row is being brought into sight."""
    is_to_top: bool = False
    """Whether an arrow led up from the first row, to what stands above the rows."""
    screen: str = ""
    trail: tuple[str, ...] = ()
    """The screens with rows that led to this one, and itself if it has any."""
    search: ft.TextField | None = None
    """The box to search in that was drawn last."""
    search_on: str = ""
    """The screen that it was drawn on."""
    is_typed_in: bool = False
    search_next: bool = False
    """Whether the next box to be drawn is to be typed in at once."""
    off_fields: ft.KeyboardListener | None = None
    """Takes the focus off fields and buttons when an arrow is pressed, so that Enter means the row alone."""

    @property
    def addresses(self) -> Mapping[str, str]:
        return self.read_addresses()


@dataclass(frozen=True, slots=True)
class Home:
    """What the home screen draws, read from the store in one go."""

    shop: ShopRecord
    store_link: LinkRecord | None
    rows: tuple[LinkRow, ...]
    """The links that are open, what happened last on top."""
    has_more_rows: bool
    """Whether more are open than these."""
    payments: tuple[PaymentRecord, ...]
    """The last ones that brought money, by any link, newest first."""
    balance: Money
    on_its_way: Money
    held: Money
    today: Today
    day: date
    """The day on which it was read, in Dhaka: an hour becomes a date at midnight."""

    @property
    def has_payments(self) -> bool:
        return bool(self.payments)


@dataclass(eq=False)
class Account(ft.Observable):
    """What changes seldom: who is signed in, language, theme, sounds, the size of the window."""

    signed_in: bool = False
    sound: bool = True
    voice: bool = False
    is_word_known: bool = False
    """Whether somebody here has read what the word of the day is for."""
    language: Language = "bn"
    theme: Theme = "auto"
    dark: bool = False
    text_scale: float = 1
    """How much larger than the design the system draws text, as measured."""
    width: float = 0
    height: float = 0
    is_keyboard_up: bool = False
    """Whether the phone's own keyboard covers a part of the screen."""
    notice: str = ""
    about: About | None = None
    """Who runs the checkout, as was told last; None where that was never heard."""


@dataclass(eq=False)
class Shop(ft.Observable):
    """What changes with every payment. `version` counts up, so that detail screens read anew."""

    home: Home | None = None
    light: Light = Light.RECONNECTING
    is_servers_fault: bool = False
    """Whether nothing comes because of the server, as far as can be told from here."""
    has_network: bool = True
    """What the device itself says of its network."""
    heard_at: datetime | None = None
    fresh_ids: frozenset[str] = field(default_factory=frozenset)
    """The payments that came while somebody listened and that nobody has looked at, and their links."""
    version: int = 0
    balance_hidden: bool = False
    row: str = ""
    """The id of the row that the arrow keys chose."""
    arrivals: tuple[PaymentRecord, ...] = ()
    """What stands large until its goods are ticked off, the newest first; heard live, or looked for by somebody."""
    unticked: tuple[PaymentRecord, ...] = ()
    """All that came to this device and was not ticked off, with what stands large."""
    is_just_come: bool = False
    """Whether the newest that stands large came a few seconds ago."""
    word: str = ""
    """The shop's word of the day: whoever fakes this screen does not know it."""
    clock_off: timedelta = timedelta(0)
    """What has to be added to this device's clock to have the server's."""
    is_kept: bool = True
    """Whether this device's disk takes what the server tells."""

    @property
    def arrived(self) -> PaymentRecord | None:
        """The newest of what stands large."""
        return self.arrivals[0] if self.arrivals else None

    @property
    def is_our_side(self) -> bool:
        """Whether the line is up and the trouble is the checkout's."""
        return self.light is Light.OFFLINE and self.is_servers_fault and self.has_network


def telling_payment(payments: Sequence[PaymentRecord], now: datetime) -> PaymentRecord | None:
    """The payment that says how a link stands: money first, then what may yet be money, then the newest.

    A failed second try must not hide that the first is held, nor a refunded duplicate that the link is paid.
    """

    def weight(payment: PaymentRecord) -> int:
        if payment.status in ("paid", "partly_refunded", "refunded"):
            return 3 if payment.duplicate else 5
        if payment.status == "on_hold":
            return 4
        return 2 if _is_under_way(payment, now) else 0

    return max(payments, key=lambda payment: (weight(payment), payment.created_at), default=None)


def _is_under_way(payment: PaymentRecord, now: datetime) -> bool:
    return payment.status == "pending" and payment.created_at > now - PROCESSING_FOR


def link_row(link: LinkRecord, payments: Sequence[PaymentRecord], now: datetime) -> LinkRow:
    """How a link looks: its own status, and while it is active what its most telling payment is doing."""
    latest = telling_payment(payments, now)
    if link.waiting:
        return LinkRow(link, "failed" if link.problem else "waiting", latest)
    if link.status == "paid":
        look: Look = "refunded" if latest is not None and payment_look(latest) == "refunded" else "paid"
        return LinkRow(link, look, latest)
    if latest is not None and latest.status == "on_hold":
        return LinkRow(link, "hold", latest)
    if link.status == "cancelled":
        return LinkRow(link, "cancelled", latest)
    if link.status == "expired" or (link.expires_at is not None and link.expires_at <= now):
        return LinkRow(link, "expired", latest)
    if link.status == "paused":
        return LinkRow(link, "paused", latest)
    if link.status != "active" or (latest is not None and _is_under_way(latest, now)):
        # A status from a newer server needs a second glance, and no second payer.
        return LinkRow(link, "processing", latest)
    return LinkRow(link, "active", None)


def may_be_shared(row: LinkRow) -> bool:
    """Whether customers may be sent it: once a payment has begun nobody shall pay twice. The shop's own link always."""
    return row.link.kind == "store" or row.look in ("active", "waiting")


def last_moved(row: LinkRow) -> datetime:
    """When something last happened to a link: what has just been paid stands on top."""
    payment = row.payment
    moments = [row.link.created_at, row.link.paid_at, payment.paid_at or payment.created_at if payment else None]
    return max(moment for moment in moments if moment is not None)


def payment_look(payment: PaymentRecord) -> Look:
    """How a payment looks; a status from a newer server looks like one that needs a second glance.

    What goes back as a whole looks so from the promise on: to its end it may be days.
    """
    if _gone(payment) >= payment.amount:
        return "refunded"
    return _LOOK_OF_PAYMENT.get(payment.status, "failed" if payment.status == "failed" else "processing")


def goods_of(payment: PaymentRecord) -> Goods:
    """The one rule for handing over: the money came for these goods, in time, and nothing of it goes back."""
    look = payment_look(payment)
    if look == "refunded":
        return "refunded" if payment.status == "refunded" else "returning"
    if look != "paid":
        return look
    if payment.duplicate or payment.late:
        return "duplicate" if payment.duplicate else "late"
    return "partly" if _gone(payment) else "paid"


def may_hand_over(payment: PaymentRecord) -> bool:
    """Whether the goods of this payment may go."""
    return goods_of(payment) == "paid"


def goods_of_link(row: LinkRow) -> Goods:
    """What a link says of the goods: once it is paid, what its payment says."""
    if row.payment is not None and row.look in ("paid", "refunded"):
        return goods_of(row.payment)
    return row.look


def _gone(payment: PaymentRecord) -> Money:
    """What was promised to the payer or went back already."""
    return max(payment.refunded, payment.going_back)
