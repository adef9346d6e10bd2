"""Fields: what is typed stays, what is wrong is said beside it, and each box is named."""

from typing import Any

import flet as ft
import pytest
from flet.components.hooks.use_ref import MutableRef

from app.form_memory import FormMemory
from app.kit.fields import field, row_field
from app.kit.live_field import FormMemoryContext, said, typed
from app.kit.palette import LIGHT
from app.state import Account
from tests.support.drawing import controls_of, named, only, shown

NOTE = ft.Icons.EDIT_NOTE_ROUNDED
Ref = MutableRef[ft.TextField]


def one_field(ref: Ref | None = None, **more: Any) -> ft.Control:
    return field("name", "নাম", ref or MutableRef(), **more)


def one_row(ref: Ref | None = None, **more: Any) -> ft.Control:
    return row_field("name", "নাম", NOTE, ref or MutableRef(), **more)


def type_in(ref: Ref, words: str) -> None:
    """As a page tells of it."""
    box: Any = ref.current
    ft.context.page.session.apply_patch(box._i, {"value": words})


@pytest.mark.parametrize("draw", [one_field, one_row])
def test_what_is_typed_stays_while_everything_around_it_is_drawn_anew(draw: Any) -> None:
    account, ref, times = Account(), Ref(), list[str]()

    def drawn() -> ft.Control:
        times.append("drawn")
        return draw(ref, initial="করিম", error="ভুল" if account.dark else "")  # type: ignore[no-any-return]

    def act() -> None:
        type_in(ref, "করিম স্টোর")
        account.dark = True

    session = shown(drawn, account, act)
    assert (only(session, ft.TextField).value, len(times)) == ("করিম স্টোর", 2)


@pytest.mark.parametrize("draw", [one_field, one_row])
def test_what_is_wrong_is_one_sentence_beside_the_field_and_is_said_aloud(draw: Any) -> None:
    wrong = shown(lambda: draw(error="নাম লিখুন"))
    assert named(wrong, "name-error").live_region
    assert [one.value for one in controls_of(wrong, ft.Text)].count("নাম লিখুন") == 1
    edges: Any = only(wrong, ft.TextField).border
    assert {edge.side.color for edge in edges.values()} == {LIGHT.error}

    right = shown(draw)
    assert [one for one in controls_of(right, ft.Semantics) if one.identifier == "name-error"] == []


@pytest.mark.parametrize("draw", [one_field, one_row])
def test_the_box_itself_bears_the_name(draw: Any) -> None:
    box = named(shown(draw), "name")
    assert box.label == "নাম"
    assert isinstance(box.content, ft.TextField)


@pytest.mark.parametrize("draw", [one_field, one_row])
def test_no_box_stands_within_what_the_client_makes_anew(draw: Any) -> None:
    session = shown(lambda: draw(error="ভুল"))
    bearers = [one for one in controls_of(session, ft.Control) if isinstance(one.key, ft.ScrollKey)]
    assert len(bearers) == 2
    assert [box for bearer in bearers for box in _boxes(bearer)] == []


def test_a_field_that_may_stay_empty_says_so() -> None:
    words = [one.value for one in controls_of(shown(lambda: one_field(optional="না দিলেও চলে")), ft.Text)]
    assert words == ["নাম", "না দিলেও চলে"]


@pytest.mark.parametrize("large", [True, False])
def test_a_label_has_the_line_to_itself_where_text_is_large(large: bool) -> None:
    session = shown(lambda: one_row(large=large))
    lines = [one for one in controls_of(session, ft.Row) if _boxes(one)]
    assert len(lines) == (0 if large else 1)


def test_the_caret_stands_beside_the_hint_and_not_on_it() -> None:
    box = only(shown(lambda: one_field(hint_text="মুদি")), ft.TextField)
    assert box.hint_text == "\N{THIN SPACE}মুদি"
    assert not only(shown(lambda: one_field(hint_text=None)), ft.TextField).hint_text


def test_the_words_of_a_field_are_one_line_without_what_nobody_sees() -> None:
    ref = Ref()
    assert (typed(ref), said(ref)) == ("", "")
    ref.current = ft.TextField(value="  করিম \u200b\n স্টোর ")
    assert said(ref) == "করিম স্টোর"
    assert typed(ref) == "  করিম \u200b\n স্টোর "


def test_what_was_typed_in_when_the_line_was_lost_is_typed_in_again_and_nothing_else() -> None:
    memory = FormMemory(resumed="/new note")
    names = ("customer", "note")

    @ft.component
    def Form() -> ft.Control:
        return ft.Column([field(name, name, memory.ref("/new", name), autofocus=True) for name in names])

    session = shown(lambda: FormMemoryContext(memory, lambda: Form()))
    assert [box.autofocus for box in controls_of(session, ft.TextField)] == [False, True]


def _boxes(within: Any) -> list[ft.TextField]:
    """The boxes within a control, drawn or not."""
    if isinstance(within, ft.TextField):
        return [within]
    below = [getattr(within, "content", None), *getattr(within, "controls", [])]
    return [box for one in below if one is not None for box in _boxes(one)]
