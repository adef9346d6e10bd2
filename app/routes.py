"""Which screen an address opens: one pane on a phone, rail and body on a desktop."""

from typing import Any, Final

import flet as ft

from app.kit.error_boundary import part, screen
from app.kit.live_field import FormMemoryContext
from app.kit.look import WIDE_FROM, DisplayContext, go, use_palette, use_words
from app.kit.palette import Palette
from app.kit.surfaces import top_bar
from app.kit.text_scale import TextScale
from app.session import Session
from app.views.arrived import Arrived, UntickedLine
from app.views.check import Check
from app.views.counter import Counter
from app.views.day import Day
from app.views.devices import Devices
from app.views.edit_link import EditLink
from app.views.edit_message import EditMessage
from app.views.full_qr import FullQr
from app.views.give_back import GiveBack
from app.views.help import Help
from app.views.history import History
from app.views.home import HomePhone, HomeWide
from app.views.link_detail import LinkDetailPhone
from app.views.links import AllLinks
from app.views.new_link import PANEL_WIDE, NewLink
from app.views.parts.form import is_form
from app.views.parts.frame import BottomBar, Rail
from app.views.parts.notices import below_notices, over_title
from app.views.parts.shop_context import (
    AccountContext,
    SessionContext,
    ShopContext,
    use_account,
    use_focus_aside,
    use_screen,
    use_session,
)
from app.views.pay_out import PayOut
from app.views.payers_address import PayersAddress
from app.views.payment_detail import PaymentDetail
from app.views.settings import Settings, ShopProfile
from app.views.share import SharePhone, ShareWide
from app.views.sign_in import SignIn

_TABS: Final = ("/", "/history", "/settings")


@screen
def Root() -> ft.View:
    """The frame of every screen: on a phone one pane, on a desktop rail and body."""
    p, account, path = use_palette(), use_account(), ft.use_view_path()
    body = ft.use_route_outlet()
    use_screen(path)
    if account.width >= WIDE_FROM:
        inside = ft.Container(body, expand=True, padding=ft.Padding.only(left=24, right=24, top=12, bottom=20))
        parts = [Rail(path), inside, use_focus_aside()]
        row = ft.Row(parts, expand=True, spacing=0, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
        return _view("/", p, row)
    if path in _TABS:
        lines = [ft.Container(body, expand=True), UntickedLine(is_shown=path == "/"), BottomBar(path)]
        tabbed = ft.Column(lines, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
        return _view("/", p, _below_arrived(tabbed))
    below = ft.Container(body, expand=True)
    if is_form(path):
        return _view(path, p, below, is_form=True)
    return _view(path, p, _below_arrived(below))


def _below_arrived(content: ft.Control) -> ft.Control:
    """Money that arrives covers the screen, except where somebody types."""
    return ft.Stack([ft.Container(content, left=0, right=0, top=0, bottom=0), Arrived()], expand=True)


@screen
def PanelOverHome() -> ft.View:
    """On a desktop নিউ লিংক is a panel at the right of the home screen."""
    p = use_palette()
    panel = ft.Container(
        NewLink(),
        bgcolor=p.surface_container_lowest,
        width=PANEL_WIDE,
        right=0,
        top=0,
        bottom=0,
        border_radius=ft.BorderRadius.only(top_left=28, bottom_left=28),
    )
    return _over_home(panel)


@screen
def DialogOverHome() -> ft.View:
    """On a desktop sharing is a dialog over the home screen."""
    dialog = ft.Container(ShareWide(), alignment=ft.Alignment.CENTER, left=0, right=0, top=0, bottom=0)
    return _over_home(dialog)


def _over_home(top: ft.Control) -> ft.View:
    p, page = use_palette(), ft.context.page
    use_screen(ft.use_view_path())
    inside = ft.Container(HomeWide(), expand=True, padding=ft.Padding.only(left=24, right=24, top=12, bottom=20))
    row = ft.Row([Rail("/"), inside], expand=True, spacing=0, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    below = ft.Container(
        ft.Semantics(exclude_semantics=True, content=row), left=0, right=0, top=0, bottom=0, ignore_interactions=True
    )
    # Nothing to be heard or reached by Tab: what is above it has a button that closes.
    grey = ft.Container(bgcolor=ft.Colors.with_opacity(0.5, p.scrim), on_click=lambda: page.navigate("/"))
    scrim = ft.Container(ft.Semantics(exclude_semantics=True, content=grey), left=0, right=0, top=0, bottom=0)
    return _view("/", p, ft.Stack([below, scrim, top], expand=True))


@screen
def WholeQr() -> ft.View:
    """On a desktop the QR has the whole screen, which is turned to the customer."""
    use_screen(ft.use_view_path())
    return _view("/", use_palette(), FullQr())


@part
def Missing() -> ft.Control:
    """An address that opens nothing says so, and leads home. The router has put it into a view already."""
    p, t = use_palette(), use_words()
    return ft.Column([top_bar(t("app.notfound"), p, go("/"), t("act.back"))], expand=True)


def _view(route: str, p: Palette, content: ft.Control, *, is_form: bool = False) -> ft.View:
    inside = over_title(content) if is_form else below_notices(content)
    return ft.View(
        route=route,
        padding=0,
        spacing=0,
        bgcolor=p.surface,
        controls=[ft.Stack([ft.Container(inside, left=0, right=0, top=0, bottom=0), TextScale()], expand=True)],
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


# A payer's address that a device of the shop opened, by a tap or by its camera.
_PAYERS: Final = [
    ft.Route(path=path, component=PayersAddress)
    for path in ("l/:code", "s/:code", "p/:code", "v", "returns/:gateway/:code")
]
_PHONE: Final = [
    ft.Route(
        component=Root,
        outlet=True,
        children=[
            ft.Route(
                component=HomePhone,
                children=[
                    ft.Route(path="links", component=AllLinks),
                    ft.Route(path="links/:id", component=LinkDetailPhone),
                    ft.Route(path="links/:id/edit", component=EditLink),
                    ft.Route(path="payments/:id", component=PaymentDetail),
                    ft.Route(path="payments/:id/refund", component=GiveBack),
                    ft.Route(path="check", component=Check),
                    ft.Route(path="check/:said", component=Check),
                    *_PAYERS,
                    ft.Route(path="new", component=NewLink),
                    ft.Route(path="share/:id", component=SharePhone),
                    ft.Route(path="share/:id/message", component=EditMessage),
                    ft.Route(path="qr/:id", component=FullQr),
                ],
            ),
            ft.Route(path="history", component=History),
            ft.Route(path="history/payout", component=PayOut),
            ft.Route(path="history/day", component=Day),
            ft.Route(path="settings", component=Settings),
            ft.Route(path="settings/shop", component=ShopProfile),
            ft.Route(path="settings/devices", component=Devices),
            ft.Route(path="settings/help", component=Help),
        ],
    ),
]
_WIDE: Final = [
    ft.Route(
        component=Root,
        outlet=True,
        children=[
            ft.Route(path="", component=HomeWide),
            ft.Route(path="counter", component=Counter),
            ft.Route(path="check", component=Check),
            ft.Route(path="check/:said", component=Check),
            *_PAYERS,
            ft.Route(path="links", component=AllLinks),
            ft.Route(path="links/:id", component=HomeWide),
            ft.Route(path="links/:id/edit", component=EditLink),
            ft.Route(path="share/:id/message", component=EditMessage),
            ft.Route(path="payments/:id", component=PaymentDetail),
            ft.Route(path="payments/:id/refund", component=GiveBack),
            ft.Route(path="history/payout", component=PayOut),
            ft.Route(path="history/day", component=Day),
            ft.Route(path="history", component=History),
            ft.Route(path="settings", component=Settings),
            ft.Route(path="settings/shop", component=ShopProfile),
            ft.Route(path="settings/devices", component=Devices),
            ft.Route(path="settings/help", component=Help),
        ],
    ),
    ft.Route(path="new", component=PanelOverHome),
    ft.Route(path="share/:id", component=DialogOverHome),
    ft.Route(path="qr/:id", component=WholeQr),
]


@ft.component
def Shell() -> Any:
    """The gate leaves the address alone: a deep link opens after signing in."""
    account, p = use_account(), use_palette()
    if use_session().signed_in is None:
        return [
            _view("/", p, ft.SafeArea(ft.Container(SignIn(), expand=True), expand=True, avoid_intrusions_top=False))
        ]
    return ft.Router(_WIDE if account.width >= WIDE_FROM else _PHONE, not_found=Missing, manage_views=True)


@ft.component
def App(session: Session) -> Any:
    """Everything a screen reaches, handed down.

    Given the shop itself, this would be drawn anew with every event, and with it all that is within: Flet watches
    what a component is given.
    """
    account, shop, typed = session.account, session.shop, session.typed

    def with_look() -> Any:
        return DisplayContext(account, lambda: FormMemoryContext(typed, lambda: Shell()))

    return AccountContext(account, lambda: ShopContext(shop, lambda: SessionContext(session, with_look)))


def parent_of(route: str) -> str:
    """Where the system's back leads."""
    if route.startswith("/settings/"):
        return "/settings"
    if route.startswith("/history/"):
        return "/history"
    if route.endswith(("/edit", "/refund", "/message")):
        return route.rpartition("/")[0]
    return "/"
