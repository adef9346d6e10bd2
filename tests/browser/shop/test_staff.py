"""The shop's people: the owner lets them in, and no phone shows a button that would be refused."""

from typing import Any, Final

import pytest

from tests.browser.conftest import Open, Town
from tests.browser.flet_page import FletPage
from tests.support.payer import Payer
from tests.support.shop import ShopDevice
from tests.support.staff import hired, invited

# So high that nothing is scrolled.
_WHOLE: Final = (390, 2_400)


@pytest.fixture
def paid(karim: ShopDevice, payer: Payer) -> Any:
    payer.pay(karim.store_url, amount="500")
    return karim.payments[0]


def test_the_owner_shows_an_invitation_and_says_as_what(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, path="settings/devices", ident="staff-invite", size=_WHOLE)
    shop.reads("device-mine", "মালিক")
    shop.tap_for("staff-invite", "invitation").sees("staff-copy")
    shop.tap("staff-role-manager").sees("staff-sum").does_not_see("invitation")
    shop.tap("staff-invite").sees("staff-sum-error")
    shop.fill("staff-sum", "৩০০").tap_for("staff-invite", "invitation")


def test_who_opens_an_invitation_signs_in_by_a_name_and_finds_todays_sum_and_no_balance(
    app: Open, karim: ShopDevice, paid: Any
) -> None:
    code = invited(karim)
    till = app(path=f"?join={code}", ident="join-name", size=_WHOLE)
    till.tap("join").reads("join-name-error", "আপনার নাম লিখুন।")
    till.fill("join-name", "রহিম").tap_for("join", "today")
    is_a_cashiers(till)
    assert [one["name"] for one in karim.get("/v1/devices")["data"] if one["role"] == "cashier"] == ["রহিম"]
    late = app(ident="phone", size=_WHOLE).tap_for("invited", "join-code").fill("join-code", code)
    late.fill("join-name", "চোর").tap("join").reads("join-code-error", "মালিকের কাছে নতুন একটি চান।")


def is_a_cashiers(till: FletPage) -> None:
    till.sees("today").sees("new-link").sees("tab-nav.settings").shows("৳৫০০")
    for gone in ("balance", "hide-balance", "see-history", "tab-nav.history"):
        till.does_not_see(gone)


def test_a_cashier_sees_a_payment_and_nothing_to_give_back_or_to_set(
    town: Town, app: Open, karim: ShopDevice, paid: Any
) -> None:
    cashier = hired(town, karim, "cashier")
    till = app(token=cashier.token, ident="today", size=_WHOLE)
    is_a_cashiers(till)
    till.visit(f"payments/{paid['id']}", "hand-over").sees("payer-name")
    till.does_not_see("refund").does_not_see("pay-net")
    store = karim.get("/v1/links")["data"][0]["id"]
    till.visit(f"links/{store}", "back").does_not_see("link-edit")
    till.visit("settings", "devices").does_not_see("profile")
    till.visit("settings/devices", "device-mine").does_not_see("staff-invite").does_not_see("device-out")


def test_a_manager_sees_the_history_and_no_way_to_take_money_out(
    town: Town, app: Open, karim: ShopDevice, paid: Any
) -> None:
    manager = hired(town, karim, "manager")
    phone = app(token=manager.token, path="history", ident="balance", size=_WHOLE)
    phone.does_not_see("pay-out").visit(f"payments/{paid['id']}", "refund").sees("pay-net")
    phone.visit("settings", "devices").does_not_see("profile")
