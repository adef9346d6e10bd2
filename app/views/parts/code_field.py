"""A one-time code: one box to type and paste into, drawn as six, that is sent on with its sixth digit."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, tappable
from app.kit.error_boundary import part
from app.kit.fields import field_error, named_box
from app.kit.live_field import live_field, typed
from app.kit.look import Look, use_look
from app.kit.palette import Palette
from app.kit.typography import amount_text, text, text_style
from codes import read_one_time_code, seen
from language import in_digits_of, wait_phrase

_DIGITS: Final = 6
_HIGH: Final = 60
_GROWS: Final = 1.25
# A pasted code has marks and spaces in it, or the whole message around it.
_LONGEST: Final = 400
_SIZE: Final = 16


@part
def CodeField(
    ident: str,
    ref: MutableRef[ft.TextField],
    error: str,
    on_code: Callable[[str], Awaitable[None]],
    on_submit: Press,
    demo_code: str = "",
    demo_ident: str = "",
) -> ft.Control:
    """`on_code` is given the code when it is whole, typed, pasted or taken from a demo's notice."""
    look = use_look()
    p, t = look.p, look.t
    shown, set_shown = ft.use_state(typed(ref))
    takes_count, set_takes_count = ft.use_state(0)
    sent: MutableRef[str] = ft.use_ref("")

    async def changed(event: ft.Event[ft.TextField]) -> None:
        written = event.control.value or ""
        set_shown(written)
        given = read_one_time_code(written)
        if given and given != sent.current:
            sent.current = given
            await on_code(given)
        elif not given:
            sent.current = ""

    async def take() -> None:
        # The box is made anew, with the code in it.
        ref.current = None
        set_shown(demo_code)
        set_takes_count(takes_count + 1)
        await on_code(demo_code)

    high = _HIGH * min(look.text_scale, _GROWS)
    more = {"autofocus": True, "on_change": changed, "on_submit": on_submit, "key": f"{ident}-{takes_count}"}
    box = _unseen_field(ref, shown, high, look, **more)
    boxes = _boxes(digits_in(shown), high, bool(error), p)
    written_in = in_digits_of(look.language, digits_in(shown))
    for number, digit in enumerate(written_in):
        figure = amount_text(digit, "amount.md", p.on_surface, 100, look.text_scale)
        boxes[number].content = figure
    row = ft.Semantics(exclude_semantics=True, content=ft.Row(list(boxes), spacing=8))
    over = ft.Container(named_box(ident, t("po.code.label"), box), left=0, right=0, top=0, bottom=0)
    lines: list[ft.Control] = [ft.Stack([row, over], height=high)]
    if error:
        lines.append(field_error(f"{ident}-error", error))
    if demo_code:
        words = t("in.demo", code=in_digits_of(look.language, demo_code))
        lines.append(_demo(demo_ident, words, take, p))
    return ft.Column(lines, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def use_countdown(seconds: int, again: object) -> int:
    """How many seconds are left; counted down anew when `again` is another."""
    left, set_left = ft.use_state(seconds)

    async def count_down() -> None:
        for second in range(seconds, -1, -1):
            set_left(second)
            await asyncio.sleep(1)

    ft.use_effect(count_down, [again], cleanup=lambda: None)
    return left


def ask_again(ident: str, left: int, send: Press, padding: float) -> ft.Control:
    """When another code can be asked for, and from then on the way to it."""
    look = use_look()
    p, t = look.p, look.t
    words: ft.Control
    if left:
        wait = t("otp.resend.in", t=wait_phrase(left, look.language))
        words = text(wait, "small", p.on_surface_variant, expand=True)
    else:
        words = tappable(ident, text(t("otp.resend"), "label.small", p.primary), send, padding=padding)
    return ft.Row([ft.Icon(ft.Icons.SCHEDULE_OUTLINED, size=20, color=p.on_surface_variant), words], spacing=8)


def digits_in(written: str) -> str:
    """What the six boxes show of what was typed or pasted, in Latin digits."""
    return read_one_time_code(written) or re.sub(r"\D", "", seen(written))[:_DIGITS]


def _unseen_field(ref: MutableRef[ft.TextField], shown: str, high: float, look: Look, **more: Any) -> ft.TextField:
    """What is typed into: it lies over the six boxes, which show what stands in it."""
    style = text_style("label", ft.Colors.TRANSPARENT)
    style.size = _SIZE / look.text_scale
    unseen = ft.OutlineInputBorder(side=ft.BorderSide(0, ft.Colors.TRANSPARENT))
    return live_field(
        ref,
        shown,
        border={ft.ControlState.DEFAULT: unseen, ft.ControlState.FOCUSED: unseen},
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=(high - _SIZE * 1.5) / 2),
        text_style=style,
        show_cursor=False,
        keyboard_type=ft.KeyboardType.NUMBER,
        max_length=_LONGEST,
        counter="",
        **more,
    )


def _boxes(digits: str, high: float, is_wrong: bool, p: Palette) -> list[ft.Container]:
    """The one whose turn it is has the strong edge."""

    def box(number: int) -> ft.Container:
        is_next = number == len(digits)
        edge = p.error if is_wrong else p.primary if is_next else p.outline
        return ft.Container(
            height=high,
            expand=1,
            alignment=ft.Alignment.CENTER,
            bgcolor=p.surface_container_lowest,
            border=ft.Border.all(2 if is_next or is_wrong else 1, edge),
            border_radius=14,
        )

    return [box(number) for number in range(_DIGITS)]


def _demo(ident: str, words: str, take: Press, p: Palette) -> ft.Control:
    """A demo sends no SMS: its code is there to be pressed."""
    icon = ft.Icon(ft.Icons.SMS_OUTLINED, size=24, color=p.on_surface)
    row = ft.Row([icon, text(words, "label.small", p.on_surface, expand=True)], spacing=14)
    return tappable(
        ident,
        row,
        take,
        label=words,
        bgcolor=p.surface_container_high,
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=16, vertical=13),
    )
