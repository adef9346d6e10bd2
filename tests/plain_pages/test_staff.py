"""The shop's people: the owner lets them in, and no phone shows a button that would be refused."""

from typing import Any

import pytest

from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.plain_page import PlainPage
from tests.support.shop import ShopDevice, eventually
from tests.support.staff import hired, id_of


@pytest.fixture
def paid(karim: ShopDevice, payer: Payer) -> Any:
    payer.pay(karim.store_url, amount="500")
    return karim.payments[0]


def test_a_cashier_comes_by_a_link_works_today_and_is_gone_the_moment_the_owner_says_so(
    app: Open, karim: ShopDevice, payer: Payer, paid: Any
) -> None:
    owner = app(token=karim.token, path="settings/devices", ident="staff-add")
    owner.reads("device-mine", "মালিক").tap("staff-add").tap("staff-invite").sees("invitation").tap("staff-copy")
    code = owner.copied.rpartition("=")[2]
    # As the page's script leaves it there.
    till = app(kept={"aday.join": code}, ident="join-name")
    till.does_not_see("join-code").tap("join").reads("join-name-error", "আপনার নাম লিখুন।")
    till.fill("join-name", "রহিম").tap("join").sees("today")
    owner.reads("staff-came", "রহিম").tap("staff-done").reads("person", "ক্যাশিয়ার")
    is_a_cashiers(till, paid)
    given_by(till, karim, payer, "রহিম")
    owner.tap("person").sees("staff-role-cashier").tap("staff-remove").tap("staff-remove-yes").sees("staff-add")
    owner.does_not_see("person")
    till.sees("phone").shows("আপনার কাজের অনুমতি শেষ হয়েছে। দোকানের মালিককে জিজ্ঞেস করুন")
    assert "aday.token" not in till.kept
    # Opened once more.
    again = app(kept={**till.kept, "aday.join": code}, ident="join-name")
    again.fill("join-name", "চোর").tap("join").reads("join-code-error", "মালিকের কাছে নতুন একটি চান।")


def is_a_cashiers(till: PlainPage, paid: Any) -> None:
    """Today's payments, and nothing to give back, to look up or to set."""
    till.sees("new-link").sees("tab-nav.settings").shows("৳৫০০")
    for gone in ("balance", "hide-balance", "see-history", "tab-nav.history"):
        till.does_not_see(gone)
    till.tap("tab-nav.today").sees(f"payment-{paid['id']}").reads("today-sum", "৳৫০০")
    till.visit(f"/payments/{paid['id']}", "hand-over").sees("payer-name")
    till.does_not_see("refund").does_not_see("pay-net")
    till.visit(f"/payments/{paid['id']}/refund", "not-for-you").visit("/settings", "devices").does_not_see("profile")
    till.does_not_see("own-code")
    till.visit("/history", "not-for-you")
    till.visit("/settings/devices", "device-mine").does_not_see("staff-add").does_not_see("device-out")
    till.visit("/check", "search").fill("search", "ZZZZ9999").reads("check-unknown", "আজকের পেমেন্টের মধ্যে এটি নেই")


def given_by(till: PlainPage, karim: ShopDevice, payer: Payer, name: str) -> None:
    """A link that they make is paid, and they say that its goods went out: all of it stands under their name."""
    till.visit("/new", "create").tap("key-3").tap("key-0").tap("key-0").tap("create").sees("share-url")
    link = next(one for one in karim.get("/v1/links")["data"] if one["kind"] == "fixed")
    till.visit("/", "today")
    payer.pay(link["url"])
    till.sees("arrived").tap("arrived-seen").does_not_see("arrived")
    given = eventually(lambda: karim.payments[0] if karim.payments[0]["handed_over_at"] else None)
    assert (link["made_by"]["name"], given["handed_over_by"]["name"]) == (name, name)
    till.visit(f"/payments/{given['id']}", "pay-given-by").reads("pay-given-by", name).reads("pay-made-by", name)
    till.reads("hand-over", "আবার দেবেন না")
    till.visit(f"/links/{link['id']}", "link-duplicate").reads("hand-over", name).reads("hand-over", "আবার দেবেন না")


def test_a_manager_gives_back_up_to_the_owners_sum_and_the_app_follows_when_the_role_changes(
    app: Open, karim: ShopDevice, paid: Any
) -> None:
    manager = hired(karim, karim, "cashier", "সাথী")
    phone = app(token=manager.token, path="history", ident="not-for-you")
    owner = app(token=karim.token, path=f"settings/devices/{id_of(manager)}", ident="staff-save")
    owner.tap("staff-role-manager").tap("staff-save").reads("staff-sum-error", "পরিমাণ")
    owner.fill("staff-sum", "৩০০").tap("staff-save").reads("person", "৳৩০০")
    # Without being loaded anew, where it stood.
    phone.sees("balance").sees("export").does_not_see("pay-out").does_not_see("not-for-you")
    phone.visit(f"/payments/{paid['id']}", "refund").sees("pay-net").tap("refund").fill("rf-amount", "400")
    phone.tap("rf-next").reads("rf-amount-error", "৳৩০০")
    phone.fill("rf-amount", "200").tap("rf-next").sees("rf-yes").tap("rf-yes").reads("refund-by", "সাথী")
    phone.visit("/settings/shop", "not-for-you").visit("/settings", "devices").visit("/history/payout", "not-for-you")
    owner.visit(f"/payments/{paid['id']}", "refund-by").reads("refund-by", "সাথী")
    phone.does_not_see("pay-out")
