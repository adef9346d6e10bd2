"""The observables: what this shop's screens draw. No network and no disk here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

import flet as ft

from app.model.connection import ConnectionState
from app.model.handover import LinkRow
from app.model.records import LinkRecord, PaymentRecord, ShopRecord
from app.model.rights import OWNER, Rights
from app.services.about import About
from app.services.replica import Today
from language import DEFAULT, Language
from money import Money

Theme = Literal["auto", "light", "dark"]


@dataclass
class KeyboardFocus:
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
    came_in_count: int
    """How many sums came to the shop's own account and belong to no link."""
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
    awake: bool = False
    """Whether this device stays awake and audible while the app is in front."""
    is_mute: bool = False
    """Whether its browser lets nothing be heard until somebody has pressed something."""
    is_word_known: bool = False
    """Whether somebody here has read what the word of the day is for."""
    language: Language = DEFAULT
    theme: Theme = "auto"
    dark: bool = False
    text_scale: float = 1
    """How much larger than the design the system draws text, as measured."""
    width: float = 0
    height: float = 0
    is_keyboard_up: bool = False
    """Whether the phone's own keyboard covers a part of the screen."""
    notice: str = ""
    invitation: str = ""
    """The code of an invitation whose link was opened here."""
    about: About | None = None
    """Who runs the checkout, as was told last; None where that was never heard."""


@dataclass(eq=False)
class Shop(ft.Observable):
    """What changes with every payment. `version` counts up, so that detail screens read anew."""

    home: Home | None = None
    connection: ConnectionState = ConnectionState.RECONNECTING
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
    daily_word: str = ""
    """The shop's word of the day: whoever fakes this screen does not know it."""
    clock_off: timedelta = timedelta(0)
    """What has to be added to this device's clock to have the server's."""
    issued_codes: Mapping[str, str] = field(default_factory=dict)
    """What is in the Bangla QRs that a payment company issued, by the link's id."""
    is_kept: bool = True
    """Whether this device's disk takes what the server tells."""

    @property
    def rights(self) -> Rights:
        """What this device may: until the server has said so, what an owner may, which is drawn of nothing yet."""
        return self.home.shop.rights if self.home is not None else OWNER

    @property
    def arrived(self) -> PaymentRecord | None:
        """The newest of what stands large."""
        return self.arrivals[0] if self.arrivals else None

    @property
    def is_our_side(self) -> bool:
        """Whether the line is up and the trouble is the checkout's."""
        return self.connection is ConnectionState.OFFLINE and self.is_servers_fault and self.has_network
