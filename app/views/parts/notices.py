"""The lines of news above a screen: they take room of their own, and cover neither a key nor a button."""

from typing import Final

import flet as ft

from app.kit.error_boundary import part
from app.kit.look import Look, use_look
from app.kit.palette import Palette
from app.kit.typography import text
from app.notices import Told, Tone
from app.views.parts.shop_context import use_session

_ICONS: Final = {
    "paid": ft.Icons.CHECK_CIRCLE_ROUNDED,
    "hold": ft.Icons.FRONT_HAND_ROUNDED,
    "plain": ft.Icons.INFO_OUTLINE_ROUNDED,
}
# Beside the arrow that leads back, over the title alone: a form and its keys stay where they are.
_BACK_WIDTH: Final = 56
_NEAR: Final = 1.3


@part
def NoticeBars(is_over_title: bool = False) -> ft.Control:
    """Above everything else, which moves down by as much; on a phone's form over the title."""
    look = use_look()
    session = use_session()
    notices, _ = ft.use_state(session.notices)
    bars = [_bar(told, look, is_over_title=is_over_title) for told in notices.shown]
    column = ft.Column(bars, spacing=2, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    if not bars:
        return ft.Container(column, height=0)
    return ft.Container(ft.SafeArea(column, avoid_intrusions_bottom=False), padding=1 if is_over_title else 6)


def over_title(content: ft.Control) -> ft.Control:
    """A phone's form with the news over its title."""
    bars = ft.Container(NoticeBars(is_over_title=True), left=_BACK_WIDTH, right=4, top=0)
    return ft.Stack([ft.Container(content, left=0, right=0, top=0, bottom=0), bars], expand=True)


def below_notices(content: ft.Control) -> ft.Control:
    """Any other screen with the news above it."""
    column = [NoticeBars(), ft.Container(content, expand=True)]
    return ft.Column(column, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def announced(sentence: str, key: str) -> ft.Control:
    """Unseen, in a stack: says the sentence to who hears the screen, and again when the key is another."""
    point = ft.Container(width=1, height=1)
    said = ft.Semantics(label=sentence, container=True, live_region=True, exclude_semantics=True, content=point)
    return ft.Container(said, left=0, top=0, key=key)


def _bar(told: Told, look: Look, *, is_over_title: bool) -> ft.Control:
    p, large = look.p, look.is_large
    notice = told.notice
    ground, ink = _colours(notice.tone, p)
    lines: list[ft.Text] = [text(notice.title, "label.small", ink)]
    if notice.body:
        most = 1 if is_over_title and large else 2 if is_over_title else 3
        lines.append(text(notice.body, "caption", ink, max_lines=most, overflow=ft.TextOverflow.ELLIPSIS))
    if is_over_title:
        for line in lines:
            _tighten(line)
    words = ft.Column(list(lines), spacing=0, expand=True, tight=True)
    icon = ft.Icon(_ICONS[notice.tone], size=20 if is_over_title else 24, color=ink)
    box = ft.Container(
        ft.Row([icon, words], spacing=10),
        bgcolor=ground,
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=12, vertical=3 if is_over_title else 8),
    )
    # A screen reader says one short sentence, once: another notice is another control.
    return ft.Semantics(
        identifier=notice.ident,
        label=notice.said,
        container=True,
        live_region=True,
        exclude_semantics=True,
        content=box,
        key=str(told.number),
    )


def _tighten(line: ft.Text) -> None:
    """Lines as near to each other as Bangla allows: three of them are no higher than the title that they lie over."""
    if isinstance(line.style, ft.TextStyle):
        line.style.height = _NEAR


def _colours(tone: Tone, p: Palette) -> tuple[str, str]:
    return {
        "paid": (p.paid_surface, p.on_paid_surface),
        "hold": (p.hold_container, p.on_hold_container),
        "plain": (p.inverse_surface, p.on_inverse_surface),
    }[tone]
