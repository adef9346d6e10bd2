"""What is wrong with the device, the server or ourselves is told in one calm sentence, and the rest goes on."""

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app import routes
from app.services import http_line
from app.services.store_file import CannotKeep, StoreFile
from app.session import Session
from app.views import history
from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.plain_page import DESKTOP, PHONE, PlainPage
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


def test_with_a_full_disk_it_says_so_shows_no_green_and_goes_on_when_there_is_space(
    app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_full = threading.Event()
    really_write = StoreFile.writing

    @contextmanager
    def write(self: StoreFile) -> Iterator[sqlite3.Connection]:
        if is_full.is_set():
            raise CannotKeep("database or disk is full")
        with really_write(self) as conn:
            yield conn

    monkeypatch.setattr(StoreFile, "writing", write)
    shop = app(token=karim.token)
    shop.sees("light-live")
    is_full.set()
    payer.pay(karim.store_url, amount="500")
    shop.sees("disk-full").shows("এই ডিভাইসে জায়গা নেই").does_not_see("arrived").reads("balance", "৳০.০০")
    shop.tap("tab-nav.settings").sees("profile").sees("disk-full")
    shop.visit("/links", "search").sees("disk-full").resize(DESKTOP)
    for screen, there in (("/counter", "counter-waits"), ("/history", "export"), ("/settings", "profile")):
        shop.visit(screen, there).sees("disk-full").does_not_see("reconnecting")
    shop.visit("/counter", "counter-waits").reads("counter-waits", "পণ্য দেওয়ার আগে পেমেন্ট স্ট্যাটাস নিশ্চিত করুন।")
    shop.resize(PHONE).visit("/", "new-link").tap("new-link").tap("key-7").tap("key-5").tap("create")
    shop.reads("amount-error", "এই ডিভাইসে জায়গা নেই").reads("amount", "৳৭৫").tap("back")
    is_full.clear()
    shop.does_not_see("disk-full").reads("balance", "৳৪৮৭.৫০")


def test_who_hosts_a_server_of_their_own_names_it_on_the_sign_in_screen(town: Town, app: Open) -> None:
    app_url = town.app_with("own", server_url=town.gateway_url, may_choose_server=True)
    shop = app(app_url=app_url, ident="own-server")
    shop.tap("own-server").fill("server", "http://pay.example.com").tap("server-save")
    shop.reads("server-error", "এই ঠিকানায় আদায় পাওয়া গেল না").holds("server", "http://pay.example.com")
    shop.fill("server", app_url).tap("server-save").reads("server-error", "এই ঠিকানায় আদায় পাওয়া গেল না")
    shop.tap("server-no").does_not_see("server").tap("own-server")
    shop.fill("server", f"{town.url}/").tap("server-save").does_not_see("server")
    shop.fill("phone", "01711223344").tap("send-code").sees("demo-code")
    shop.again().reads("own-server", town.url.partition("://")[2])


def test_at_a_wrong_code_and_a_wrong_number_one_sentence_says_so(app: Open) -> None:
    shop = app(ident="phone")
    shop.fill("phone", "0171234").tap("send-code").reads("phone-error", "১১ সংখ্যার সঠিক মোবাইল নম্বর লিখুন।")
    shop.holds("phone", "0171234")
    shop.fill("phone", "০১৯৯৯ ৯৯৯ ৯৯৯").tap("send-code").sees("demo-code")
    shop.fill("code", "১২৩").tap("verify").reads("code-error", "কোডটি মেলেনি।")
    shop.fill("code", "000000" if "০০০০০০" not in shop.text("demo-code") else "111111")
    for _ in range(5):
        shop.tap("verify")
    shop.reads("code-error", "অনেকবার ভুল হয়েছে।")
    assert re.search("[৪৫] মিনিট", shop.text("code-error"))
    # One wrong digit is corrected, not eleven typed anew.
    shop.tap("change-number").holds("phone", "০১৯৯৯ ৯৯৯ ৯৯৯")


def test_a_drawing_loop_that_died_is_begun_again(
    app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_died = threading.Event()

    def broken() -> None:
        has_died.set()
        raise RuntimeError("outside every guard")

    shop = app(token=karim.token)
    shop.sees("store-url")
    with monkeypatch.context() as drawing:
        drawing.setattr(routes, "use_palette", broken)
        shop.resize((400, 844))
        assert has_died.wait(60)
    shop.resize(PHONE)
    payer.pay(karim.store_url, amount="500")
    shop.reads("balance", "৳৪৮৭.৫০")
    shop.tap("tab-nav.settings").sees("profile")


class LeavingPage(PlainPage):
    """A page that is closed once so much was asked of it."""

    def __init__(self, url: str, token: str, asked_most: int) -> None:
        self._left_to_ask, self._is_whole, self._has_left = asked_most, threading.Event(), threading.Event()
        super().__init__(url, token)
        self._is_whole.set()
        assert self._has_left.wait(60)
        self.close()

    def _answer(self, asked: dict[str, Any]) -> None:
        super()._answer(asked)
        self._left_to_ask -= 1
        if self._left_to_ask == 0:
            self._is_whole.wait(60)
            self._socket.close()
            self._has_left.set()


def test_a_tab_closed_while_it_loads_leaves_no_stream_behind(
    town: Town, app: Open, karim: ShopDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = set[Session](), set[Session]()
    really_open, really_close = Session.open, Session.close

    async def begin(self: Session) -> None:
        begun.add(self)
        await really_open(self)

    async def end(self: Session) -> None:
        await really_close(self)
        ended.add(self)

    monkeypatch.setattr(Session, "open", begin)
    monkeypatch.setattr(Session, "close", end)
    # What the device keeps is asked for all at once; the stream begins once all of it is known.
    for asked_most in (1, 6, 11):
        LeavingPage(town.app_url, karim.token, asked_most)
    for there in ("balance", "light-live"):
        app(token=karim.token, ident=there).close()
    # A page of the test before may end now, too.
    eventually(lambda: len(begun) == 5 and begun <= ended)
    eventually(lambda: town.running.app.state.service.hub.listeners_count == 0)
