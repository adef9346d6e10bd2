"""One bad draw: it is told where it happened, and everything around it goes on."""

from typing import Any

import flet as ft
import pytest

from app.flet_workarounds.watching import use_given
from app.kit.error_boundary import part, screen, unchanged_part
from app.kit.look import DisplayContext
from app.state import Account
from app.words import WORDS
from language import LANGUAGES
from tests.support.drawing import controls_of, drawn, shown


def words_on(session: Any) -> list[str]:
    return [one.value for one in controls_of(session, ft.Text)]


@part
def Broken() -> ft.Control:
    raise ValueError("a sum that cannot be")


@part
def Whole() -> ft.Control:
    return ft.Text("৳৫০০")


def test_a_part_that_fails_says_so_in_every_language_and_the_others_are_drawn(
    caplog: pytest.LogCaptureFixture,
) -> None:
    words = words_on(shown(lambda: ft.Column([Broken(), Whole()])))
    assert "৳৫০০" in words
    (sorry,) = (one for one in words if one != "৳৫০০")
    assert [said in sorry for said in WORDS["app.broken"].values()] == [True] * len(LANGUAGES)
    assert [record.getMessage() for record in caplog.records if record.exc_info] == ["drawing Broken"]


@pytest.mark.parametrize(("turns", "is_whole"), [(0, True), (1, False), (2, True)])
def test_a_part_that_failed_is_whole_again_with_the_next_change(turns: int, is_whole: bool) -> None:
    account = Account()

    @part
    def Sometimes() -> ft.Control:
        given = use_given(DisplayContext)
        if given is not None and given.dark:
            raise ValueError("by night it cannot be drawn")
        return ft.Text("৳৫০০")

    def turn() -> None:
        account.dark = not account.dark

    session = shown(lambda: Sometimes(), account, *[turn] * turns)
    assert (words_on(session) == ["৳৫০০"]) is is_whole


def test_a_screen_that_fails_is_still_a_screen() -> None:
    @screen
    def Screen() -> Any:
        raise ValueError("an address that cannot be")

    session = drawn(lambda: [Screen()], route="/links/x")
    (view,) = controls_of(session, ft.View)
    assert "Something went wrong" in " ".join(words_on(session))
    assert view.controls


@pytest.mark.parametrize(("kind", "times"), [(unchanged_part, 1), (part, 2)], ids=["unchanged", "plain"])
def test_a_row_is_not_drawn_with_its_list_unless_it_is_another_one(kind: Any, times: int) -> None:
    account, rows = Account(), list[str]()

    @kind  # type: ignore[untyped-decorator]
    def Row(name: str) -> ft.Control:
        rows.append(name)
        return ft.Text(name)

    def draw() -> ft.Control:
        given = use_given(DisplayContext)
        dark = given is not None and given.dark
        return ft.Column([Row("করিম"), Row("রহিম" if dark else "নুসরাত")])

    def act() -> None:
        account.dark = True

    shown(draw, account, act)
    assert rows.count("করিম") == times
    assert (rows.count("নুসরাত"), rows.count("রহিম")) == (1, 1)
