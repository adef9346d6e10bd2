"""What stands in an empty box is an example, and half of one is none: it is whole on the smallest phone."""

from typing import Any, Final, cast

import flet as ft
import pytest
from flet.components.hooks.use_ref import MutableRef
from PIL import ImageFont

from app.kit.fields import field, row_field
from app.shell import ASSETS
from app.state import Account
from app.words import say
from language import LANGUAGES
from tests.support.drawing import only, shown

_SMALLEST: Final = 320
_MARGINS: Final = 32
# What a row of a card has beside its box; in ordinary letters picture and label as well.
_ROW: Final = 20
_LABEL: Final = 132 + 4
_FONT: Final = ASSETS / "assets" / "fonts" / "NotoSansBengali_400Regular.ttf"
# What Flutter and another shaper may differ by.
_SLACK: Final = 1.03
SCALES: Final = pytest.mark.parametrize("scale", [1, 1.2, 1.5, 2])


@pytest.mark.parametrize("language", LANGUAGES)
@SCALES
@pytest.mark.parametrize("key", ["new.note.hint", "new.customer.hint"])
def test_an_example_in_a_cards_row_is_whole(language: Any, scale: float, key: str) -> None:
    is_large, icon = scale >= 1.3, ft.Icons.EDIT_NOTE_ROUNDED
    box = drawn(lambda: row_field("note", "", icon, MutableRef(), large=is_large, hint_text=say(language, key)), scale)
    assert rows_of(box, _SMALLEST - _MARGINS - _ROW - (0 if is_large else _LABEL), scale) <= (box.hint_max_lines or 1)


@pytest.mark.parametrize("language", LANGUAGES)
@SCALES
def test_an_example_in_a_box_is_whole(language: Any, scale: float) -> None:
    box = drawn(lambda: field("reason", "", MutableRef(), hint_text=say(language, "rf.reason.hint")), scale)
    assert rows_of(box, _SMALLEST - _MARGINS, scale) <= (box.hint_max_lines or 1)


def drawn(draw: Any, scale: float) -> ft.TextField:
    return only(shown(draw, Account(text_scale=scale, width=_SMALLEST)), ft.TextField)


def rows_of(box: ft.TextField, width: float, scale: float) -> int:
    """How many lines the example takes in a box of this width; no word is broken."""
    padding, style = cast(ft.Padding, box.content_padding), cast(ft.TextStyle, box.hint_style)
    room, size = width - padding.left - padding.right, (style.size or 16) * scale
    font = ImageFont.truetype(str(_FONT), 100, layout_engine=ImageFont.Layout.RAQM)
    assert style.font_family == "Text400"
    rows, row = 1, ""
    for word in (box.hint_text or "").split(" "):
        joined = f"{row} {word}" if row else word
        if font.getlength(joined) * size / 100 * _SLACK > room:
            assert row, word
            rows, joined = rows + 1, word
        row = joined
    return rows
