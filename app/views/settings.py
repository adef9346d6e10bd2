"""সেটিংস: the ways to the shop's profile and to what else is set, language, theme, and signing out."""

from collections.abc import Callable, Sequence

import flet as ft

from app.kit.buttons import Press, button, segments, tappable, way_to
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.fields import field_error
from app.kit.look import Look, go, use_look, use_palette, use_words
from app.kit.palette import Palette
from app.kit.surfaces import card, heading, rule, scrolling
from app.kit.switch import switch
from app.kit.typography import short_text, text
from app.model.records import ShopRecord
from app.views.parts.frame import TroubleStrip, WideHead
from app.views.parts.shop_context import use_account, use_session, use_shop, use_store
from app.views.parts.shop_tile import shop_tile
from language import LANGUAGES, grouped_mobile, in_digits_of, read_language


@part
def Settings(rows: Sequence[Callable[[], ft.Control]]) -> ft.Control:
    """The shop on top, then what this device does, then the rows of the screens that are opened from here."""
    look, shop = use_look(), use_shop()
    p, t = look.p, look.t
    profile = _profile(shop.home.shop if shop.home else None, look, may_change=shop.rights.changes_shop)
    sounds = card(ft.Column([Sound(), rule(), Voice(), rule(), Awake(), rule(), NoticesRow()], spacing=0), padding=0)
    lines = [line for draw in rows for line in (draw(), rule())]
    more = card(ft.Column([*lines, SignOut()], spacing=0), padding=0)
    body: list[ft.Control] = [card(profile, padding=0), card(_choices(look)), sounds, more]
    if look.is_wide:
        return ft.Column(
            [WideHead("set.title"), TroubleStrip(), ft.Container(scrolling(body, padding=0), width=560, expand=True)],
            spacing=12,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        )
    head = ft.SafeArea(
        ft.Container(heading(t("set.title"), "title", p.on_surface, level=1), padding=ft.Padding.only(left=20, top=16)),
        avoid_intrusions_bottom=False,
    )
    return ft.Column([head, TroubleStrip(), scrolling(body)], spacing=0, expand=True)


def _profile(record: ShopRecord | None, look: Look, *, may_change: bool) -> ft.Control:
    """Who the shop is, and for who may the way to change it."""
    p, name = look.p, record.name if record else ""
    phone = in_digits_of(look.language, grouped_mobile((record.phone if record else "").replace("+880", "0")))
    who = ft.Column(
        [short_text(name, "subtitle", p.on_surface), short_text(phone, "small", p.on_surface_variant)],
        spacing=0,
        expand=True,
    )
    if not may_change:
        return ft.Container(ft.Row([shop_tile(record, p), who], spacing=14), padding=16)
    arrow = ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=24, color=p.on_surface_variant)
    return tappable(
        "profile",
        ft.Row([shop_tile(record, p), who, arrow], spacing=14),
        go("/settings/shop"),
        label=f"{look.t('set.shop')}: {name}",
        padding=16,
    )


def _choices(look: Look) -> ft.Control:
    """Language and theme."""
    session, p, t, large = use_session(), look.p, look.t, look.is_large

    def language(value: str) -> Press:
        async def choose() -> None:
            await session.choose_language(read_language(value))

        return choose

    def theme(value: str) -> Press:
        async def choose() -> None:
            await session.choose_theme("light" if value == "light" else "dark" if value == "dark" else "auto")

        return choose

    languages = [(str(one), facts.own_name) for one, facts in LANGUAGES.items()]
    themes = [(name, t(f"set.theme.{name}")) for name in ("auto", "light", "dark")]
    lines = [
        _titled(ft.Icons.TRANSLATE_ROUNDED, t("set.lang"), p),
        segments("language", languages, look.language, language, large=large),
        rule(),
        _titled(ft.Icons.BRIGHTNESS_AUTO_OUTLINED, t("set.theme"), p),
        segments("theme", themes, use_account().theme, theme, large=large),
    ]
    return ft.Column(lines, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@part
def Sound() -> ft.Control:
    """The chime, on or off, and a try of it."""
    t, account, session = use_words(), use_account(), use_session()

    async def turn() -> None:
        await session.choose_sound(on=not account.sound)
        if account.sound:
            session.try_sound()

    return switch("sound", ft.Icons.VOLUME_UP_OUTLINED, t("set.sound"), t("set.sound.sub"), turn, on=account.sound)


@part
def Voice() -> ft.Control:
    """The spoken sum, off at first."""
    t, account, session = use_words(), use_account(), use_session()

    async def turn() -> None:
        await session.choose_voice(on=not account.voice)
        if account.voice:
            session.try_sound()

    return switch("voice", ft.Icons.CAMPAIGN_OUTLINED, t("set.voice"), t("set.voice.sub"), turn, on=account.voice)


@part
def Awake() -> ft.Control:
    """For a phone that lies at the counter: its screen stays on while the app is in front, off at first."""
    t, account, session = use_words(), use_account(), use_session()

    async def turn() -> None:
        await session.choose_awake(on=not account.awake)

    return switch("awake", ft.Icons.LIGHT_MODE_OUTLINED, t("set.awake"), t("set.awake.sub"), turn, on=account.awake)


@part
def NoticesRow() -> ft.Control:
    """The way to what is told while nobody looks into the app; beside what this device tells while somebody does."""
    t = use_words()
    icon, there = ft.Icons.NOTIFICATIONS_OUTLINED, go("/settings/notifications")
    return way_to("notices", icon, t("set.notices"), there, below=t("set.notices.sub"))


@part
def SignOut() -> ft.Control:
    """Sign out, after being asked once more."""
    p, t, session, store = use_palette(), use_words(), use_session(), use_store()
    asking, set_asking = ft.use_state(False)
    waits = bool(store.waiting())

    async def leave() -> None:
        set_asking(False)
        await session.sign_out()

    lines = [
        heading(t("set.signout.q"), "title", p.on_surface),
        text(t("set.signout.sub"), "small", p.on_surface_variant),
        *([field_error("signout-waiting", t("set.signout.waiting"))] if asking and waits else []),
        button("signout-no", t("act.cancel"), lambda: set_asking(False)),
        button("signout-yes", t("set.signout"), leave, kind="danger"),
    ]
    use_dialog(open_now=asking, lines=lines, close=lambda: set_asking(False))
    row = ft.Row(
        [ft.Icon(ft.Icons.LOGOUT_ROUNDED, size=24, color=p.error), text(t("set.signout"), "label", p.error)], spacing=14
    )
    return tappable("signout", row, lambda: set_asking(True), label=t("set.signout"), padding=16)


def _titled(icon: ft.IconData, words: str, p: Palette) -> ft.Control:
    return ft.Row([ft.Icon(icon, size=24, color=p.on_surface), text(words, "label", p.on_surface)], spacing=14)
