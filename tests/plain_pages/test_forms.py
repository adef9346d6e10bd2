"""Forms: what is wrong is told beside the field, and only what was typed is sent."""

from datetime import UTC, datetime, timedelta

from language import DHAKA, day_month
from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.plain_page import DESKTOP
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town

RULES = ("requires_email", "requires_address", "shows_phone")


def test_bad_input_is_told_beside_the_field_and_stays(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, size=DESKTOP, path="new", ident="note").sees("light-live")
    shop.fill("note", "চাল ৫০ কেজি").fill("amount", "৭৫০০০০").tap("create")
    shop.reads("amount-error", "একটি লিংকে সর্বোচ্চ ৳৫,০০,০০০ নেওয়া যায়।")
    shop.holds("note", "চাল ৫০ কেজি")
    shop.fill("amount", "5").tap("create").reads("amount-error", "কমপক্ষে ৳১০ লিখুন।")
    shop.tap("quick-2000").shows("দুই হাজার টাকা")
    shop.tap("create").reads("message", "৳২,০০০.০০")


def test_the_shop_profile_is_changed_and_its_errors_are_told_by_field(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, path="settings/shop", ident="shop-name")
    shop.fill("shop-name", "রহিম স্টোর").fill("shop-slug", "A B").tap("save").sees("shop-slug-error")
    shop.holds("shop-name", "রহিম স্টোর")
    shop.fill("shop-slug", f"rahim-{karim.slug}").tap("save").sees("profile").reads("profile", "রহিম স্টোর")
    told = karim.get("/v1/merchant")
    assert told["slug"] == f"rahim-{karim.slug}"
    # Opened before the shop's data came, it saves nothing empty.
    assert told["address"] == "মিরপুর-১০, ঢাকা"


def test_a_form_sends_only_what_was_typed_in_it_whatever_another_device_changes_meanwhile(
    app: Open, karim: ShopDevice
) -> None:
    shop = app(token=karim.token, path="settings/shop", ident="shop-name")
    there = {"slug": f"new-{karim.slug}", "requires_email": True}
    assert karim.http.patch("/v1/merchant", json=there).status_code == 200
    shop.is_on("requires_email")
    shop.fill("shop-address", "গুলশান-১, ঢাকা").tap("save").sees("profile")
    told = karim.get("/v1/merchant")
    assert (told["address"], told["slug"]) == ("গুলশান-১, ঢাকা", f"new-{karim.slug}")
    link = karim.new_link(125_000, "চাল")
    shop.visit(f"/links/{link['id']}/edit", "edit-note")
    ends = datetime.now(UTC) + timedelta(days=5)
    there = {"note": "ডাল", "expires_at": ends.isoformat()}
    assert karim.http.patch(f"/v1/links/{link['id']}", json=there).status_code == 200
    shop.shows(day_month(ends.astimezone(DHAKA).date(), "bn"))
    shop.fill("edit-closing", "বন্ধ").tap("save").sees("link-edit")
    told = karim.get(f"/v1/links/{link['id']}")
    assert (told["note"], told["closing_message"]) == ("ডাল", "বন্ধ")


def test_signing_out_forgets_the_shop_on_this_device(town: Town, app: Open, karim: ShopDevice) -> None:
    town.second_token(karim)
    shop = app(token=karim.token, path="settings", ident="profile").reads("devices", "২টি ডিভাইসে সাইন ইন করা আছে")
    assert town.kept_for(karim.token)
    shop.tap("signout").tap("signout-yes").sees("phone")
    assert karim.http.get("/v1/merchant").status_code == 401
    eventually(lambda: "aday.token" not in shop.kept)
    assert town.kept_for(karim.token) == []


def test_each_rule_is_turned_and_holds_on_the_page_and_what_was_typed_stays(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    shop = app(token=karim.token, path="settings/shop", ident="requires_email")
    shop.fill("shop-address", "মিরপুর")
    before = payer.send_form(karim.store_url, amount="500")
    for rule in RULES:
        shop.tap(rule)
    eventually(lambda: [karim.get("/v1/merchant")[rule] for rule in RULES] == [True, True, False])
    shop.holds("shop-address", "মিরপুর")
    after = payer.send_form(karim.store_url, amount="600")
    assert (before.status_code, after.status_code) == (303, 422)
    # A press asks for the other of what is seen, so what the server has heard must be seen.
    shop.is_on("requires_email")
    shop.tap("requires_email")
    eventually(lambda: karim.get("/v1/merchant")["requires_email"] is False)


def test_a_charge_that_nobody_knows_is_not_put_on_payers_and_the_reason_is_told(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, path="settings/shop", ident="payer_bears_fee", language="en")
    shop.tap("payer_bears_fee").shows("The fees of payments aren’t known")
    assert karim.get("/v1/merchant")["payer_bears_fee"] is False
