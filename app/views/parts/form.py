"""A screen with one form: the head, the fields, and the one thing to press; amounts are read as they are typed."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import flet as ft

from app.kit.buttons import Press
from app.kit.look import WIDE_FROM, Say, use_words
from app.kit.surfaces import bottom_bar, top_bar
from app.views.parts.errors import Errors, FormBody
from app.views.parts.frame import TroubleStrip
from app.views.parts.shop_context import use_account
from language import Language, without_marks
from money import Money, Negative, NotMoney, TooLarge, TooManyDecimals, TooSmall, format_taka, parse_payment

_POISHA: Final = Money(1)


def form_screen(
    title: str,
    back: Press,
    body: Sequence[ft.Control],
    foot: Sequence[ft.Control],
    errors: Errors | None = None,
) -> ft.Control:
    """On a desktop no wider than is read at ease; with `errors` it scrolls to the first of them."""
    t, account = use_words(), use_account()
    if account.width >= WIDE_FROM:
        foot_lines = ft.Column(list(foot), spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
        column = ft.Column(
            [FormBody(body, errors), *([ft.Container(foot_lines, padding=16)] if foot else [])],
            spacing=0,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
        return ft.Column(
            [top_bar(title, back, t("act.back")), TroubleStrip(), ft.Container(column, width=560, expand=True)],
            spacing=0,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        )
    inside = ft.Container(FormBody(body, errors), width=min(account.width, 560), expand=True)
    return ft.Column(
        [top_bar(title, back, t("act.back")), TroubleStrip(), inside, *([bottom_bar(foot)] if foot else [])],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def go_to_step(page: ft.Page, form: str, step: str) -> None:
    """Open a step of the form at that address, or itself; not for who has left it while an answer was waited for."""
    is_there = page.route == form or page.route.startswith(f"{form}/")
    if is_there and page.route != step:
        page.navigate(step)


def use_busy() -> tuple[bool, Callable[[Callable[[], Awaitable[None]]], Press]]:
    """Whether what a button does is under way, and what makes such a press of an act.

    On a poor line an answer takes seconds, in which the button is grey: who sees nothing change presses again.
    """
    busy, set_busy = ft.use_state(False)

    def at_work(act: Callable[[], Awaitable[None]]) -> Press:
        async def press() -> None:
            set_busy(True)
            try:
                await act()
            finally:
                set_busy(False)

        return press

    return busy, at_work


def read_amount(
    text: str, most: Money, t: Say, language: Language, *, least: Money = _POISHA, above: str = "new.err.max.any"
) -> Money | str:
    """The sum that was typed, or the sentence that says what is wrong with it; `above` says that it is too much."""
    if not without_marks(text).strip():
        return t("new.err.empty")
    try:
        return parse_payment(text, least, most)
    except TooLarge:
        return t(above, amt=format_taka(most, language, decimals=bool(most.poisha % 100)))
    except (TooSmall, Negative):
        return t("new.err.min", amt=format_taka(least, language, decimals=bool(least.poisha % 100)))
    except TooManyDecimals:
        return t("new.err.decimals")
    except NotMoney:
        return t("new.err.amount")
