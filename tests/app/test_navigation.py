"""The one table of screens, as addresses, back, bar and arrows ask it."""

import pytest

from app.navigation import SCREENS, Screen, is_arrived_shown, is_form, parent_of, same_rows, screen_of, tab_of


def address(screen: Screen) -> str:
    """One of its addresses."""
    return "/" + "/".join(part.lstrip(":") for part in screen.path.split("/"))


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.path or "home")
def test_every_screen_is_found_by_its_address_and_leads_back_within_its_place(screen: Screen) -> None:
    assert screen_of(address(screen)) is screen
    above = screen_of(parent_of(address(screen)))
    assert above is not None
    assert above.tab in (screen.tab, "/")
    place = screen_of(screen.tab)
    assert place is not None
    assert tab_of(screen.tab) == screen.tab == f"/{place.path}"


def test_back_from_a_part_of_something_leads_to_that_very_thing() -> None:
    assert parent_of("/links/pl_1/edit") == "/links/pl_1"
    assert parent_of("/share/pl_1/message") == "/share/pl_1"
    assert parent_of("/payments/pay_1/refund/check") == "/payments/pay_1/refund"
    assert parent_of("/history/payout/check/code") == "/history/payout/check"
    assert parent_of("/nowhere/at/all") == "/"


def test_what_is_asked_for_behind_an_address_does_not_make_it_another_screen() -> None:
    assert is_form("/new?from=counter")
    assert tab_of("/history/day?day=1") == "/history"


def test_a_link_is_a_pane_beside_the_rows_of_the_home_screen_and_of_no_other() -> None:
    assert same_rows("/", "/links/pl_1")
    assert same_rows("/links/pl_1", "/links/pl_2")
    assert not same_rows("/links", "/links/pl_1")
    assert not same_rows("/payments/pay_1", "/payments/pay_2")


@pytest.mark.parametrize(
    ("route", "wide", "shown"),
    [("/counter", True, True), ("/", True, False), ("/", False, True), ("/check/AB12", False, False)],
)
def test_money_that_came_is_large_at_the_counter_and_on_a_phone_where_nobody_types(
    route: str, wide: bool, shown: bool
) -> None:
    assert is_arrived_shown(route, wide=wide) is shown


def test_the_systems_back_leads_to_the_screen_above() -> None:
    assert parent_of("/settings/shop") == "/settings"
    assert parent_of("/links/pl_1") == "/"
