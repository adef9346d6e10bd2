"""What is drawn again when something changes, and what is not."""

import gc
from typing import Any

import flet as ft
import pytest
from flet.components.component import Component

from app.flet_workarounds.watching import use_given, use_seen, watchers_of
from app.model.connection import ConnectionState
from app.state import Shop
from tests.support.drawing import controls_of, drawn


@pytest.mark.parametrize(
    ("change", "again"),
    [({"connection": ConnectionState.LIVE}, True), ({"row": "pl_1"}, False), ({"version": 7}, False)],
    ids=["what it reads", "another thing", "the count of changes"],
)
def test_a_part_is_drawn_again_only_when_what_it_reads_has_changed(change: dict[str, Any], again: bool) -> None:
    shop, times = Shop(), list[str]()

    @ft.component
    def Lamp() -> ft.Control:
        times.append("lamp")
        return ft.Text(str(use_seen(shop, "home").connection))

    def act() -> None:
        for name, value in change.items():
            setattr(shop, name, value)

    drawn(Lamp, act)
    assert len(times) == (2 if again else 1)


def test_what_changed_while_nobody_was_connected_is_drawn_by_every_part() -> None:
    shop, times = Shop(), list[str]()

    @ft.component
    def Lamp() -> ft.Control:
        times.append("lamp")
        return ft.Text(str(use_seen(shop, "home").connection))

    drawn(Lamp, lambda: ft.Observable.notify(shop))
    assert len(times) == 2


def test_a_part_within_another_is_drawn_once_when_both_are_due() -> None:
    shop, times = Shop(), list[str]()

    @ft.component
    def Inner(number: int) -> ft.Control:
        times.append("inner")
        return ft.Text(f"{number} {use_seen(shop, 'home').row}")

    @ft.component
    def Outer() -> ft.Control:
        times.append("outer")
        row = use_seen(shop, "home").row
        return ft.Column([Inner(number) for number in range(20)], data=row)

    def act() -> None:
        shop.row = "pl_1"

    drawn(Outer, act)
    assert times.count("outer") == 2
    assert times.count("inner") == 2 * 20


def test_a_part_watches_what_it_is_given_once_however_often_it_asks_for_it() -> None:
    shop, times = Shop(), list[str]()
    given = ft.create_context(Shop())

    @ft.component
    def Lamp() -> ft.Control:
        times.append("lamp")
        return ft.Text("".join(use_given(given).row for _ in range(3)))

    @ft.component
    def Outer() -> Any:
        return given(shop, lambda: Lamp())

    def act() -> None:
        shop.row = "pl_1"

    session = drawn(Outer, act)
    (screen_light,) = (
        one for one in controls_of(session, Component) if one.kwargs == {} and one._state.observable_subscriptions
    )
    assert len(screen_light._state.observable_subscriptions) == 1
    assert len(times) == 2


def test_a_part_that_has_left_the_screen_is_drawn_no_more() -> None:
    shop, times = Shop(), list[str]()
    given = ft.create_context(Shop())

    @ft.component
    def Lamp() -> ft.Control:
        times.append("lamp")
        return ft.Text(f"{use_given(given).daily_word} {use_seen(shop, 'home').daily_word}")

    @ft.component
    def Outer() -> Any:
        is_lit = use_seen(shop, "home").row == ""
        return given(shop, lambda: ft.Column([Lamp()] if is_lit else []))

    def act() -> None:
        shop.row = "pl_1"

    session = drawn(Outer, act)
    before = len(times)
    shop.daily_word = "আম"
    assert len(times) == before
    assert not [one for one in controls_of(session, Component) if one.fn.__name__ == "Lamp"]
    gc.collect()
    assert [one for one in _watching(shop) if one.fn.__name__ == "Lamp"] == []


def _watching(shop: Shop) -> list[Any]:
    """The components that are drawn anew with it."""
    watched_by = [one.component for one in watchers_of(shop).all]
    return [one for one in watched_by if one is not None]
