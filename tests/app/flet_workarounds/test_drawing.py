"""What Flet keeps of what it draws: nothing that is gone, nothing empty, and nothing twice."""

import asyncio
import gc
import weakref
from typing import Any

import flet as ft
import pytest
from flet.messaging.protocol import Message, MessageAction

from app.flet_workarounds import drawing
from app.flet_workarounds.watching import use_seen
from app.state import Shop
from tests.support.drawing import controls_of, drawn


def test_nothing_is_held_of_what_a_part_drew_before_it_was_replaced() -> None:
    """A setter that lives on, as those in the page's own handlers do, is a part's from its first time."""
    shop, setters, texts = Shop(), list[Any](), list["weakref.ref[ft.Text]"]()

    @ft.component
    def Inner(row: str) -> ft.Control:
        _, setter = ft.use_state("")
        setters.append(setter)
        text = ft.Text(row)
        texts.append(weakref.ref(text))
        return text

    @ft.component
    def Outer() -> ft.Control:
        return ft.Column([Inner(use_seen(shop, "home").row)])

    def act() -> None:
        shop.row = "pl_1"

    session = drawn(Outer, act)
    gc.collect()
    alive = [text.value for one in texts if (text := one()) is not None]
    assert (alive, len(setters)) == (["pl_1"], 2)
    assert session.index


def test_a_good_control_carries_no_list_of_what_is_wrong_with_it() -> None:
    @ft.component
    def Two() -> ft.Control:
        return ft.Column([ft.Text("১"), ft.Container(width=1)])

    session = drawn(Two, lambda: None)
    controls = [*controls_of(session, ft.Text), *controls_of(session, ft.Container)]
    assert len(controls) == 2
    assert not [one for one in controls if hasattr(one, "__reported_validation_errors")]


def test_a_message_is_not_written_out_for_a_log_that_nobody_reads() -> None:
    drawn(lambda: ft.Text(""), lambda: None)
    written = list[str]()

    class Drawn:
        def __repr__(self) -> str:
            written.append("all that a screen shows")
            return ""

    assert (f"{Message(MessageAction.PATCH_CONTROL, Drawn())}", written) == ("Message(PATCH_CONTROL)", [])


def test_a_bad_control_is_still_refused() -> None:
    box: Any = ft.Container(opacity=0.5)
    box._before_update_safe()
    box.opacity = 5
    with pytest.raises(ValueError, match="opacity"):
        box._before_update_safe()


def test_equal_styles_of_all_sessions_are_one_style() -> None:
    @ft.component
    def Boxes() -> ft.Control:
        inks = ("#111111", "#111111", "#222222")
        return ft.Column([ft.Container(border=ft.Border.all(1, ink), padding=ft.Padding.only(left=7)) for ink in inks])

    first, second = (controls_of(drawn(Boxes, lambda: None), ft.Container) for _ in range(2))
    assert len({id(one.padding) for one in (*first, *second)}) == 1
    assert len({id(one.border) for one in (*first, *second)}) == 2


def test_nothing_empty_is_kept_for_each_control_that_a_part_drew() -> None:
    @ft.component
    def Two() -> ft.Control:
        return ft.Column([ft.Text("১"), ft.Text("২")])

    one, two = controls_of(drawn(Two, lambda: None), ft.Text)
    assert one._dirty is two._dirty
    assert one._internals is two._internals


def test_what_all_of_a_kind_tell_of_themselves_is_kept_once() -> None:
    @ft.component
    def Boxes() -> ft.Control:
        return ft.Column([ft.Row([ft.Container(ft.Text(str(number)))]) for number in range(3)])

    for kind in (ft.Container, ft.Row):
        told = [one._internals for one in controls_of(drawn(Boxes, lambda: None), kind)]
        assert told[0]
        assert len({id(one) for one in told}) == 1


def test_a_control_needs_no_dictionary_of_its_own_for_its_attributes() -> None:
    text: Any = ft.control("Text")

    @text
    class Fresh(ft.Text):
        """A kind of control of which many are made before the first of them is drawn."""

    @ft.component
    def Many() -> ft.Control:
        return ft.Column([Fresh(str(number)) for number in range(60)])

    texts = controls_of(drawn(Many, lambda: None), Fresh)
    assert len(texts) == 60
    assert not [one for one in texts if any(isinstance(it, dict) and "_values" in it for it in gc.get_referents(one))]


def test_only_what_a_page_can_name_has_a_place_in_the_list_ofcontrols_of() -> None:
    @ft.component
    def Screen() -> ft.Control:
        pressed = ft.Container(ft.Text("চাপুন"), on_click=lambda: None)
        measured = ft.Text("০", on_size_change=lambda: None)
        copied = ft.Container(ft.Icon(ft.Icons.COPY), action=ft.CopyToClipboard("১"))
        rows = ft.Column([ft.Row([ft.Text("১"), pressed, measured, copied])], scroll=ft.ScrollMode.AUTO)
        return ft.Column([rows, ft.TextField(value="১")])

    index = drawn(Screen, lambda: None).index
    shown = [one for one in index.values() if isinstance(one, ft.Control) and not isinstance(one, ft.Page | ft.View)]
    assert sorted(type(one).__name__ for one in shown) == ["Column", "Container", "Container", "Text", "TextField"]


def test_what_is_pressed_after_it_was_drawn_anew_acts_once() -> None:
    shop, pressed = Shop(), list[str]()

    @ft.component
    def Key() -> ft.Control:
        row = use_seen(shop, "home").row
        return ft.Column([ft.Container(ft.Text(row), on_click=lambda: pressed.append(row))])

    def act() -> None:
        shop.row = "pl_1"

    session = drawn(Key, act)
    (key,) = controls_of(session, ft.Container)
    asyncio.run(session.dispatch_event(key._i, "click", None))
    assert pressed == ["pl_1"]


def test_equal_words_of_all_sessions_are_kept_once_and_a_shops_own_are_not_kept() -> None:
    def said(words: str) -> Any:
        @ft.component
        def Words() -> ft.Control:
            return ft.Column([ft.Text(words, color="#123456")])

        (text,) = controls_of(drawn(Words, lambda: None), ft.Text)
        return text

    _, second, third = [said("শেয়ার করুন, সবাই যা পড়ে") for _ in range(3)]
    assert second._values is third._values
    said("করিমের নিজের কথা")
    words = [values.get("value") for values in drawing._COMMON.values()]
    assert (words.count("শেয়ার করুন, সবাই যা পড়ে"), words.count("করিমের নিজের কথা")) == (1, 0)
