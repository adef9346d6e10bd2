"""Which screen an address opens: one pane on a phone, rail and body on a desktop."""

from collections.abc import Iterable
from functools import cache
from typing import Final

import flet as ft

from app.keys import use_screen
from app.kit.error_boundary import part, screen
from app.kit.live_field import FormMemoryContext
from app.kit.look import WIDE_FROM, DisplayContext, go, use_palette, use_words
from app.kit.palette import Palette
from app.kit.surfaces import top_bar
from app.kit.text_scale import TextScale
from app.kit.typography import text
from app.navigation import SCREENS, Draw, Screen, is_form, tab_of
from app.session import Session
from app.views.arrived import Arrived, UntickedLine
from app.views.parts.frame import BottomBar, Rail
from app.views.parts.notices import below_notices, over_title
from app.views.parts.shop_context import (
    AccountContext,
    SessionContext,
    ShopContext,
    use_account,
    use_focus_aside,
    use_seen_shop,
    use_session,
)
from app.views.sign_in import SignIn


@screen
def Root() -> ft.View:
    """The frame of every screen: on a phone one pane, on a desktop rail and body."""
    p, account, path = use_palette(), use_account(), ft.use_view_path()
    body = ft.use_route_outlet()
    use_screen(path)
    if account.width >= WIDE_FROM:
        inside = ft.Container(body, expand=True, padding=ft.Padding.only(left=24, right=24, top=12, bottom=20))
        parts = [Rail(tab_of(path)), inside, use_focus_aside()]
        row = ft.Row(parts, expand=True, spacing=0, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
        return _view("/", p, row)
    if tab_of(path) == path:
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


def _alone(draw: Draw) -> Draw:
    """A desktop's screen that has the whole window."""

    @screen
    def Alone() -> ft.View:
        use_screen(ft.use_view_path())
        return _view("/", use_palette(), draw())

    return Alone


@part
def Missing() -> ft.Control:
    """An address that opens nothing says so, and leads home. The router has put it into a view already."""
    t = use_words()
    return ft.Column([top_bar(t("app.notfound"), go("/"), t("act.back"))], expand=True)


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


@cache
def _allowed(draw: Draw, right: str) -> Draw:
    """The screen, for who may have it; others have come by an address, or may less since it was opened.

    One for all steps of a form: another one would be begun anew with each.
    """

    @part
    def Allowed() -> ft.Control:
        return draw() if use_seen_shop().rights.has(right) else NotForYou()

    return Allowed


@part
def NotForYou() -> ft.Control:
    """Says so, and leads home; the server would refuse it all the same."""
    p, t = use_palette(), use_words()
    said = ft.Container(text(t("app.not_for_you"), "body", p.on_surface_variant), padding=16)
    named = ft.Semantics(identifier="not-for-you", container=True, content=said)
    return ft.Column([top_bar(t("app.name"), go("/"), t("act.back")), named], expand=True)


def _routes(screens: Iterable[tuple[Screen, Draw | None]]) -> list[ft.Route]:
    return [
        ft.Route(path=one.path, component=_allowed(draw, one.right) if one.right else draw)
        for one, draw in screens
        if draw is not None
    ]


_HOME, *_OTHERS = SCREENS
# A phone's home screen stays below whatever is opened from it; the other places have a bar of their own.
_BELOW_HOME: Final = [one for one in _OTHERS if one.tab == _HOME.tab]
_BESIDE_HOME: Final = [one for one in _OTHERS if one.tab != _HOME.tab]
_PHONE: Final = [
    ft.Route(
        component=Root,
        outlet=True,
        children=[
            ft.Route(component=_HOME.phone, children=_routes((one, one.phone) for one in _BELOW_HOME)),
            *_routes((one, one.phone) for one in _BESIDE_HOME),
        ],
    ),
]
_WIDE: Final = [
    ft.Route(component=Root, outlet=True, children=_routes((one, one.wide) for one in SCREENS if not one.is_alone)),
    *_routes((one, _alone(one.wide)) for one in SCREENS if one.is_alone),
]


@ft.component
def Shell() -> object:
    """The gate leaves the address alone: a deep link opens after signing in."""
    account, p = use_account(), use_palette()
    if use_session().signed_in is None:
        return [
            _view("/", p, ft.SafeArea(ft.Container(SignIn(), expand=True), expand=True, avoid_intrusions_top=False))
        ]
    return ft.Router(_WIDE if account.width >= WIDE_FROM else _PHONE, not_found=Missing, manage_views=True)


@ft.component
def App(session: Session) -> object:
    """Everything a screen reaches, handed down.

    Given the shop itself, this would be drawn anew with every event, and with it all that is within: Flet watches
    what a component is given.
    """
    account, shop, typed = session.account, session.shop, session.typed

    def with_look() -> object:
        return DisplayContext(account, lambda: FormMemoryContext(typed, lambda: Shell()))

    return AccountContext(account, lambda: ShopContext(shop, lambda: SessionContext(session, with_look)))
