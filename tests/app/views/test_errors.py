"""What is wrong with a form, and where it is."""

from collections.abc import Callable
from typing import Any

import flet as ft
import pytest
from flet.components.component import Component

from app.kit.fields import field_error, scroll_key
from app.kit.palette import LIGHT
from app.kit.surfaces import card
from app.kit.typography import text
from app.views.parts.errors import Errors, first_wrong
from tests.support.drawing import shown

TITLE = text("শিরোনাম", "title", LIGHT.on_surface)


def box(ident: str, error: str = "") -> ft.Control:
    """As a field is drawn, without the account that its box asks for."""
    label = ft.Row([text(ident, "label.small", LIGHT.on_surface)], key=scroll_key(ident))
    lines: list[ft.Control] = [label, ft.Semantics(identifier=ident, content=ft.TextField())]
    lines += [field_error(f"{ident}-error", error)] if error else []
    return ft.Column(lines)


def asked(error: str) -> Any:
    return Component(fn=lambda: None, kwargs={"error": error, "ident": "customer"})


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (lambda: [TITLE, box("name"), box("slug")], ""),
        (lambda: [TITLE, box("name"), box("slug", "ভুল"), box("note", "ভুল")], "slug"),
        (lambda: [TITLE, card(ft.Column([box("name", "ভুল")])), box("slug", "ভুল")], "name"),
        (lambda: [box("name"), field_error("form-error", "পরে আবার চেষ্টা করুন")], "form-error"),
        (lambda: [box("name"), asked(""), box("slug", "ভুল")], "slug"),
        (lambda: [box("name"), asked("ভুল"), box("slug", "ভুল")], "customer"),
    ],
)
def test_a_form_is_scrolled_to_the_first_field_with_an_error_or_to_an_error_that_stands_alone(
    lines: Callable[[], list[ft.Control]], wrong: str
) -> None:
    found: list[str] = []

    def draw() -> ft.Control:
        found.append(first_wrong(lines()))
        return ft.Column()

    shown(draw)
    assert found[0] == wrong


def test_the_errors_of_the_next_press_are_others_though_they_say_the_same() -> None:
    assert Errors({"name": "ভুল"}) != Errors({"name": "ভুল"})
