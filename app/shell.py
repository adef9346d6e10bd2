"""Routes, theme and the wiring of services into screens: one session of the app."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import flet as ft

from app.desk import Desk
from app.look.palette import DARK, LIGHT, Palette
from app.look.type import text
from app.services.checkout_client import CheckoutClient
from app.services.records import PaymentRecord
from app.shop import Account, Shop
from app.views.full_qr import FullQr
from app.views.history import History
from app.views.home import HomePhone, HomeWide
from app.views.link_detail import LinkDetailPhone
from app.views.links import AllLinks
from app.views.new_link import NewLink
from app.views.parts.context import (
    WIDE_FROM,
    AccountContext,
    DeskContext,
    ShopContext,
    use_account,
    use_palette,
    use_words,
)
from app.views.parts.frame import BottomBar, Rail
from app.views.parts.guard import screen
from app.views.payment_detail import PaymentDetail
from app.views.settings import Settings, ShopProfile
from app.views.share import SharePhone, ShareWide
from app.views.sign_in import SignIn
from app.words import say
from money import format_taka

log = logging.getLogger(__name__)
ASSETS: Final = Path(__file__).parent.parent / "assets" / "app"
_PREFERENCES_SECONDS: Final = 5
_TOAST_SECONDS: Final = 8
_TABS: Final = ("/", "/history", "/settings")


@dataclass(frozen=True, slots=True)
class AppConfig:
    """Which checkout this app speaks with, and where it keeps its replica."""

    server_url: str
    data_dir: Path


class DevicePreferences:
    """The few words a device keeps: on the web in the browser's own storage."""

    def __init__(self) -> None:
        self._service = ft.SharedPreferences()

    async def get(self, key: str) -> str:
        try:
            value = await asyncio.wait_for(self._service.get(f"aday.{key}"), _PREFERENCES_SECONDS)
        except (TimeoutError, RuntimeError) as error:
            log.warning("preference %s not read: %r", key, error)
            return ""
        return value if isinstance(value, str) else ""

    async def set(self, key: str, value: str) -> None:
        await asyncio.wait_for(self._service.set(f"aday.{key}", value), _PREFERENCES_SECONDS)

    async def remove(self, key: str) -> None:
        await asyncio.wait_for(self._service.remove(f"aday.{key}"), _PREFERENCES_SECONDS)


@screen
def Root() -> ft.View:
    """The frame of every screen: on a phone one pane, on a desktop rail and body."""
    p, account, path = use_palette(), use_account(), ft.use_view_path()
    body = ft.use_route_outlet()
    if account.width >= WIDE_FROM:
        inside = ft.Container(body, expand=True, padding=ft.Padding.only(left=24, right=24, top=12, bottom=20))
        row = ft.Row([Rail(path), inside], expand=True, spacing=0, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
        return _view("/", p, row)
    if path in _TABS:
        return _view("/", p, ft.Container(body, expand=True), BottomBar(path))
    return _view(path, p, ft.Container(body, expand=True))


@screen
def PanelOverHome() -> ft.View:
    """On a desktop নিউ লিংক is a panel at the right of the home screen."""
    p = use_palette()
    panel = ft.Container(
        NewLink(),
        bgcolor=p.surface_container_lowest,
        width=480,
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
    inside = ft.Container(HomeWide(), expand=True, padding=ft.Padding.only(left=24, right=24, top=12, bottom=20))
    row = ft.Row([Rail("/"), inside], expand=True, spacing=0, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    below = ft.Container(
        ft.Semantics(exclude_semantics=True, content=row), left=0, right=0, top=0, bottom=0, ignore_interactions=True
    )
    scrim = ft.Container(
        bgcolor=ft.Colors.with_opacity(0.5, p.scrim),
        left=0,
        right=0,
        top=0,
        bottom=0,
        on_click=lambda: page.navigate("/"),
    )
    return _view("/", p, ft.Stack([below, scrim, top], expand=True))


@screen
def Missing() -> ft.View:
    p, t = use_palette(), use_words()
    return _view(
        "/missing",
        p,
        ft.Container(text(t("app.notfound"), "title", p.on_surface), alignment=ft.Alignment.CENTER, expand=True),
    )


def _view(route: str, p: Palette, *controls: ft.Control) -> ft.View:
    return ft.View(
        route=route,
        padding=0,
        spacing=0,
        bgcolor=p.surface,
        controls=list(controls),
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


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
                    ft.Route(path="payments/:id", component=PaymentDetail),
                    ft.Route(path="new", component=NewLink),
                    ft.Route(path="share/:id", component=SharePhone),
                    ft.Route(path="qr/:id", component=FullQr),
                ],
            ),
            ft.Route(path="history", component=History),
            ft.Route(path="settings", component=Settings),
            ft.Route(path="settings/shop", component=ShopProfile),
        ],
    ),
]
_WIDE: Final = [
    ft.Route(
        component=Root,
        outlet=True,
        children=[
            ft.Route(path="", component=HomeWide),
            ft.Route(path="links", component=AllLinks),
            ft.Route(path="links/:id", component=HomeWide),
            ft.Route(path="payments/:id", component=PaymentDetail),
            ft.Route(path="qr/:id", component=FullQr),
            ft.Route(path="history", component=History),
            ft.Route(path="settings", component=Settings),
            ft.Route(path="settings/shop", component=ShopProfile),
        ],
    ),
    ft.Route(path="new", component=PanelOverHome),
    ft.Route(path="share/:id", component=DialogOverHome),
]


@ft.component
def Shell() -> Any:
    """The gate leaves the address alone: a deep link opens after signing in."""
    account, p = use_account(), use_palette()
    if not account.signed_in:
        return [
            _view("/", p, ft.SafeArea(ft.Container(SignIn(), expand=True), expand=True, avoid_intrusions_top=False))
        ]
    return ft.Router(_WIDE if account.width >= WIDE_FROM else _PHONE, not_found=Missing, manage_views=True)


@ft.component
def App(account: Account, shop: Shop, desk: Desk) -> Any:
    """Everything a screen reaches, handed down."""
    return AccountContext(account, lambda: ShopContext(shop, lambda: DeskContext(desk, lambda: Shell())))


def before_main(page: ft.Page) -> None:
    """Theme and fonts must stand before the first paint."""
    page.title = "আদায়"
    page.theme, page.dark_theme = _theme(LIGHT), _theme(DARK)
    page.theme_animation_style = ft.AnimationStyle.no_animation()
    page.padding = 0
    page.locale_configuration = ft.LocaleConfiguration(
        [ft.Locale("bn", "BD"), ft.Locale("en", "US")], ft.Locale("bn", "BD")
    )
    if not page.web:
        page.fonts = {
            family: f"assets/fonts/{file}.ttf"
            for family, file in (
                ("Display600", "AnekBangla_600SemiBold"),
                ("Display700", "AnekBangla_700Bold"),
                ("Display800", "AnekBangla_800ExtraBold"),
                ("Text400", "NotoSansBengali_400Regular"),
                ("Text500", "NotoSansBengali_500Medium"),
                ("Text600", "NotoSansBengali_600SemiBold"),
                ("Text700", "NotoSansBengali_700Bold"),
            )
        }


async def run(page: ft.Page, config: AppConfig) -> Desk:
    """One session, from its own disk at once and then live; its desk, for whoever must close it early."""
    account = Account(width=page.width or 0, height=page.height or 0)
    shop = Shop()
    spawn = _Tasks()
    desk = Desk(
        account,
        shop,
        CheckoutClient(config.server_url),
        DevicePreferences(),
        config.data_dir,
        device_name=_device_name(page),
        spawn=spawn,
        on_paid=lambda payment: _tell_paid(page, account, payment),
    )
    await desk.open()
    _follow_theme(page, account)
    _follow_size(page, account)

    def popped(event: ft.ViewPopEvent) -> None:
        page.navigate(parent_of(page.route))

    page.on_view_pop = popped
    page.render_views(App, account, shop, desk)
    _guard(page, account, shop, desk, spawn)
    desk.start()
    return desk


def parent_of(route: str) -> str:
    """Where the system's back leads."""
    return "/settings" if route.startswith("/settings/") else "/"


class _Tasks:
    """Background work of a session, ended with it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _guard(page: ft.Page, account: Account, shop: Shop, desk: Desk, tasks: _Tasks) -> None:
    """Keep the session usable through a bad handler, a dead draw loop, a lost socket and a reload."""
    session: Any = page.session

    def report(message: str) -> None:
        # Flet would show the traceback to the shopkeeper and cover the screen with it.
        log.error(message)
        page.show_dialog(ft.SnackBar(ft.Text(say(account.language, "app.wrong"))))

    session.error = report

    def watch() -> None:
        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and task.exception():
                log.error("drawing stopped and is begun again", exc_info=task.exception())
                session.start_updates_scheduler()
                watch()

        session._Session__updates_task.add_done_callback(ended)

    watch()

    async def closed(_: Any) -> None:
        await desk.close()
        await tasks.end()

    async def connected(_: Any) -> None:
        session.start_updates_scheduler()
        watch()
        desk.wake()
        _redraw(account, shop)

    async def disconnected(_: Any) -> None:
        await desk.pause()

    async def life_changed(event: ft.AppLifecycleStateChangeEvent) -> None:
        if event.state in (ft.AppLifecycleState.RESUME, ft.AppLifecycleState.SHOW):
            desk.wake()

    page.on_close, page.on_connect, page.on_disconnect = closed, connected, disconnected
    page.on_app_lifecycle_state_change = life_changed


def _redraw(account: Account, shop: Shop) -> None:
    """What changed while nobody was connected was drawn for nobody."""
    notify: Callable[[ft.Observable], Awaitable[None] | None] = ft.Observable.notify
    notify(account)
    notify(shop)


def _follow_size(page: ft.Page, account: Account) -> None:
    def resized(event: ft.PageResizeEvent) -> None:
        account.width, account.height = event.width, event.height

    page.on_resize = resized


def _follow_theme(page: ft.Page, account: Account) -> None:
    """Auto follows the system; the colours we paint ourselves must follow too."""

    def choose() -> None:
        system_dark = page.platform_brightness == ft.Brightness.DARK
        dark = account.theme == "dark" or (account.theme == "auto" and system_dark)
        if account.dark != dark:
            account.dark = dark
        modes = {"auto": ft.ThemeMode.SYSTEM, "light": ft.ThemeMode.LIGHT, "dark": ft.ThemeMode.DARK}
        if page.theme_mode != modes[account.theme]:
            page.theme_mode = modes[account.theme]
            page.update()

    page.on_platform_brightness_change = lambda _: choose()
    choose()
    account.subscribe(lambda _, field: choose() if field == "theme" else None)


def _theme(p: Palette) -> ft.Theme:
    roles = (
        "primary on_primary primary_container on_primary_container secondary on_secondary secondary_container "
        "on_secondary_container tertiary on_tertiary tertiary_container on_tertiary_container error on_error "
        "error_container on_error_container surface surface_container_lowest surface_container_low surface_container "
        "surface_container_high surface_container_highest on_surface on_surface_variant outline outline_variant "
        "inverse_surface on_inverse_surface inverse_primary scrim"
    ).split()
    return ft.Theme(font_family="Text400", color_scheme=ft.ColorScheme(**{role: getattr(p, role) for role in roles}))


def _tell_paid(page: ft.Page, account: Account, payment: PaymentRecord) -> None:
    """A green line for money that has just arrived."""
    p = DARK if account.dark else LIGHT
    title = say(account.language, "nt.paid.title", amt=format_taka(payment.amount, account.language))
    body = say(account.language, "nt.paid.body", name=payment.name, method=payment.method)
    column = ft.Column(
        [text(title, "label", p.on_paid_surface), text(body, "caption", p.on_paid_surface)],
        spacing=0,
        expand=True,
        tight=True,
    )
    row = ft.Row([ft.Icon(ft.Icons.CHECK_CIRCLE_ROUNDED, size=28, color=p.on_paid_surface), column], spacing=12)
    toast = ft.SnackBar(
        ft.Semantics(identifier="paid-toast", container=True, live_region=True, content=row),
        bgcolor=p.paid_surface,
        behavior=ft.SnackBarBehavior.FLOATING,
        duration=_TOAST_SECONDS * 1000,
        shape=ft.RoundedRectangleBorder(radius=14),
        # Above the bar at the bottom, which stays within reach.
        margin=ft.Margin.only(left=max(16.0, account.width - 460), right=16, bottom=96),
    )
    page.show_dialog(toast)
    asyncio.get_running_loop().call_later(_TOAST_SECONDS, _take_away, page, toast)


def _take_away(page: ft.Page, toast: ft.SnackBar) -> None:
    """Green must not come back by a reload: an old toast would be drawn as if money had just arrived."""
    if toast.open:
        toast.open = False
        page.update()


def _device_name(page: ft.Page) -> str:
    """What the device list calls this one."""
    platform = page.platform.value if page.platform else "device"
    return f"{platform} {'browser' if page.web else 'app'}"
