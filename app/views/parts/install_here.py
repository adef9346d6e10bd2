"""Keeping the app on this phone: by a press where the browser allows it, and how it is done on an iPhone."""

import flet as ft

from app.flet_workarounds.asking import ask_about_notices
from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.look import Look, use_look
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.views.parts.form import use_busy

_STRETCH = ft.CrossAxisAlignment.STRETCH


@part
def InstallHere() -> ft.Control:
    """Nothing where it is installed already, or where the browser knows no such thing."""
    look, page = use_look(), ft.context.page
    state, set_state = ft.use_state("")
    busy, at_work = use_busy()

    async def look_up() -> None:
        set_state(await ask_about_notices(page, "installable"))

    async def install() -> None:
        set_state(await ask_about_notices(page, "install"))

    ft.use_effect(look_up, [], cleanup=lambda: None)
    if state not in ("ready", "iphone"):
        return ft.Container()
    lines: list[ft.Control] = [text(look.t("install.told"), "small", look.p.on_surface_variant)]
    if state == "ready":
        press = button("install", look.t("install.do"), at_work(install), kind="disabled" if busy else "tonal")
        lines.append(press)
    else:
        steps = ((ft.Icons.IOS_SHARE_ROUNDED, "install.ios.1"), (ft.Icons.ADD_BOX_OUTLINED, "install.ios.2"))
        shown = ft.Column([_step(icon, look.t(key), look) for icon, key in steps], spacing=12)
        lines.append(ft.Semantics(identifier="install-how", container=True, content=shown))
    body = card(ft.Column(lines, spacing=12, horizontal_alignment=_STRETCH))
    named = heading(look.t("install.title"), "subtitle", look.p.on_surface)
    return ft.Column([named, body], spacing=8, horizontal_alignment=_STRETCH)


def _step(icon: ft.IconData, words: str, look: Look) -> ft.Control:
    """What is pressed there, as it looks there, and what it is called."""
    drawn = ft.Container(
        ft.Icon(icon, size=28, color=look.p.primary),
        width=48,
        height=48,
        border_radius=12,
        bgcolor=look.p.surface,
        alignment=ft.Alignment.CENTER,
    )
    return ft.Row([drawn, ft.Container(text(words, "body", look.p.on_surface), expand=True)], spacing=12)
