"""What each role is shown, and how an invitation is read."""

import pytest

from app.model.code_step import before_code, invited_step_of, is_code_step, is_invited_step
from app.model.invitation import code_of
from app.model.rights import OWNER, rights_of
from app.navigation import SCREENS, screen_of

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
        (f"https://app.example/#join={CODE}", CODE),
        (f"/#join={CODE}", CODE),
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


@pytest.mark.parametrize(
    ("role", "closed"),
    [
        ("owner", set()),
        (
            "manager",
            {
                "/history/payout",
                "/settings/shop",
                "/settings/own-code",
                "/settings/devices/invite",
                "/settings/devices/dev_1",
            },
        ),
        (
            "cashier",
            {
                "/history",
                "/history/day",
                "/history/own-account",
                "/history/payout",
                "/links/pl_1/edit",
                "/payments/pay_1/refund",
                "/settings/shop",
                "/settings/own-code",
                "/settings/devices/invite",
                "/settings/devices/dev_1",
            },
        ),
    ],
)
def test_an_address_of_what_a_role_may_not_have_opens_nothing_of_it(role: str, closed: set[str]) -> None:
    addresses = [*closed, "/", "/counter", "/new", "/check", "/links/pl_1", "/payments/pay_1", "/settings/devices"]
    opened = {address: screen_of(address) for address in addresses}
    assert {address for address, one in opened.items() if one and not rights_of(role).has(one.right)} == closed
    assert all(OWNER.has(one.right) for one in SCREENS)
