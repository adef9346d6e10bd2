"""The left of the sign-in screen, or its top on a phone: an open account book, and the other language."""

from typing import Final

import flet as ft

from app.kit.buttons import tappable
from app.kit.error_boundary import part
from app.kit.look import Look, use_look, use_palette
from app.kit.surfaces import mark
from app.kit.typography import still_text, text
from app.views.parts.badges import badge
from app.views.parts.shop_context import use_account, use_session
from language import LANGUAGES, method_name, next_language
from money import Money, format_taka

# In a lower window a phone's book gives way to the form; the box for the number has the focus, and would scroll it away
# before anybody knows how large text is.
_OPEN_FROM: Final = 700.0
_OPEN, _SHUT, _NAME_ALONE = 300.0, 204.0, 166.0
# The form beside it, with room at both its sides.
_FORM_WIDE: Final = 500.0


def poster_width(window: float) -> float:
    """How wide a desktop's book is, in pixels; the form beside it has its room first."""
    return min(600.0, window - _FORM_WIDE)


def book_height(look: Look) -> float:
    """How high a phone's book is: in a low window without its sample row, in the lowest its name alone."""
    if look.is_low:
        return _NAME_ALONE
    return _SHUT if look.height < _OPEN_FROM else _OPEN


@part
def Poster(wide: bool) -> ft.Control:
    """The open account book: the wordmark hangs from a ruled line, a paid row below it."""
    look = use_look()
    p, t = look.p, look.t
    shut = not wide and book_height(look) < _OPEN
    width, height = (poster_width(look.width), look.height) if wide else (look.width, book_height(look))
    line, left, top = (64.0, 71.0, 146.0) if wide else (56.0, 41.0, 88.0)
    rules: list[ft.Control] = [
        ft.Container(height=1, bgcolor=p.ink_rule, left=0, right=0, top=line * step + (36 if wide else 32))
        for step in range(1, int(height // line) + 1)
    ]
    margin: list[ft.Control] = [
        ft.Container(width=1, bgcolor=p.ink_margin, left=left + shift, top=0 if wide else top, bottom=0)
        for shift in (0, 4)
    ]
    size = 96 if wide else 64
    word = ft.Container(
        still_text(t("app.name"), "wordmark", p.on_ink, look.text_scale, size),
        left=left + 18,
        top=top,
    )
    tagline = ft.Container(
        still_text(t("app.tagline"), "title" if wide else "body", p.on_ink, look.text_scale),
        left=left + 22,
        top=top + size * 1.2,
    )
    said = [] if height <= _NAME_ALONE else [tagline]
    shown = (
        (1_250_00, "নুসরাত জাহান", "bKash", "paid"),
        (2_000_00, "মো. রফিকুল ইসলাম", "Nagad", "paid"),
        (3_480_00, "সাব্বির আহমেদ", "Visa", "processing"),
    )
    rows: list[ft.Control] = [
        ft.Container(
            _sample(poisha, f"{who} · {method_name(method, look.language)}", status, look),
            left=16 if not wide else 44,
            width=width - (32 if not wide else 88),
            top=(212 if not wide else 404) + index * 90,
        )
        for index, (poisha, who, method, status) in enumerate(shown if wide else shown[: 0 if shut else 1])
    ]
    head: list[ft.Control] = (
        []
        if wide
        else [
            ft.Container(
                ft.Row([mark(p, look.text_scale), ft.Container(expand=True), LanguageSwitch(True)]),
                left=16,
                right=16,
                top=14,
            )
        ]
    )
    # The margin is ruled over the rows, as in an account book, and begins below what is pressed.
    drawn = ft.Stack([*rules, word, *said, *rows, *margin, *head], width=width, height=height)
    return drawn if wide else ft.SafeArea(drawn, avoid_intrusions_bottom=False)


def _sample(poisha: int, who: str, status: str, look: Look) -> ft.Control:
    """A picture of a row, not a row: screen readers pass over it, and it has one size however large text is."""
    p = look.p
    scale = look.text_scale
    amount = still_text(format_taka(Money(poisha), look.language), "amount.sm", p.on_surface, scale)
    words = ft.Column(
        [amount, still_text(who, "caption", p.on_surface_variant, scale)],
        spacing=0,
        expand=True,
    )
    # Its words grow as they do everywhere, and a phone has no room for them then.
    state = [] if scale > 1 and not look.is_wide else [badge("paid" if status == "paid" else "processing", look)]
    row = ft.Container(
        ft.Row([words, *state]),
        bgcolor=p.surface_container_lowest,
        border_radius=20,
        padding=ft.Padding.only(left=44, right=18, top=14, bottom=14),
    )
    return ft.Semantics(exclude_semantics=True, content=row)


@part
def LanguageSwitch(on_ink: bool) -> ft.Control:
    """The other language, in its own script."""
    p, account, session = use_palette(), use_account(), use_session()
    other = next_language(account.language)

    async def switch() -> None:
        await session.choose_language(other)

    ink = p.on_ink if on_ink else p.on_surface
    row = ft.Row(
        [ft.Icon(ft.Icons.TRANSLATE_ROUNDED, size=20, color=ink), text(LANGUAGES[other].own_name, "label.small", ink)],
        spacing=8,
        tight=True,
    )
    return tappable(
        "switch-language",
        row,
        switch,
        label=LANGUAGES[other].own_name,
        bgcolor=p.ink_raised if on_ink else None,
        border=None if on_ink else ft.Border.all(1, p.outline_variant),
        border_radius=12,
        padding=ft.Padding.symmetric(horizontal=14, vertical=14),
    )
