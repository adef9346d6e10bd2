"""One session of the app: services wired into screens, theme, and what keeps it usable."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import flet as ft

from app.desk import Desk, utc_now
from app.device.preferences import DevicePreferences
from app.device.screen_light import ScreenLight
from app.device.sounds import Sounds
from app.first_screen import keep_shop_name
from app.flet_drawing import draw_sparingly
from app.form_memory import FormMemory
from app.keys import follow_keys
from app.kit.context import WIDE_FROM
from app.kit.palette import DARK, LIGHT, Palette
from app.model.handover import may_release_goods
from app.model.records import PaymentRecord
from app.notices import Notice, Notices
from app.routes import App, parent_of
from app.services.checkout_client import CheckoutClient
from app.state import Account, Shop
from app.views.arrived import is_arrived_shown
from app.views.money_toast import arrive, tell_held, tell_missed
from app.words import say
from money import Money

log = logging.getLogger(__name__)
ASSETS: Final = Path(__file__).parent.parent / "assets" / "app"
_FOCUS_TRIES: Final = 20
_FOCUS_PAUSE_SECONDS: Final = 0.2


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


async def run(page: ft.Page, config: AppConfig, typed: FormMemory | None = None) -> Desk:
    """One session, from its own disk at once and then live; its desk, for whoever must close it early.

    `typed` is what the page's session before this one held.
    """
    account = Account(width=page.width or 390, height=page.height or 844)
    shop = Shop()
    spawn = _Tasks()
    preferences = DevicePreferences()
    sounds = Sounds(page, account)
    screen_light = ScreenLight(page)

    def heard(amount: Money) -> None:
        spawn(sounds.play(amount))

    def held_up(is_held_up: bool) -> None:
        spawn(screen_light.turn(on=is_held_up))

    def later(seconds: float, do: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(seconds, do)

    def is_green_large() -> bool:
        return shop.arrived is not None and is_arrived_shown(page.route, wide=account.width >= WIDE_FROM)

    page.data = notices = Notices(later, is_green_large)

    def paid(payment: PaymentRecord) -> None:
        arrive(page, account, desk, payment)
        if may_release_goods(payment):
            # Who hears it across the shop hands over the goods.
            heard(payment.amount)

    desk = Desk(
        account,
        shop,
        CheckoutClient(config.server_url, clock=config.clock, browser=(page.client_ip or "") if page.web else ""),
        preferences,
        config.data_dir,
        device_name=_device_name(page),
        spawn=spawn,
        on_paid=paid,
        on_held=lambda payment: tell_held(account, desk, payment),
        on_missed=lambda count, total: tell_missed(account, desk, count, total),
        on_shown_again=lambda payment: arrive(page, account, desk, payment),
        on_sound=heard,
        on_held_up=held_up,
        may_choose_server=config.may_choose_server,
        clock=config.clock,
        typed=typed,
        notices=notices,
    )
    if page.web:
        spawn.held.append(keep_shop_name(account, shop, preferences, spawn))
    await desk.open()
    _follow_theme(page, account)
    _follow_size(page, account)

    def popped(event: ft.ViewPopEvent) -> None:
        page.navigate(parent_of(page.route))

    page.on_view_pop = popped
    follow_keys(page, account, shop, desk)
    draw_sparingly(page.session)
    page.render_views(App, desk)
    _guard(page, account, shop, desk, spawn, _follow_line(desk, shop))
    desk.start()
    spawn(_type_on(desk.typed))
    return desk


async def _type_on(typed: FormMemory) -> None:
    """Give the field that was typed in when the page lost its line the focus again, as soon as it is drawn."""
    for _ in range(_FOCUS_TRIES):
        if not typed.resumed:
            return  # The page has said that somebody types.
        field = typed.held.get(typed.resumed)
        if field is not None and isinstance(field.current, ft.TextField):
            with suppress(RuntimeError, TimeoutError):
                await asyncio.wait_for(field.current.focus(), 1)  # type: ignore[no-untyped-call]
        await asyncio.sleep(_FOCUS_PAUSE_SECONDS)
    typed.resumed = ""


class _Tasks:
    """Background work of a session, ended with it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self.held: list[object] = []
        """Listeners of the session's: an observable forgets one that nobody else holds."""

    def __call__(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _guard(page: ft.Page, account: Account, shop: Shop, desk: Desk, tasks: _Tasks, line: ft.Connectivity) -> None:
    """Keep the session usable through a bad handler, a dead draw loop, a lost socket and a reload."""
    session: Any = page.session

    def report(message: str) -> None:
        # Flet would show the traceback to the shopkeeper and cover the screen with it.
        log.error(message)
        words = say(account.language, "app.wrong")
        desk.notices.tell(Notice("toast", "plain", words, said=words))

    session.error = report
    outlive_answers(session)

    def watch() -> None:
        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and task.exception():
                log.error("drawing stopped and is begun again", exc_info=task.exception())
                session.start_updates_scheduler()
                watch()

        session._Session__updates_task.add_done_callback(ended)

    watch()

    async def closed(_: Any) -> None:
        line.on_change = None
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


def outlive_answers(session: Any) -> None:
    """Let an answer pass that comes for a control which has left the screen meanwhile.

    Flet would end the line for it, and whoever had asked would wait for good.
    """
    take: Callable[[int, str, Any, str | None], None] = session.handle_invoke_method_results

    def answered(control_id: int, call_id: str, result: Any, error: str | None) -> None:
        try:
            take(control_id, call_id, result, error)
        except RuntimeError:
            log.info("an answer came too late")
            asked = session._Session__method_calls.pop(call_id, None)
            if asked is not None:
                session._Session__method_call_results[asked] = (None, None)
                asked.set()

    session.handle_invoke_method_results = answered


def _redraw(account: Account, shop: Shop) -> None:
    """What changed while nobody was connected was drawn for nobody."""
    notify: Callable[[ft.Observable], Awaitable[None] | None] = ft.Observable.notify
    notify(account)
    notify(shop)


def _follow_line(desk: Desk, shop: Shop) -> ft.Connectivity:
    """The network is back: do not wait out a pause. Or it is gone: believe nothing. To be kept, or Flet drops it."""

    def changed(event: ft.ConnectivityChangeEvent) -> None:
        shop.has_network = ft.ConnectivityType.NONE not in event.connectivity
        if shop.has_network:
            desk.wake()
        else:
            desk.lose_line()

    return ft.Connectivity(on_change=changed)


def _follow_size(page: ft.Page, account: Account) -> None:
    def resized(event: ft.PageResizeEvent) -> None:
        account.width, account.height = event.width, event.height

    def covered(event: ft.PageMediaData) -> None:
        is_up = event.view_insets.bottom > 0
        if account.is_keyboard_up is not is_up:
            account.is_keyboard_up = is_up

    page.on_resize, page.on_media_change = resized, covered


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
