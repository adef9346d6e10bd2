"""What each role is shown, and how an invitation is read."""

import pytest

from app.model.code_step import before_code, invited_step_of, is_code_step, is_invited_step
from app.model.invitation import code_of
from app.model.rights import OWNER, rights_of

CODE = "join_Zq3-x_" + "a" * 36


def test_who_is_signed_in_at_a_server_older_than_roles_is_the_owner() -> None:
    assert rights_of("") == rights_of("owner") == OWNER


def test_a_role_that_this_app_does_not_know_may_least() -> None:
    assert rights_of("accountant") == rights_of("cashier")
    assert rights_of("cashier").lists == ("/v1/links", "/v1/payments")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (CODE, CODE),
        (f"https://app.example/?join={CODE}", CODE),
        (f"/?join={CODE}&a=b", CODE),
        (f" আমাদের দোকানে আসুন: {CODE} ", CODE),
        ("join_short", ""),
        ("/", ""),
    ],
)
def test_an_invitation_is_read_however_it_comes(said: str, code: str) -> None:
    assert code_of(said) == code


@pytest.mark.parametrize("route", ["/", "/settings", "/check?a=b"])
def test_the_step_for_an_invitation_leads_back_to_where_it_began(route: str) -> None:
    there = invited_step_of(route)
    assert is_invited_step(there)
    assert not is_code_step(there)
    assert invited_step_of(there) == there
    assert before_code(there) == route
