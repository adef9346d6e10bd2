"""The sum on a desktop: typed, where a phone has keys."""

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press
from app.kit.error_boundary import part
from app.kit.fields import named_box
from app.kit.live_field import live_field
from app.kit.look import use_palette, use_words
from app.kit.typography import text_style


@part
def AmountField(
    ref: MutableRef[ft.TextField], initial: str, on_change: Press, on_submit: Press, key: str = ""
) -> ft.Control:
    """The desktop's amount, typed in Bangla or Latin digits."""
    p, t = use_palette(), use_words()
    edge = ft.OutlineInputBorder(side=ft.BorderSide(2, p.primary), border_radius=14)
    box = live_field(
        ref,
        initial,
        autofocus=True,
        text_style=text_style("amount.lg", p.on_surface),
        hint_text="৳",
        hint_style=text_style("amount.lg", p.on_surface_variant),
        border={ft.ControlState.DEFAULT: edge, ft.ControlState.FOCUSED: edge},
        filled=True,
        fill_color=p.surface_container_lowest,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=12),
        on_change=lambda e: on_change(e.control.value or ""),
        on_submit=on_submit,
        max_length=40,
        counter="",
    )
    return named_box("amount", t("new.amount"), box)
