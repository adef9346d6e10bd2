"""Who may do what: every call of the document, asked by each role and by a program with each scope."""

from contextlib import ExitStack
from typing import Any

import pytest

from checkout.core.access import CALLS, EVENTS, Grant, Role, Scope
from checkout.core.event_types import EventType
from tests.support.calls import WANTING_A_TOKEN, nothing_at
from tests.support.servers import World
from tests.support.shop import ShopDevice
from tests.support.staff import hired, is_not_allowed, program

# Written here once more, so that a slip in the table is seen.
CASHIER = {
    "get_shop", "list_devices", "sign_out_device", "list_links", "get_link", "create_link", "duplicate_link",
    "cancel_link", "get_poster", "get_card", "list_payments", "get_payment", "hand_over_goods", "read_receipt",
    "list_events", "stream_events", "get_push", "turn_push_on", "turn_push_off",
    "try_push", "note_heard", "get_bangla_qr", "note_seen_payment", "list_direct_payments",
}  # fmt: skip
MANAGER = CASHIER | {
    "change_link", "pause_link", "resume_link", "list_refunds", "list_refunds_of_payment", "quote_refund",
    "create_refund", "get_balance", "list_balance_entries", "get_statement", "get_day_picture", "quote_fees",
    "assign_direct_payment",
}  # fmt: skip
# What each scope opens, beside the shop itself and what a payment would cost.
BY_SCOPE = {
    Scope.LINKS_READ: {
        "list_links", "get_link", "get_poster", "get_card", "get_bangla_qr", "list_events", "stream_events"
    },
    Scope.LINKS_WRITE: {"create_link", "duplicate_link", "change_link", "pause_link", "resume_link", "cancel_link"},
    Scope.PAYMENTS_READ: {
        "list_payments", "get_payment", "read_receipt", "list_direct_payments", "list_events", "stream_events"
    },
    Scope.GOODS_WRITE: {"hand_over_goods"},
    Scope.REFUNDS_READ: {"list_refunds", "list_refunds_of_payment", "list_events", "stream_events"},
    Scope.REFUNDS_WRITE: {"quote_refund", "create_refund"},
    Scope.BALANCE_READ: {
        "get_balance", "list_balance_entries", "get_statement", "get_day_picture", "list_events", "stream_events"
    },
    Scope.PAYOUTS_READ: {"list_payouts", "list_events", "stream_events"},
    Scope.OUTLETS_WRITE: {"list_outlets", "create_outlet", "change_outlet", "try_outlet", "delete_outlet"},
}  # fmt: skip


def refused_calls(phone: ShopDevice) -> set[str]:
    """Every call that wants a token, asked with nothing in it for things that are not there: those that are refused."""
    return {name for name in WANTING_A_TOKEN if _is_refused(phone, name)}


def _is_refused(phone: ShopDevice, name: str) -> bool:
    method, path = nothing_at(name)
    with ExitStack() as until_read:
        body: Any = {} if method in ("POST", "PATCH") else None
        answer = until_read.enter_context(phone.http.stream(method, path, json=body))
        assert answer.status_code != 401, name
        if answer.status_code != 403:
            return False
        answer.read()
        return is_not_allowed(answer)


def test_every_call_that_wants_a_token_stands_in_the_table_and_no_other() -> None:
    assert set(CALLS) == WANTING_A_TOKEN


def test_every_noun_that_is_told_stands_in_the_table_and_no_other() -> None:
    assert set(EVENTS) == {kind.partition(".")[0] for kind in EventType}


def test_what_no_row_names_goes_nowhere_for_anybody() -> None:
    for role in Role:
        grant = Grant(role, frozenset(Scope))
        assert (grant.reach_of("new_call"), grant.reach_of_event("secret.told")) == ("none", "none")


def test_an_owner_is_refused_nothing(shop: ShopDevice) -> None:
    assert refused_calls(shop) == set()


@pytest.mark.parametrize(("role", "may"), [("manager", MANAGER), ("cashier", CASHIER)])
def test_a_role_may_what_its_row_says_and_is_refused_all_else(
    live: World, shop: ShopDevice, role: str, may: set[str]
) -> None:
    assert refused_calls(hired(live, shop, role)) == WANTING_A_TOKEN - may


@pytest.mark.parametrize("scope", Scope)
def test_a_program_may_what_its_scopes_name_and_nothing_that_only_an_owner_may(
    live: World, shop: ShopDevice, scope: Scope
) -> None:
    may = BY_SCOPE[scope] | {"get_shop", "quote_fees"}
    assert refused_calls(program(live, shop, scope)) == WANTING_A_TOKEN - may


def test_no_scope_pays_out_changes_the_shop_or_lets_anybody_in() -> None:
    may = set.union(*BY_SCOPE.values())
    assert not may & {"create_payout", "quote_payout", "cancel_payout", "send_payout_code", "confirm_device"}
    assert not may & {"change_shop", "change_device", "create_invitation", "create_token", "list_devices"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "This phone is not allowed to do that. Ask the owner of the shop."), ("bn", "দোকানের মালিককে বলুন।")],
)
def test_the_refusal_is_a_problem_of_its_own_kind_in_the_language_of_who_asks(
    live: World, shop: ShopDevice, language: str, sentence: str
) -> None:
    cashier = hired(live, shop, "cashier")
    answer = cashier.http.get("/v1/balance", headers={"Accept-Language": language})
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert answer.json()["type"] == "/problems/not-allowed"
    assert answer.json()["detail"].endswith(sentence)
    assert shop.http.get(answer.json()["type"]).status_code == 200
