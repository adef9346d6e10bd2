"""Every screen of the app, in one table: its address, what draws it, and what frame, keys and news must know of it.

A new screen is a row here, a module in `app/views`, and its words; one with a `row` is opened from the settings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import flet as ft

from app.kit.error_boundary import part
from app.views.check import Check
from app.views.counter import Counter
from app.views.day import Day
from app.views.devices import Devices, DevicesRow
from app.views.edit_link import EditLink
from app.views.edit_message import EditMessage
from app.views.full_qr import FullQr
from app.views.give_back import GiveBack
from app.views.help import Help, HelpRow
from app.views.history import History
from app.views.home import HomePhone, HomeWide
from app.views.invite import Invite
from app.views.link_detail import LinkDetailPhone
from app.views.links import AllLinks
from app.views.new_link import NewLink
from app.views.new_place import NewPlace
from app.views.notifications import Notifications
from app.views.over_home import DialogOverHome, PanelOverHome
from app.views.own_account import OwnAccount
from app.views.own_code import OwnCodeRow, OwnCodeScreen
from app.views.parts.shop_context import use_seen_shop
from app.views.pay_out import PayOut
from app.views.payers_address import PayersAddress
from app.views.payment_detail import PaymentDetail
from app.views.person import Person
from app.views.quiet_hours import QuietTime
from app.views.settings import Settings
from app.views.share import SharePhone
from app.views.shop_profile import ShopProfile
from app.views.today import TodaysPayments
from app.views.told_place import ToldPlace

Draw = Callable[..., ft.Control]


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen, on a phone and on a desktop."""

    path: str
    """Its address without the first stroke, as the router takes it: `links/:id`."""
    phone: Draw | None
    """What draws it on a phone; None where a phone has no such screen."""
    wide: Draw
    """What draws it on a desktop."""
    parent: str = ""
    """The screen that the system's back leads to: the beginning of its own path, or the home screen."""
    tab: str = "/"
    """Which place of the bar and the rail it belongs to."""
    is_form: bool = False
    """Whether somebody may be typing there: money that comes then is told in a line."""
    has_rows: bool = False
    """Whether the arrow keys choose there."""
    is_alone: bool = False
    """Whether it has a desktop's whole window, without the rail."""
    right: str = ""
    """What of the rights a device must have for it (`app/model/rights.py`); empty for what anybody may open."""
    row: Draw | None = None
    """What draws its row in the settings, for one that is opened from there; those rows stand in the table's order."""


@part
def settings() -> ft.Control:
    """The settings, with the row of each screen that stands there and that this device may open."""
    rights = use_seen_shop().rights
    return Settings([one.row for one in SCREENS if one.row is not None and rights.has(one.right)])


# Short, so that a row of the table is a line.
_OUT: Final = "pays_out"
_SHOP: Final = "changes_shop"
_NOTICES: Final = "settings/notifications"
_OWN: Final = "settings/own-code"

SCREENS: Final = (
    Screen("", HomePhone, HomeWide, has_rows=True),
    Screen("counter", None, Counter, tab="/counter", has_rows=True),
    Screen("today", TodaysPayments, TodaysPayments, tab="/today", has_rows=True),
    Screen("history", History, History, tab="/history", has_rows=True, right="sees_balance"),
    Screen("history/day", Day, Day, "history", "/history", right="sees_balance"),
    Screen("history/own-account", OwnAccount, OwnAccount, "history", "/history", right="sees_balance"),
    Screen("history/payout", PayOut, PayOut, "history", "/history", is_form=True, right=_OUT),
    # What the form leads to has addresses of its own, so that back leads to the form and not out of it.
    Screen("history/payout/check", PayOut, PayOut, "history/payout", "/history", is_form=True, right=_OUT),
    Screen("history/payout/check/code", PayOut, PayOut, "history/payout/check", "/history", is_form=True, right=_OUT),
    Screen("settings", settings, settings, tab="/settings"),
    Screen("settings/shop", ShopProfile, ShopProfile, "settings", "/settings", is_form=True, right=_SHOP),
    Screen(_OWN, OwnCodeScreen, OwnCodeScreen, "settings", "/settings", is_form=True, right=_SHOP, row=OwnCodeRow),
    Screen("settings/devices", Devices, Devices, "settings", "/settings", row=DevicesRow),
    Screen(_NOTICES, Notifications, Notifications, "settings", "/settings"),
    Screen(f"{_NOTICES}/new", NewPlace, NewPlace, _NOTICES, "/settings", is_form=True, right=_SHOP),
    Screen(f"{_NOTICES}/quiet", QuietTime, QuietTime, _NOTICES, "/settings", is_form=True, right=_SHOP),
    Screen(f"{_NOTICES}/place/:id", ToldPlace, ToldPlace, _NOTICES, "/settings", right=_SHOP),
    Screen("settings/devices/invite", Invite, Invite, "settings/devices", "/settings", is_form=True, right=_SHOP),
    Screen("settings/devices/:id", Person, Person, "settings/devices", "/settings", is_form=True, right=_SHOP),
    Screen("settings/help", Help, Help, "settings", "/settings", row=HelpRow),
    Screen("links", AllLinks, AllLinks, has_rows=True),
    # A pane beside the rows of a desktop's home screen.
    Screen("links/:id", LinkDetailPhone, HomeWide, has_rows=True),
    Screen("links/:id/edit", EditLink, EditLink, "links/:id", is_form=True, right="changes_links"),
    Screen("payments/:id", PaymentDetail, PaymentDetail),
    Screen("payments/:id/refund", GiveBack, GiveBack, "payments/:id", is_form=True, right="gives_back"),
    Screen("payments/:id/refund/check", GiveBack, GiveBack, "payments/:id/refund", is_form=True, right="gives_back"),
    Screen("new", NewLink, PanelOverHome, is_form=True, is_alone=True),
    Screen("share/:id", SharePhone, DialogOverHome, is_alone=True),
    Screen("share/:id/message", EditMessage, EditMessage, "share/:id", is_form=True),
    Screen("qr/:id", FullQr, FullQr, is_alone=True),
    Screen("check", Check, Check, is_form=True),
    Screen("check/:said", Check, Check, is_form=True),
    # The shop's own, whichever id it has: what a long press on the installed app's icon offers.
    Screen("qr", PayersAddress, PayersAddress),
    # A payer's address that a device of the shop opened, by a tap or by its camera.
    Screen("l/:code", PayersAddress, PayersAddress),
    Screen("s/:code", PayersAddress, PayersAddress),
    Screen("p/:code", PayersAddress, PayersAddress),
    Screen("v", PayersAddress, PayersAddress),
    Screen("returns/:gateway/:code", PayersAddress, PayersAddress),
)
# Nothing stands above these two: who opens one begins anew.
_BEGINNINGS: Final = ("/", "/counter")


def screen_of(route: str) -> Screen | None:
    """The screen that an address opens; None where it opens none."""
    parts = _parts(route)
    return next((screen for screen in SCREENS if _is_at(screen.path.split("/"), parts)), None)


def parent_of(route: str) -> str:
    """Where the system's back leads."""
    screen = screen_of(route)
    if screen is None or not screen.parent:
        return "/"
    return "/" + "/".join(_parts(route)[: len(screen.parent.split("/"))])


def tab_of(route: str) -> str:
    """The place of the bar and the rail that a screen belongs to."""
    screen = screen_of(route)
    return screen.tab if screen is not None else "/"


def is_form(route: str) -> bool:
    """Whether somebody may be typing there."""
    screen = screen_of(route)
    return screen is not None and screen.is_form


def is_arrived_shown(route: str, *, wide: bool) -> bool:
    """Whether that screen shows what has just arrived: on a desktop the counter, on a phone all but its forms."""
    return tab_of(route) == "/counter" if wide else not is_form(route)


def has_rows(route: str) -> bool:
    """Whether arrows choose there."""
    screen = screen_of(route)
    return screen is not None and screen.has_rows


def same_rows(route: str, other: str) -> bool:
    """Whether the rows of one screen are those of the other, as a desktop draws them."""
    one, two = screen_of(route), screen_of(other)
    return route == other or (one is not None and two is not None and one.has_rows and one.wide is two.wide)


def onward(trail: Sequence[str], route: str) -> tuple[str, ...]:
    """The screens with rows that led to this one, so that Escape leads back along them.

    No screen stands in it twice, and of links beside each other the last one.
    """
    if not has_rows(route):
        return tuple(trail)
    if route in _BEGINNINGS:
        return (route,)
    before = before_it(trail, route)
    if before and screen_of(before[-1]) is screen_of(route):
        before = before[:-1]
    return (*before, route)


def before_it(trail: Sequence[str], route: str) -> tuple[str, ...]:
    """What was come by before a screen; all of it, when the screen is not on the way."""
    return tuple(trail[: trail.index(route)] if route in trail else trail)


def _parts(route: str) -> list[str]:
    return route.partition("?")[0].strip("/").split("/")


def _is_at(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    return len(pattern) == len(parts) and all(
        part == wanted or wanted.startswith(":") for wanted, part in zip(pattern, parts, strict=True)
    )
