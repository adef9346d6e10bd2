"""Where the code of a sign-in is asked for: at the address that will be opened, with a mark behind it."""

import pytest

from app.model.code_step import before_code, code_step_of, is_code_step


@pytest.mark.parametrize("route", ["/", "/links/pl_1", "/history/day?day=1", "/check/sign-in=code"])
def test_back_from_the_code_leads_to_the_very_address_and_there_is_one_step_of_it(route: str) -> None:
    there = code_step_of(route)
    assert (is_code_step(route), is_code_step(there)) == (False, True)
    assert before_code(there) == route
    assert code_step_of(there) == there
    assert before_code(route) == route
