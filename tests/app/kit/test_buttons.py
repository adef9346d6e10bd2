"""Things to press: named for who does not see them, wide enough for a thumb, and each with its own press."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, get_args

import flet as ft
import pytest

from app.kit.buttons import (
    ClientPress,
    Kind,
    abreast,
    button,
    chips,
    icon_button,
    segments,
    tappable,
    way_to,
)
from app.kit.fields import scroll_key
from app.kit.palette import DARK, LIGHT
from app.kit.typography import STYLES
from app.state import Account
from tests.support.drawing import controls_of, named, only, shown

KINDS: Final = get_args(Kind)
SOME_KINDS: Final[tuple[Kind, ...]] = ("disabled", "incomplete", "primary")
CHOICES: Final = [("all", "সব"), ("paid", "পরিশোধিত"), ("open", "খোলা")]


def nothing() -> None:
    """A press that is only looked at."""


def box_in(semantics: ft.Semantics) -> ft.Container:
    """What is pressed."""
    assert isinstance(semantics.content, ft.Container)
    return semantics.content


def press(box: ft.Container) -> None:
    handler: Any = box.on_click
    handler()


@pytest.mark.parametrize("kind", KINDS)
def test_a_button_says_its_name_once(kind: Kind) -> None:
    session = shown(lambda: button("save", "রাখুন", nothing, kind=kind, name="দোকানের নাম রাখুন"))
    save = named(session, "save")
    assert (save.label, save.button) == ("দোকানের নাম রাখুন", True)
    # The words within it are not said beside that.
    inner = box_in(save).content
    assert isinstance(inner, ft.Semantics)
    assert inner.exclude_semantics


def test_of_the_grey_buttons_one_takes_no_press_and_one_says_what_is_missing() -> None:
    boxes = {
        kind: box_in(named(shown(partial(button, "new", "বানান", nothing, kind=kind)), "new")) for kind in SOME_KINDS
    }
    assert [box.on_click is not None for box in boxes.values()] == [False, True, True]
    assert boxes["disabled"].bgcolor == boxes["incomplete"].bgcolor != boxes["primary"].bgcolor


@pytest.mark.parametrize(("dark", "p"), [(False, LIGHT), (True, DARK)])
def test_a_button_has_the_colours_of_the_screen_that_it_is_on(dark: bool, p: Any) -> None:
    session = shown(lambda: button("save", "রাখুন", nothing), Account(dark=dark))
    assert box_in(named(session, "save")).bgcolor == p.primary


def test_what_the_client_does_is_within_the_press_and_ours_comes_after_it() -> None:
    pressed: list[str] = []

    def draw() -> ft.Control:
        copies = ft.CopyToClipboard("https://pay.example/l/1")
        return button("copy", "কপি", ClientPress(copies, then=lambda: pressed.append("copy")))

    box = box_in(named(shown(draw), "copy"))
    press(box)
    assert isinstance(box.action, ft.CopyToClipboard)
    assert (box.action.data, pressed) == ("https://pay.example/l/1", ["copy"])


def _call() -> ClientPress:
    return ClientPress(ft.OpenUrl("tel:16247"))


@pytest.mark.parametrize(
    "draw",
    [
        lambda: button("call", "কল", _call()),
        lambda: icon_button("call", ft.Icons.CALL_OUTLINED, "কল", LIGHT.primary, _call()),
        lambda: way_to("call", ft.Icons.CALL_OUTLINED, "কল", _call()),
    ],
    ids=["button", "icon", "way"],
)
def test_a_press_that_is_the_clients_alone_can_be_pressed_all_the_same(draw: Callable[[], ft.Control]) -> None:
    box = box_in(named(shown(draw), "call"))
    press(box)
    assert isinstance(box.action, ft.OpenUrl)


def test_a_plain_press_lets_the_client_do_nothing() -> None:
    assert box_in(named(shown(lambda: button("save", "রাখুন", nothing)), "save")).action is None


@pytest.mark.parametrize("kind", ["chips", "segments"])
def test_of_several_one_is_chosen_and_each_chooses_itself(kind: str) -> None:
    chosen: list[str] = []

    def draw() -> ft.Control:
        if kind == "chips":
            return ft.Row(chips("kind", CHOICES, "paid", chosen.append))
        return segments("kind", CHOICES, "paid", lambda value: lambda: chosen.append(value), large=False)

    session = shown(draw)
    found = [named(session, f"kind-{value}") for value, _ in CHOICES]
    assert [one.selected for one in found] == [False, True, False]
    assert [one.label for one in found] == [label for _, label in CHOICES]
    for one in found:
        press(box_in(one))
    assert chosen == [value for value, _ in CHOICES]


@pytest.mark.parametrize("large", [True, False])
def test_what_stands_side_by_side_stands_below_each_other_where_text_is_large(large: bool) -> None:
    assert isinstance(abreast([ft.Text("১"), ft.Text("২")], large=large), ft.Column if large else ft.Row)
    session = shown(lambda: segments("kind", CHOICES, "all", lambda _: nothing, large=large))
    parts = controls_of(session, ft.MergeSemantics)
    assert [one.expand for one in parts] == [None if large else 1] * 3


def test_the_line_below_a_way_keeps_its_place_while_it_is_not_known() -> None:
    def lines(below: str | None) -> list[str]:
        session = shown(lambda: way_to("devices", ft.Icons.DEVICES_OUTLINED, "যন্ত্র", nothing, below=below))
        return [one.value for one in controls_of(session, ft.Text)]

    assert lines("২টি") == ["যন্ত্র", "২টি"]
    assert lines("") == ["যন্ত্র", " "]
    assert lines(None) == ["যন্ত্র"]


def test_a_row_is_found_by_a_point_in_it_and_bears_no_key_itself() -> None:
    key = scroll_key("pl_1")
    session = shown(lambda: tappable("link-pl_1", ft.Text("৳৫০০"), nothing, scroll_key=key))
    (bearer,) = (one for one in controls_of(session, ft.Control) if one.key is not None)
    assert isinstance(bearer, ft.Container)
    assert (bearer.width, bearer.height, bearer.key) == (0, 0, key)


def test_every_button_is_at_least_as_high_as_a_thumb_needs() -> None:
    def height(draw: Any, ident: str, inside: float) -> float:
        padding = box_in(named(shown(draw), ident)).padding
        assert padding is not None
        return inside + (2 * padding if isinstance(padding, int | float) else padding.top + padding.bottom)

    def line(style: str) -> float:
        return STYLES[style].size * STYLES[style].height

    icon = ft.Icons.CALL_OUTLINED
    assert height(lambda: button("a", "কল", nothing), "a", line("label")) >= 48
    assert height(lambda: icon_button("a", icon, "কল", LIGHT.primary, nothing), "a", 24) >= 48
    assert round(height(lambda: way_to("a", icon, "কল", nothing), "a", max(24, line("label.small")))) >= 48
    assert round(height(lambda: chips("a", CHOICES, "", lambda _: None)[0], "a-all", line("label.small"))) >= 48
    assert (
        round(height(lambda: segments("a", CHOICES, "", lambda _: nothing, large=False), "a-all", line("label.small")))
        >= 48
    )
    assert only(shown(lambda: icon_button("a", icon, "কল", LIGHT.primary, nothing)), ft.Icon).size == 24
