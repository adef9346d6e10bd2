"""How large the system draws text: Flet does not say, so an unseen letter is measured."""

from typing import Final

import flet as ft

from app.kit.error_boundary import part
from app.kit.look import use_display
from app.kit.typography import text_style

# As large as what is read: some systems let large letters grow less than small ones.
_SIZE: Final = 16.0
_FARTHEST: Final = 3.0


@part
def TextScale() -> ft.Control:
    """Belongs in a stack; out of sight and of no size there."""
    display = use_display()

    def measured(event: ft.LayoutSizeChangeEvent[ft.LayoutControl]) -> None:
        scale = min(_FARTHEST, max(1.0, round(event.height / _SIZE, 2)))
        if scale != display.text_scale:
            display.text_scale = scale

    style = text_style("body", ft.Colors.TRANSPARENT)
    style.size, style.height = _SIZE, 1
    letter = ft.Text("০", style=style, on_size_change=measured)
    return ft.Container(ft.Semantics(exclude_semantics=True, content=letter), left=-1000, top=0)
