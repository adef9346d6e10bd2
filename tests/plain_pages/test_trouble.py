"""What is wrong with the device, the server or ourselves is told in one calm sentence, and the rest goes on."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from app.services import http_line
from app.session import Session
from app.views import history
from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.plain_page import DESKTOP
from tests.support.servers import free_socket
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town


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


def test_a_screen_that_cannot_be_drawn_and_a_handler_that_fails_say_so_and_the_rest_goes_on(
    app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret internals")

    async def fails(*_: object) -> None:
        broken()

    shop = app(token=karim.token)
    shop.sees("store-url")
    monkeypatch.setattr(history, "read_lines", broken)
    shop.tap("tab-nav.history").shows("Something went wrong.")
    monkeypatch.undo()
    shop.tap("tab-nav.pay").sees("store-url")
    payer.pay(karim.store_url, amount="500")
    shop.reads("balance", "৳৪৮৭.৫০")
    shop.tap("tab-nav.history").sees("balance")
    monkeypatch.setattr(Session, "choose_theme", fails)
    shop.tap("tab-nav.settings").tap("theme-dark").shows("কিছু একটা সমস্যা হয়েছে")
    shop.does_not_show("secret internals")
    monkeypatch.undo()
    shop.tap("language-en").shows("Settings")


def test_with_no_server_and_nothing_stored_it_says_what_to_do(town: Town, app: Open, karim: ShopDevice) -> None:
    town.stop_checkout()
    shop = app(token=karim.token, ident="retry")
    shop.shows("লিংকগুলো আনা গেল না")
    town.start_checkout()
    shop.tap("retry").sees("store-url")


@pytest.mark.parametrize("wrong", [timedelta(days=1), timedelta(days=-1)], ids=["ahead", "behind"])
def test_with_a_clock_that_is_wrong_by_a_day_money_still_arrives_today(
    town: Town, app: Open, karim: ShopDevice, payer: Payer, wrong: timedelta
) -> None:
    app_url = town.app_with(f"clock{wrong.days}", clock=lambda: datetime.now(UTC) + wrong)
    shop = app(token=karim.token, app_url=app_url)
    shop.sees("clock-wrong").shows("এই ডিভাইসের ঘড়ি ভুল।")
    payer.pay(karim.store_url, amount="500")
    shop.reads("arrived", "৳৫০০.০০").tap("arrived-seen").reads("today", "আজ ১টি পেমেন্ট · ৳৫০০.০০")
    shop.tap("new-link").sees("key-7").tap("key-7").tap("key-5").tap("create").sees("share-url")
    made = next(link for link in karim.get("/v1/links")["data"] if link["kind"] == "fixed")
    ends = datetime.fromisoformat(made["expires_at"])
    assert abs(ends - datetime.now(UTC) - timedelta(hours=24)) < timedelta(minutes=2)


def test_where_nothing_can_be_written_at_all_it_works_for_as_long_as_it_is_open(
    town: Town, app: Open, karim: ShopDevice, payer: Payer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    no_folder = tmp_path_factory.mktemp("disk") / "a-file"
    no_folder.write_text("")
    app_url = town.app_with(data_dir=no_folder)
    shop = app(token=karim.token, app_url=app_url)
    shop.sees("disk-full")
    payer.pay(karim.store_url, amount="500")
    shop.reads("arrived", "৳৫০০.০০").tap("arrived-seen").reads("balance", "৳৪৮৭.৫০")


def test_a_server_that_does_not_answer_leaves_what_was_typed(
    town: Town, app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_line, "_TIMEOUT", httpx.Timeout(0.5))
    with free_socket() as silent:
        silent.listen()
        app_url = town.app_with("slow", server_url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        shop = app(app_url=app_url, ident="phone")
        shop.fill("phone", "01711223344").tap("send-code").reads("phone-error", "সংযোগ পাওয়া গেল না।")
        shop.holds("phone", "01711223344")


def test_a_server_that_is_no_checkout_is_told_from_one_that_refuses(town: Town, app: Open) -> None:
    app_url = town.app_with("wrong", server_url=town.gateway_url)
    shop = app(app_url=app_url, ident="phone")
    shop.fill("phone", "01711223344").tap("send-code").reads("phone-error", "সংযোগ পাওয়া গেল না।")


def test_on_the_web_nobody_chooses_what_this_machine_calls(app: Open) -> None:
    app(ident="send-code").does_not_see("own-server")


def test_without_the_server_it_says_that_nothing_can_be_confirmed(town: Town, app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, size=DESKTOP, path="counter", ident="counter-waits")
    shop.sees("light-live")
    town.stop_checkout()
    shop.sees("light-offline").sees("reconnecting")
    shop.reads("counter-waits", "এখন পেমেন্ট নিশ্চিত করা যাচ্ছে না")
    # Whether there is such a payment cannot be told either, and is told by itself when the line is back.
    shop.visit("/check/01811222333", "check-offline").reads("check-offline", "তাই এখন বলা যাচ্ছে না")
    # One story: the device has a line, and nothing on the screen says that it is missing.
    shop.does_not_show("ইন্টারনেট")
    town.start_checkout()
    shop.sees("check-unknown").does_not_see("check-offline")


def test_another_device_is_signed_out_from_here(town: Town, app: Open, karim: ShopDevice) -> None:
    shop = app(token=karim.token, path="settings", ident="devices")
    other = app(token=town.second_token(karim))
    other.sees("store-url")
    shop.tap("devices").sees("device-mine").sees("device").tap("device-out").does_not_see("device")
    other.sees("phone")
