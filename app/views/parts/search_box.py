"""A box to search in, which answers a moment after the last letter."""

from collections.abc import Callable

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.debounce import use_debounced
from app.kit.error_boundary import part
from app.kit.fields import named_box
from app.kit.live_field import live_field, typed
from app.kit.look import use_palette, use_words
from app.kit.typography import text_style
from app.views.parts.kept_state import use_kept
from app.views.parts.shop_context import use_session


@part
def SearchBox(hint: str, on_words: Callable[[str], None], initial: str = "", key: str = "") -> ft.Control:
    """What is typed is looked for once nothing more is typed for a moment; Enter does not wait."""
    p, t, session = use_palette(), use_words(), use_session()
    focus = session.focus
    box: MutableRef[ft.TextField] = use_kept("search")
    changed, at_once = use_debounced(on_words)
    ft.use_effect(lambda: on_words(typed(box)) if typed(box) != initial else None, [])
    begins: MutableRef[bool] = ft.use_ref(lambda: focus.search_next)
    focus.search_next = False

    def typing(*, is_typed_in: bool) -> None:
        """The box has got the focus, and Enter with it; or has lost it."""
        focus.is_typed_in = is_typed_in
        if is_typed_in:
            session.shop.row = ""

    edge = ft.OutlineInputBorder(side=ft.BorderSide(1, p.outline), border_radius=14)
    focused = ft.OutlineInputBorder(side=ft.BorderSide(2, p.primary), border_radius=14)
    field = live_field(
        box,
        initial,
        hint_text=hint,
        hint_max_lines=2,
        hint_style=text_style("body", p.on_surface_variant),
        text_style=text_style("body", p.on_surface),
        prefix_icon=ft.Icon(ft.Icons.SEARCH_ROUNDED, color=p.on_surface_variant),
        border={ft.ControlState.DEFAULT: edge, ft.ControlState.FOCUSED: focused},
        filled=True,
        fill_color=p.surface_container_lowest,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=12),
        # A whole message may be pasted, with what counts at its end.
        max_length=1_000,
        counter="",
        autofocus=bool(begins.current),
        on_change=changed,
        on_submit=lambda event: at_once(event.control.value or ""),
        on_focus=lambda _: typing(is_typed_in=True),
        on_blur=lambda _: typing(is_typed_in=False),
    )
    focus.search, focus.search_on = field, ft.context.page.route
    return named_box("search", t("a11y.search"), field)
