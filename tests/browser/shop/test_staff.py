"""A cashier's and a manager's day on one page each in Chromium: what they press is never refused, and no poisha moves by it
that is not theirs to move.
"""

import re
from typing import Any

from playwright.sync_api import expect

from app.model.rights import rights_of
from app.navigation import SCREENS
from tests.browser.conftest import Open
from tests.browser.flet_page import FletPage
from tests.support import plain
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually
from tests.support.staff import hired, id_of
from tests.support.town import Town

_REFUSED = re.compile(r'aday_http_seconds_count\{.*status="403".*\} ([0-9.]+)')
# What is no cashier's, by whatever screen it stands on.
_MONEY = ("balance", "hide-balance", "see-history", "tab-nav.history", "pay-out", "refund", "pay-net", "export")
_SETTINGS = ("profile", "own-code", "staff-add")


def refused_count(town: Town) -> float:
    """How many calls were refused so far because of who asked."""
    return sum(float(one) for one in _REFUSED.findall(plain.get(f"{town.url}/metrics").text))


def has_none(page: FletPage, *idents: str) -> None:
    for ident in idents:
        page.does_not_see(ident)


def test_a_cashier_sells_all_day_is_refused_nothing_and_has_no_way_to_the_money(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    first, refused = karim.payments[0]["id"], refused_count(town)
    cashier = hired(karim, karim, "cashier", "রহিম")
    till = app(token=cashier.token, ident="today")
    has_none(till.sees("new-link").sees("tab-nav.today"), *_MONEY)
    till.tap("tab-nav.today").reads("today-sum", "৳৫০০").tap(f"payment-{first}").sees("payer-name")
    has_none(till.sees("hand-over"), *_MONEY)
    link = a_link_is_made(till, cashier)
    payer.pay(link["url"])
    till.sees("arrived").reads("arrived", "৳৩০০").tap("arrived-seen").does_not_see("arrived")
    given = eventually(lambda: next((one for one in karim.payments if one["handed_over_at"]), None))
    assert (given["link_id"], given["handed_over_by"]["name"]) == (link["id"], "রহিম")
    till.visit("/check", "search").fill("search", given["gateway_ref"]).sees(f"payment-{given['id']}")
    till.visit("/settings", "devices")
    has_none(till, *_SETTINGS)
    till.tap("devices").sees("device-mine")
    has_none(till, *_SETTINGS, "device-out")
    for path in beyond("cashier", first):
        till.visit(path, "not-for-you")
        has_none(till, *_MONEY, *_SETTINGS)
    assert refused_count(town) == refused
    # The two payments' nets, and nothing out of them.
    assert (karim.balance, karim.get("/v1/refunds")["data"], karim.get("/v1/payouts")["data"]) == (780_00, [], [])
    karim.http.delete(f"/v1/devices/{id_of(cashier)}")
    till.sees("phone").does_not_see("today")
    assert "aday.token" not in till.page.evaluate("Object.keys(localStorage).join()")


def a_link_is_made(till: FletPage, cashier: ShopDevice) -> Any:
    """Of ৳300, by the keys."""
    till.visit("/", "new-link").tap("new-link").sees("create")
    for key in "300":
        till.tap(f"key-{key}")
    till.tap("create").sees("share-url")
    (made,) = [one for one in cashier.get("/v1/links")["data"] if one["kind"] == "fixed"]
    till.visit("/", "today")
    return made


def beyond(role: str, ident: str) -> list[str]:
    """The address of each screen that wants a right which this role has not: to type it is no way around."""
    rights = rights_of(role)
    paths = [one.path for one in SCREENS if not rights.has(one.right)]
    assert {"history/payout", "settings/shop"} <= set(paths)
    return [f"/{path.replace(':id', ident)}" for path in paths]


def test_a_manager_gives_back_a_days_sum_sees_the_history_and_pays_nothing_out(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    paid, refused = karim.payments[0], refused_count(town)
    manager = hired(karim, karim, "manager", "সাথী")
    phone = app(token=manager.token, ident="balance")
    phone.tap("tab-nav.history").sees("export").does_not_see("pay-out")
    phone.page.locator(f"[flt-semantics-identifier='entry-{paid['id']}']").click()
    phone.sees("pay-net").tap("refund").fill("rf-amount", "400").tap("rf-next").reads("rf-amount-error", "৳৩০০")
    assert karim.get("/v1/refunds")["data"] == []
    phone.fill("rf-amount", "200").tap("rf-next").reads("rf-gets", "৳২০০.০০").tap("rf-yes")
    phone.reads("refund-refunded", "৳২০০.০০").reads("refund-by", "সাথী")
    (back,) = karim.get("/v1/refunds")["data"]
    assert (back["amount"], back["asked_by"]["name"]) == (200_00, "সাথী")
    phone.visit("/settings", "devices")
    has_none(phone, *_SETTINGS)
    for path in beyond("manager", paid["id"]):
        has_none(phone.visit(path, "not-for-you"), "pay-out", *_SETTINGS)
    assert refused_count(town) == refused
    assert karim.get("/v1/payouts")["data"] == []
    changed = karim.http.patch(f"/v1/devices/{id_of(manager)}", json={"role": "cashier"})
    assert changed.status_code == 200, changed.text
    # Without being loaded anew.
    has_none(phone.visit("/", "today"), *_MONEY)
    expect(phone.page.locator("[flt-semantics-identifier^='entry-']")).to_have_count(0)
