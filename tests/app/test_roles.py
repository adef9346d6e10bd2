"""Nobody is shown a button that the server would refuse: each role's screens, drawn, against the server's own table."""

import asyncio
from pathlib import Path
from typing import Any, Final, TypeVar

import flet as ft
import pytest

from app.routes import App
from app.session import Session
from app.state import Account, Shop
from app.words import say
from checkout.core.access import Grant, Reach, Role
from money import Money
from tests.emvqr.samples import STATIC
from tests.support.app_sessions import NOWHERE, session_of
from tests.support.drawing import controls_of, drawn
from tests.support.resources import MOMENT, SHOP, direct, link, payment

K = TypeVar("K")
# What is pressed or read, and the call that it leads to or comes from.
ASKS: Final = {
    "balance": "get_balance",
    "hide-balance": "get_balance",
    "see-history": "list_balance_entries",
    "tab-nav.history": "list_balance_entries",
    "kind-all": "list_balance_entries",
    "export": "get_statement",
    "pay-out": "create_payout",
    "pay-net": "get_balance",
    "refund": "create_refund",
    "profile": "change_shop",
    "own-code": "set_own_code",
    "own-account": "list_balance_entries",
    "came-in": "assign_direct_payment",
    "seen-in-bank": "note_seen_payment",
    "new-link": "create_link",
    "store-share": "get_link",
    "hand-over": "get_payment",
    "link-edit": "change_link",
    "link-pause": "pause_link",
    "link-duplicate": "duplicate_link",
    "devices": "list_devices",
}
SEEN: Final = {
    "/": {"balance", "hide-balance", "see-history", "tab-nav.history", "new-link", "store-share", "came-in"},
    "/history": {"balance", "kind-all", "export", "pay-out", "tab-nav.history", "own-account"},
    "/payments/pay_1": {"hand-over", "refund", "pay-net"},
    "/links/pl_0001": {"link-edit", "link-pause", "link-duplicate", "seen-in-bank"},
    "/links/pl_0002": {"link-edit"},
    "/settings": {"profile", "own-code", "devices", "tab-nav.history"},
}
OWN_CODE: Final = {"text": STATIC, "name": "RAHIM STORE", "bank": "bKash", "is_told_of": False}
STORE_LINK: Final = link(2, kind="store", code="karim", amount=None)


def seen_by(role: str, route: str, folder: Path) -> set[str]:
    """The identifiers of all that is drawn there for somebody of this role."""
    return {one.identifier for one in drawn_for(role, route, folder, ft.Semantics) if one.identifier}


def drawn_for(
    role: str,
    route: str,
    folder: Path,
    kind: type[K],
    own_code: object = OWN_CODE,
    *,
    came: bool = True,
    **of_payment: object,
) -> list[K]:
    """The controls of this kind that are drawn there for somebody of this role."""
    shop = Shop()

    async def signed_in() -> Session:
        account = Account(width=390, height=2_000)
        session = session_of(NOWHERE, "token", folder, shop, account=account, clock=lambda: MOMENT)
        await session.open()
        assert session.signed_in is not None
        at_till = {"fee": None, "net": None} if role == "cashier" else {}
        paid = payment(1, link_id="pl_0003", **at_till, **of_payment)
        told = {**SHOP, "role": role, "own_code": own_code}
        own = {"direct": [direct(1)] if came else []}
        session.signed_in.store.replace_all(told, [link(1), STORE_LINK, link(3)], [paid], [], 1, own)
        session.signed_in.projection.draw()
        return session

    session = asyncio.run(signed_in())
    found = controls_of(drawn(lambda: App(session), lambda: None, route=route), kind)
    asyncio.run(session.close())
    return found


@pytest.mark.parametrize("route", SEEN)
def test_what_is_drawn_for_a_role_is_what_the_server_would_grant_it(route: str, tmp_path: Path) -> None:
    whole = seen_by("owner", route, tmp_path) & ASKS.keys()
    assert whole >= SEEN[route]
    for grant in (Grant(Role.MANAGER, gives_back_most=Money(300_00)), Grant(Role.CASHIER)):
        allowed = {one for one in whole if grant.reach_of(ASKS[one]) is not Reach.NONE}
        assert seen_by(grant.role, route, tmp_path) & ASKS.keys() == allowed


def test_at_the_till_is_told_what_came_in_today_and_nothing_that_adds_up_to_more(tmp_path: Path) -> None:
    assert {"today", "not-for-you"} & seen_by("cashier", "/", tmp_path) == {"today"}
    assert "not-for-you" in seen_by("cashier", "/history", tmp_path)


def test_of_goods_that_somebody_gave_nobody_of_the_shop_is_told_that_they_may_go(tmp_path: Path) -> None:
    by: dict[str, Any] = {
        "handed_over_at": "2026-11-12T04:43:00Z",
        "handed_over_by": {"device_id": "dev_2", "name": "সাথী"},
    }
    drawn = drawn_for("owner", "/payments/pay_1", tmp_path, ft.Text, **by)
    said = [one.value.replace("\u00a0", " ") for one in drawn]
    assert [words for words in said if "আবার দেবেন না" in words and "সাথী" in words] != []
    assert say("bn", "go.paid") not in said
    assert say("bn", "go.paid") in [one.value for one in drawn_for("owner", "/payments/pay_1", tmp_path, ft.Text)]


def test_money_at_the_shops_own_account_stands_there_and_is_not_given_back_from_here(tmp_path: Path) -> None:
    there = drawn_for("manager", "/payments/pay_1", tmp_path, ft.Semantics, at_own_account=True, net=None)
    assert {"pay-own", "pay-net", "refund"} & {one.identifier for one in there} == {"pay-own"}


@pytest.mark.parametrize(
    ("own_code", "said"),
    [(None, {"own-empty-nocode", "own-code"}), (OWN_CODE, {"own-empty-nottold"}), (OWN_CODE | {"is_told_of": True}, {"own-empty-told"})],
    ids=["no code", "not told of", "told of"],
)  # fmt: skip
def test_where_nothing_came_to_the_own_account_it_is_said_what_will(
    own_code: object, said: set[str], tmp_path: Path
) -> None:
    there = drawn_for("owner", "/history/own-account", tmp_path, ft.Semantics, own_code, came=False)
    assert {one.identifier for one in there if str(one.identifier).startswith(("own-", "direct-"))} == said
