"""What goes wrong leaves the app usable, and loses no typed character."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from app import routes
from app.session import Session
from app.views import history
from checkout.commands.review_payments import reject_payment
from checkout.core.event_types import EventType
from checkout.core.merchant import MerchantId
from checkout.ids import new_id
from checkout.store import events
from language import DHAKA, day_month
from tests.browser.conftest import Open, Town
from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually


def test_with_the_server_stopped_it_opens_with_its_links_says_offline_and_catches_up_by_itself(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    link = karim.new_link(125_000, "থ্রি-পিস, নীল")
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token)
    shop.reads("balance", "৳৪৮৭.৫০").sees(f"link-{link['id']}")
    town.stop_checkout()
    shop.sees("offline")
    # A new visit, with nobody at the other end: drawn from the app's own disk.
    shop.context.new_page().close()
    again = shop.page
    again.evaluate("sessionStorage.clear()")
    again.reload(wait_until="commit")
    shop.reads("balance", "৳৪৮৭.৫০").sees(f"link-{link['id']}").sees("offline")
    # One story: the device has a line, and nothing on the screen says that it is missing.
    shop.reads("offline", "সমস্যা").reads("notice", "এখন পেমেন্ট নিশ্চিত করা যাচ্ছে না")
    expect(again.get_by_text("ইন্টারনেট")).to_have_count(0)
    shop.tap("tab-nav.history").sees("balance")
    expect(again.locator("[flt-semantics-identifier^='entry-pay_']")).to_have_count(1)
    shop.tap("tab-nav.pay")
    town.start_checkout()
    payer.pay(link["url"])
    shop.reads("balance", "৳১,৭০৬.২৫").does_not_see("offline")


def test_a_token_revoked_elsewhere_leads_back_to_the_sign_in_and_wipes_what_was_kept(
    town: Town, app: Open, karim: ShopDevice
) -> None:
    shop = app(token=karim.token)
    shop.sees("store-url")
    assert town.kept_for(karim.token)
    mine = next(device for device in karim.get("/v1/devices")["data"] if device["this_device"])
    karim.http.delete(f"/v1/devices/{mine['id']}")
    shop.sees("phone").shows("এই ডিভাইসটি সাইন আউট করা হয়েছে")
    eventually(lambda: town.kept_for(karim.token) == [])


def test_a_screen_that_cannot_be_drawn_says_so_and_the_rest_goes_on(
    app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = app(token=karim.token)
    shop.sees("store-url")

    def broken(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(history, "read_lines", broken)
    shop.tap("tab-nav.history").shows("Something went wrong.")
    monkeypatch.undo()
    shop.tap("tab-nav.pay").sees("store-url")
    payer.pay(karim.store_url, amount="500")
    shop.reads("balance", "৳৪৮৭.৫০")
    shop.tap("tab-nav.history").sees("balance")


def test_a_handler_that_fails_tells_the_shopkeeper_and_not_the_traceback(
    app: Open, karim: ShopDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret internals")

    shop = app(token=karim.token)
    shop.sees("store-url")
    monkeypatch.setattr(Session, "choose_theme", broken)
    shop.tap("tab-nav.settings").tap("theme-dark").shows("কিছু একটা সমস্যা হয়েছে")
    expect(shop.page.get_by_text("secret internals")).to_have_count(0)
    monkeypatch.undo()
    shop.tap("language-en").shows("Settings")


@pytest.mark.parametrize("ident", ["note"])
def test_typing_while_payments_arrive_loses_no_character(
    app: Open, karim: ShopDevice, payer: Payer, ident: str
) -> None:
    shop = app(token=karim.token, size=DESKTOP, path="new", ident=ident)
    words = "three-piece, blue, size 42, for Nusrat of Mirpur 10; to be fetched on Friday before noon"
    shop.focus(ident)
    for number, part in enumerate(re.findall(".{1,12}", words)):
        shop.page.keyboard.type(part, delay=15)
        if number % 2:
            karim.new_link(1_000 + number)
        else:
            payer.to_gateway(karim.store_url, amount="50")
    expect(shop.box(ident)).to_have_value(words)
    shop.fill("amount", "100").tap("create").reads("message", "৳১০০.০০")
    assert karim.get("/v1/links")["data"][1]["note"] == words


def test_keys_struck_faster_than_the_screen_is_drawn_are_all_taken(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token)
    shop.tap("new-link").sees("create")
    # Within one moment: nothing is drawn between them.
    boxes = [shop.by(f"key-{key}").bounding_box() for key in "1250"]
    for box in boxes:
        assert box is not None
        shop.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shop.reads("amount", "৳১,২৫০").tap("create").sees("share-url")
    (made,) = [link for link in karim.get("/v1/links")["data"] if link["kind"] == "fixed"]
    assert made["amount"] == 125_000


def test_bad_input_is_told_beside_the_field_and_stays(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, size=DESKTOP, path="new", ident="note")
    shop.fill("note", "চাল ৫০ কেজি").fill("amount", "৭৫০০০০").tap("create")
    shop.reads("amount-error", "একটি লিংকে সর্বোচ্চ ৳৫,০০,০০০ নেওয়া যায়।")
    expect(shop.box("note")).to_have_value("চাল ৫০ কেজি")
    shop.fill("amount", "5").tap("create").reads("amount-error", "কমপক্ষে ৳১০ লিখুন।")
    shop.tap("quick-2000").shows("দুই হাজার টাকা")
    shop.tap("create").reads("message", "৳২,০০০.০০")


def test_a_turned_tablet_takes_nothing_of_what_was_typed_and_leaving_does(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, size=DESKTOP, path="new", ident="note")
    shop.fill("note", "চাল ৫০ কেজি").fill("customer", "রহিমা ০১৭১১১১১১১১").fill("amount", "75").tap("term-7d")
    shop.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    shop.reads("amount", "৳৭৫").tap("key-0").reads("amount", "৳৭৫০")
    shop.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    expect(shop.does_not_see("key-0").box("amount")).to_have_value("৭৫০")
    # The panel is at the right when it has arrived: what is pressed before falls beside it.
    eventually(lambda: (shop.by("create").bounding_box() or {"x": 0})["x"] > PHONE[0])
    shop.tap("create").reads("message", "৳৭৫০.০০")
    (made,) = [link for link in karim.get("/v1/links")["data"] if link["kind"] == "fixed"]
    assert (made["note"], made["customer"]["name"]) == ("চাল ৫০ কেজি", "রহিমা")
    assert datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC) > timedelta(days=6)
    shop.visit("/new", "note")
    expect(shop.focus("note")).to_have_value("")


def test_a_profile_opened_before_the_data_came_is_not_saved_empty(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, path="settings/shop", ident="shop-name")
    shop.fill("shop-name", "রহিম স্টোর").tap("save").sees("profile").reads("profile", "রহিম স্টোর")
    assert karim.get("/v1/merchant")["address"] == "মিরপুর-১০, ঢাকা"


def test_back_leads_where_it_should_and_a_deep_link_opens(app: Open, karim: ShopDevice) -> None:
    link = karim.new_link(65_000, "তেল ৫ লিটার")
    shop = app(token=karim.token, path=f"links/{link['id']}", ident="hand-over")
    shop.reads("hand-over", "এখনো পেমেন্ট আসেনি। পণ্য দেবেন না।")
    shop.tap("back").sees("store-url")
    shop.tap("see-all").sees(f"link-{link['id']}").tap(f"link-{link['id']}").sees("hand-over")
    shop.page.go_back()
    shop.sees("filter-paid")
    shop.tap("filter-paid").shows("এই ধরনের কোনো লিংক নেই")


def test_a_link_that_is_being_paid_or_cancelled_says_so_at_once_and_shows_no_qr(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    store, link, busy = karim.get("/v1/links")["data"][0], karim.new_link(65_000), karim.new_link(75_000)
    shop = app(token=karim.token, path=f"qr/{busy['id']}", ident="qr-url")
    payer.to_gateway(busy["url"])
    shop.reads("hand-over", "একটু অপেক্ষা করুন, পণ্য দেবেন না।").does_not_see("qr-url")
    shop.visit(f"/share/{busy['id']}", "link-view").does_not_see("share-url").does_not_see("message")
    shop.visit(f"/links/{link['id']}", "link-cancel").tap("link-cancel").tap("cancel-yes")
    shop.reads("hand-over", "লিংকটি বাতিল। এই লিংকে আর পেমেন্ট আসবে না।").does_not_see("link-share")
    shop.visit(f"/share/{link['id']}", "link-view").does_not_see("share-url")
    payer.to_gateway(karim.store_url, amount="500")
    shop.visit(f"/qr/{store['id']}", "qr-url").visit(f"/share/{store['id']}", "share-url")


def test_held_money_says_to_keep_the_goods(town: Town, app: Open, karim: ShopDevice, payer: Payer) -> None:
    link = karim.new_link(220_005)
    payer.pay(link["url"])
    shop = app(token=karim.token, path=f"links/{link['id']}", ident="hand-over")
    shop.reads("hand-over", "পেমেন্ট যাচাই হচ্ছে। নিশ্চিত না হওয়া পর্যন্ত পণ্য দেবেন না।")
    shop.reads("hold-why", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।")
    shop.does_not_see("pay-net").tap("back").reads("balance", "৳০.০০")
    held = karim.payments[0]["id"]
    shop.open(f"{town.app_url}payments/{held}", "hand-over").does_not_see("pay-net")
    shop.reads("hold-why", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।")
    # What the gateway called it is the operator's to read.
    shop.does_not_see("pay-reason")
    expect(shop.page.get_by_text("Not Safe")).to_have_count(0)
    town.operate(reject_payment, held, "the card was stolen")
    shop.reads("pay-reason", "the card was stolen").does_not_see("pay-net").does_not_see("hold-why")
    shop.reads("pay-hold", "পেমেন্ট কোম্পানি এই পেমেন্টে ঝুঁকি দেখেছে।")


def test_money_that_went_back_is_never_shown_as_standing_in_the_balance(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    payment, payment_code = karim.payments[0]["id"], karim.payments[0]["code"]
    shop = app(token=karim.token, path=f"payments/{payment}", ident="pay-net")
    shop.shows("ডিজিটাল ব্যালেন্সে যোগ হয়েছে").reads("hand-over", "পণ্য দিতে পারেন।")
    # Until a gateway has paid it back, which may take days, the payment itself stays paid.
    merchant_id = MerchantId(karim.get("/v1/merchant")["id"])
    promised = {"id": new_id("rf"), "payment_id": payment, "amount": 50_000, "cost": 50_000, "refusal": ""}
    promised["created_at"] = karim.payments[0]["paid_at"]
    town.operate(events.append, merchant_id, EventType.REFUND_PENDING, {**promised, "status": "pending"})
    shop.reads("hand-over", "টাকা গ্রাহককে ফেরত যাচ্ছে। পণ্য দেবেন না।").does_not_see("refund")
    expect(shop.page.get_by_text("ডিজিটাল ব্যালেন্সে যোগ হয়েছে")).to_have_count(0)
    shop.visit(f"/check/{payment_code}", "check-returning").visit(f"/payments/{payment}", "hand-over")
    town.operate(events.append, merchant_id, EventType.REFUND_REFUSED, {**promised, "status": "refused"})
    shop.reads("hand-over", "পণ্য দিতে পারেন।")
    for poisha, said in ((20_000, "−৳২০০.০০"), (30_000, "−৳৫০০.০০")):
        karim.http.post(f"/v1/payments/{payment}/refunds", json={"id": new_id("rf"), "amount": poisha})
        shop.reads("pay-refunded", said)
    expect(shop.page.get_by_text("ডিজিটাল ব্যালেন্সে যোগ হয়েছে")).to_have_count(0)
    shop.reads("hand-over", "টাকা গ্রাহককে ফেরত গেছে। পণ্য দেবেন না।")


def test_a_payout_stands_in_the_history_without_a_status(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    to = {"kind": "bkash", "account": "01712345678"}
    karim.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 40_000, "to": to})
    shop = app(token=karim.token, path="history", size=DESKTOP)
    shop.reads("balance", "৳৮৭.৫০").shows("টাকা তোলা")
    expect(shop.page.get_by_text("প্রক্রিয়াধীন")).to_have_count(0)


def test_nothing_is_asked_of_any_other_host_and_no_glyph_is_missing(app: Open, karim: ShopDevice, payer: Payer) -> None:
    payer.pay(karim.store_url, amount="500")
    shop = app(token=karim.token, watches=True)
    for tab in ("tab-nav.history", "tab-nav.settings", "tab-nav.pay"):
        shop.tap(tab)
    # An address that opens nothing leads home.
    shop.sees("store-url").visit("/nowhere/at-all", "back").shows("পাতাটি পাওয়া গেল না").tap("back").sees("store-url")
    assert shop.outside == []
    assert shop.fallback_fonts == []


def test_language_and_theme_change_at_once_and_are_kept(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, path="settings", ident="profile")
    shop.tap("language-en").shows("Settings").tap("theme-dark")
    shop.page.reload(wait_until="commit")
    shop.shows("Settings")
    shop.tap("tab-nav.pay").shows("Digital balance")


def test_the_shop_profile_is_changed_and_its_errors_are_told_by_field(app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, path="settings/shop", ident="shop-name")
    shop.fill("shop-name", "রহিম স্টোর").fill("shop-slug", "A B").tap("save").sees("shop-slug-error")
    expect(shop.box("shop-name")).to_have_value("রহিম স্টোর")
    shop.fill("shop-slug", f"rahim-{karim.slug}").tap("save").sees("profile").reads("profile", "রহিম স্টোর")
    assert karim.get("/v1/merchant")["slug"] == f"rahim-{karim.slug}"


def test_a_form_sends_only_what_was_typed_in_it_whatever_another_device_changes_meanwhile(
    app: Open, karim: ShopDevice
) -> None:
    shop = app(token=karim.token, path="settings/shop", ident="shop-name")
    there = {"slug": f"new-{karim.slug}", "requires_email": True}
    assert karim.http.patch("/v1/merchant", json=there).status_code == 200
    expect(shop.by("requires_email")).to_be_checked()
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
    shop.tap("signout").tap_for("signout-yes", "phone")
    assert karim.http.get("/v1/merchant").status_code == 401
    shop.page.wait_for_function("() => localStorage.getItem('flutter.aday.token') === null")
    assert town.kept_for(karim.token) == []


def test_at_a_wrong_code_and_a_wrong_number_one_sentence_says_so(town: Town, app: Open, karim: ShopDevice) -> None:
    shop = app(ident="phone")
    shop.fill("phone", "0171234").tap("send-code").reads("phone-error", "১১ সংখ্যার সঠিক মোবাইল নম্বর লিখুন।")
    expect(shop.box("phone")).to_have_value("0171234")
    shop.fill("phone", "০১৯৯৯ ৯৯৯ ৯৯৯").tap("send-code").sees("demo-code")
    shop.fill("code", "১২৩").tap("verify").reads("code-error", "কোডটি মেলেনি।")
    shop.fill("code", "000000" if "০০০০০০" not in shop.text("demo-code") else "111111")
    locked = shop.by("code-error").filter(has_text="অনেকবার ভুল হয়েছে। ৪ মিনিট")
    for _ in range(12):  # Five tries, and some presses that may fall upon a button at work.
        shop.tap("verify")
        with suppress(AssertionError):
            expect(locked).to_be_attached(timeout=1_000)
            break
    expect(locked).to_be_attached()
    # One wrong digit is corrected, not eleven typed anew.
    expect(shop.tap("change-number").focus("phone")).to_have_value("০১৯৯৯ ৯৯৯ ৯৯৯")


def test_a_drawing_loop_that_died_is_begun_again(
    app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("outside every guard")

    shop = app(token=karim.token)
    shop.sees("store-url")
    monkeypatch.setattr(routes, "use_palette", broken)
    shop.page.set_viewport_size({"width": 400, "height": 844})
    shop.page.wait_for_timeout(500)
    monkeypatch.undo()
    shop.page.set_viewport_size({"width": 390, "height": 844})
    payer.pay(karim.store_url, amount="500")
    shop.reads("balance", "৳৪৮৭.৫০")
    shop.tap("tab-nav.settings").sees("profile")


def test_a_tab_closed_while_it_loads_leaves_no_stream_behind(town: Town, browser: Browser, karim: ShopDevice) -> None:
    for moment_ms in (150, 400, 700, 1000, 1300, 1700):
        shop = FletPage(browser, token=karim.token)
        shop.page.goto(town.app_url, wait_until="commit")
        shop.page.wait_for_timeout(moment_ms)
        shop.close()
    hub = town.running.app.state.service.hub
    eventually(lambda: hub.listeners_count == 0)


def test_with_no_server_and_nothing_stored_it_says_what_to_do(town: Town, app: Open, karim: ShopDevice) -> None:
    town.stop_checkout()
    shop = app(token=karim.token, ident="retry")
    shop.shows("লিংকগুলো আনা গেল না")
    town.start_checkout()
    shop.tap("retry").sees("store-url")
