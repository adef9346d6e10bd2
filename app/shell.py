"""One session of the app: services wired into screens, theme, and what keeps it usable."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import flet as ft

from app.device.preferences import DevicePreferences
from app.device.speech import VOICE_FOLDER
from app.first_screen import keep_shop_name
from app.flet_workarounds.drawing import draw_sparingly
from app.flet_workarounds.staying_alive import draw_for_ever, outlive_answers, tell_errors
from app.form_memory import FormMemory
from app.keys import follow_keys
from app.kit.palette import DARK, LIGHT, Palette
from app.navigation import parent_of
from app.notices import Notice
from app.own_device import Device
from app.page_announcer import PageAnnouncer
from app.routes import App
from app.server_clock import utc_now
from app.services.checkout_client import CheckoutClient
from app.session import Session
from app.state import Account, Shop
from app.words import say
from language import DEFAULT, LANGUAGES

log = logging.getLogger(__name__)
ASSETS: Final = Path(__file__).parent.parent / "assets" / "app"
_FOCUS_TRIES: Final = 20
_FOCUS_PAUSE_SECONDS: Final = 0.2
_SIDE_MOST: Final = 8_192.0
"""A screen is drawn here for a window as large as its page says: no screen that there is has a longer side."""


@dataclass(frozen=True, slots=True)
class AppConfig:
    """Which checkout this app speaks with, and where it keeps its replica."""

    server_url: str
    data_dir: Path
    may_choose_server: bool = False
    """Whether the sign-in screen offers another address. Never where strangers would choose for this machine."""
    clock: Callable[[], datetime] = utc_now


def before_main(page: ft.Page) -> None:
    """Theme and fonts must stand before the first paint."""
    page.title = say(DEFAULT, "app.name")
    page.theme, page.dark_theme = _theme(LIGHT), _theme(DARK)
    page.theme_animation_style = ft.AnimationStyle.no_animation()
    page.padding = 0
    page.locale_configuration = ft.LocaleConfiguration(
        [ft.Locale(language, facts.country) for language, facts in LANGUAGES.items()],
        ft.Locale(DEFAULT, LANGUAGES[DEFAULT].country),
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


async def run(
    page: ft.Page,
    config: AppConfig,
    typed: FormMemory | None = None,
    take_shared: Callable[[str], bytes | None] = lambda _: None,
) -> Session:
    """One session, from its own disk at once and then live; returned for whoever must close it early.

    `typed` is what the page's session before this one held; `take_shared` gives a picture that was shared into the app.
    """
    typed = typed or FormMemory()
    width, height = _side(page.width, 390), _side(page.height, 844)
    account = Account(width=width, height=height, text_scale=typed.text_scale)
    shop = Shop()
    spawn = _Tasks()
    preferences = DevicePreferences()
    announcer = PageAnnouncer(page, account, shop, spawn, config.data_dir / VOICE_FOLDER)
    page.data = announcer.notices
    session = Session(
        account,
        shop,
        CheckoutClient(config.server_url, clock=config.clock, browser=(page.client_ip or "") if page.web else ""),
        Device(
            preferences,
            config.data_dir,
            _device_name(page),
            spawn,
            config.clock,
            config.may_choose_server,
            take_shared,
        ),
        announcer,
        typed,
    )
    if page.web:
        spawn.held.append(keep_shop_name(account, shop, preferences, spawn))
    has_left = asyncio.Event()
    page.on_close = lambda _: has_left.set()
    await session.open()
    _follow_theme(page, account)
    _follow_size(page, account)
    spawn.held.append(_keep_text_scale(account, typed))

    def popped(event: ft.ViewPopEvent) -> None:
        page.navigate(parent_of(page.route))

    # The sign-in has no router, which listens by itself.
    page.on_view_pop, page.on_route_change = popped, lambda _: _notify(account)
    follow_keys(page, session)
    draw_sparingly(page.session)
    page.render_views(App, session)
    end = _guard(page, session, spawn, _follow_line(session))
    if has_left.is_set():  # A tab that was closed while it loaded tells so once: nobody would end what began now.
        await end(None)
    else:
        session.start()
        spawn(_type_on(session.typed))
    return session


async def _type_on(typed: FormMemory) -> None:
    """Give the field that was typed in when the page lost its line the focus again, as soon as it is drawn."""
    for _ in range(_FOCUS_TRIES):
        if not typed.resumed:
            return  # The page has said that somebody types.
        field = typed.held.get(typed.resumed)
        if field is not None and isinstance(field.current, ft.TextField):
            with suppress(RuntimeError, TimeoutError):
                await asyncio.wait_for(field.current.focus(), 1)
        await asyncio.sleep(_FOCUS_PAUSE_SECONDS)
    typed.resumed = ""


class _Tasks:
    """Background work of a session, ended with it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self.held: list[object] = []
        """Listeners of the session's: an observable forgets one that nobody else holds."""

    def __call__(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _guard(
    page: ft.Page, session: Session, tasks: _Tasks, line: ft.Connectivity
) -> Callable[[object], Awaitable[None]]:
    """Keep the session usable through a bad handler, a dead draw loop, a lost socket and a reload; what ends it."""

    def report(message: str) -> None:
        log.error(message)
        words = say(session.account.language, "app.wrong")
        session.notices.tell(Notice("toast", "plain", words, said=words))

    tell_errors(page.session, report)
    outlive_answers(page.session)
    draw_again = draw_for_ever(page.session)

    async def closed(_: object) -> None:
        line.on_change = None
        await session.close()
        await tasks.end()

    async def connected(_: object) -> None:
        draw_again()
        session.wake()
        _redraw(session.account, session.shop)

    async def disconnected(_: object) -> None:
        await session.pause()

    async def life_changed(event: ft.AppLifecycleStateChangeEvent) -> None:
        is_in_front = event.state in (ft.AppLifecycleState.RESUME, ft.AppLifecycleState.SHOW)
        if is_in_front:
            session.wake()
        # What has lost the keyboard alone is seen all the same.
        if session.signed_in is not None and (is_in_front or event.state is ft.AppLifecycleState.HIDE):
            session.signed_in.live.looked_at(is_looked_at=is_in_front)

    page.on_close, page.on_connect, page.on_disconnect = closed, connected, disconnected
    page.on_app_lifecycle_state_change = life_changed
    return closed


def _redraw(account: Account, shop: Shop) -> None:
    """What changed while nobody was connected was drawn for nobody."""
    _notify(account)
    _notify(shop)


def _notify(observable: ft.Observable) -> None:
    """Have all drawn anew that watches it."""
    notify: Callable[[ft.Observable], Awaitable[None] | None] = ft.Observable.notify
    notify(observable)


def _follow_line(session: Session) -> ft.Connectivity:
    """The network is back: do not wait out a pause. Or it is gone: believe nothing. To be kept, or Flet drops it."""

    def changed(event: ft.ConnectivityChangeEvent) -> None:
        session.shop.has_network = ft.ConnectivityType.NONE not in event.connectivity
        if session.shop.has_network:
            session.wake()
        else:
            session.lose_line()

    return ft.Connectivity(on_change=changed)


def _follow_size(page: ft.Page, account: Account) -> None:
    def resized(event: ft.PageResizeEvent) -> None:
        account.width, account.height = _side(event.width, account.width), _side(event.height, account.height)

    def covered(event: ft.PageMediaData) -> None:
        is_up = event.view_insets.bottom > 0
        if account.is_keyboard_up is not is_up:
            account.is_keyboard_up = is_up

    page.on_resize, page.on_media_change = resized, covered


def _keep_text_scale(account: Account, typed: FormMemory) -> Callable[[object, str | None], None]:
    """For the page's next session, which else would draw small first what it has to measure.

    The listener is for the caller to hold: an observable forgets one that nobody else holds.
    """

    def changed(_: object, field: str | None) -> None:
        if field == "text_scale":
            typed.text_scale = account.text_scale

    account.subscribe(changed)
    return changed


def _side(told: float | None, usual: float) -> float:
    """A side of a window in pixels, as a page told it; the usual one for what is none."""
    return min(float(told), _SIDE_MOST) if isinstance(told, int | float) and told > 0 else usual


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

    def changed(_: object, field: str | None) -> None:
        if field == "theme":
            choose()

    account.subscribe(changed)
    # An observable forgets a listener that nobody else holds: the page's own handler holds this one.
    page.on_platform_brightness_change = lambda _: changed(account, "theme")
    choose()


@cache
def _theme(p: Palette) -> ft.Theme:
    roles = (
        "primary on_primary primary_container on_primary_container secondary on_secondary secondary_container "
        "on_secondary_container tertiary on_tertiary tertiary_container on_tertiary_container error on_error "
        "error_container on_error_container surface surface_container_lowest surface_container_low surface_container "
        "surface_container_high surface_container_highest on_surface on_surface_variant outline outline_variant "
        "inverse_surface on_inverse_surface inverse_primary scrim"
    ).split()
    # What the Tab key has reached is seen at arm's length.
    focus = ft.Colors.with_opacity(0.32, p.focus)
    scheme = ft.ColorScheme(**{role: getattr(p, role) for role in roles})
    return ft.Theme(font_family="Text400", focus_color=focus, color_scheme=scheme)


def _device_name(page: ft.Page) -> str:
    """What the device list calls this one."""
    platform = page.platform.value if page.platform else "device"
    return f"{platform} {'browser' if page.web else 'app'}"
