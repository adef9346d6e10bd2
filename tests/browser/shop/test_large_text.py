"""Text half as large again, and the smallest phone: every word of every screen is there, whole, and on the screen."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import flet as ft
import pytest
from flet.messaging.session import Session
from PIL import ImageFont

from app.kit import typography as look
from app.shell import ASSETS
from checkout.core import link
from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.browser.screens import screens
from tests.browser.scripts import LARGE
from tests.support.payer import Payer
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town

SCALE: Final = 1.5
SMALL: Final = (320, 568)
_SMALL_DESKTOP: Final = (1024, 768)
_FONTS: Final = {
    "Display600": "AnekBangla_600SemiBold",
    "Display700": "AnekBangla_700Bold",
    "Display800": "AnekBangla_800ExtraBold",
    "Text400": "NotoSansBengali_400Regular",
    "Text600": "NotoSansBengali_600SemiBold",
}
# What Flutter's own rounding and the two shapers may differ by.
_SLACK: Final = 1.03
# Higher than this, in sizes of its letters, are two lines and never one.
_ONE_LINE: Final = 2.2
# What Flutter cannot lay out is a grey box without an end: a day of the chart is two lines.
_DAY_OF_WEEK: Final = "[flt-semantics-identifier^='day-20']"
# No screen has fewer.
_TEXTS_LEAST: Final = 3
# Addresses and numbers of transactions have no words; they may go on in the next line.
_NO_WORD: Final = re.compile(r"[\w.:/@%=+-]*[0-9/][\w.:/@%=+-]*")


@dataclass
class Seen:
    """A text as it was asked for, and the room that it was given."""

    words: str
    style: ft.TextStyle
    lines_most: int | None
    width: float = 0.0
    height: float = 0.0


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Seen]:
    """Every text that is laid out from now on, with its size: Flutter tells it."""
    texts: list[Seen] = []

    class Noting:
        """Flet, with texts that say how large they became."""

        def __getattr__(self, name: str) -> Any:
            return getattr(ft, name)

        def Text(self, words: str, **more: Any) -> ft.Text:
            one = Seen(words, more["style"], more.get("max_lines"))

            def note(event: ft.LayoutSizeChangeEvent[ft.LayoutControl]) -> None:
                one.width, one.height = event.width, event.height
                texts.append(one)

            return ft.Text(words, on_size_change=note, **more)

    monkeypatch.setattr(look, "ft", Noting())
    # Flet looks through the whole screen for each text that told its size and is gone, which takes longer than laying
    # out does.
    monkeypatch.setattr(
        Session, "_Session__resolve_event_control", lambda session, number: session._Session__index.get(number)
    )
    return texts


def is_cut(one: Seen, scale: float = SCALE) -> bool:
    """Whether a word of it is broken in two, or the last ones are not there; `scale` is how large text is drawn."""
    if "৳" in one.words and " " not in one.words and one.height > _ONE_LINE * (one.style.size or 16) * scale:
        return True  # A sum in two lines is a wrong one, though it lacked no more than a pixel.
    needed = width_of(one, scale)
    room = one.width * _SLACK + 1
    rows, row = 0, ""
    for word in one.words.split():
        if needed(word) > room:
            if not _NO_WORD.fullmatch(word) or "৳" in word:
                return True
            rows += int(needed(word) // room)
        joined = f"{row} {word}" if row else word
        if row and needed(joined) > room:
            rows, row = rows + 1, word
        else:
            row = joined
    return one.lines_most is not None and rows + 1 > one.lines_most


def width_of(one: Seen, scale: float) -> Callable[[str], float]:
    size = (one.style.size or 16) * scale
    font = font_of(str(one.style.font_family))
    return lambda words: font.getlength(words) * size / 100 + (one.style.word_spacing or 0) * words.count(" ")


@cache
def font_of(family: str) -> ImageFont.FreeTypeFont:
    path = ASSETS / "assets" / "fonts" / f"{_FONTS[family]}.ttf"
    return ImageFont.truetype(str(path), 100, layout_engine=ImageFont.Layout.RAQM)


# A desktop draws these otherwise than a phone; the rest is a phone's screen with more room.
_WIDE: Final = ("", "new", "share", "links", "qr", "history", "settings")
# Where the smallest phone has two things beside each other in ordinary letters.
_NARROW: Final = ("", "new", "links", "payments", "history", "check", "settings")
_NARROW_DESKTOP: Final = ("", "counter")
_TURN_BACK: Final = "document.documentElement.style.fontSize = ''"
_LONG_NAME: Final = "মেসার্স মোহাম্মদ আব্দুল্লাহ আল মামুন অ্যান্ড সন্স জেনারেল স্টোর"


@pytest.mark.parametrize(
    ("size", "language"),
    [(PHONE, "bn"), (PHONE, "en"), (DESKTOP, "en")],
    ids=["phone-bn", "phone-en", "desktop-en"],
)
def test_no_word_is_cut_on_any_screen(
    town: Town,
    app: Open,
    karim: ShopDevice,
    payer: Payer,
    seen: list[Seen],
    size: tuple[int, int],
    language: str,
) -> None:
    addresses = dict(screens(karim, payer))
    # Ends with a day and not with a word for one, as long as a term is said.
    karim.new_link(4_99_999_99, "থ্রি-পিস", expires_at=(datetime.now(UTC) + timedelta(days=20)).isoformat())
    payer.pay(karim.store_url, amount="499999")
    town.second_token(karim)
    if size == DESKTOP:
        karim.http.patch("/v1/merchant", json={"name": _LONG_NAME})
        addresses = {one: ident for one, ident in addresses.items() if one.partition("/")[0] in _WIDE}
        addresses["counter"] = "counter-waits"
    shop = app(LARGE, token=karim.token, size=size, language=language, path="settings", ident="profile")
    settle(shop, seen)
    wrong = {address: cut_at(shop, address, ident, seen, SCALE) for address, ident in addresses.items()}
    least, parts = (SMALL, _NARROW) if size == PHONE else (_SMALL_DESKTOP, _NARROW_DESKTOP)
    shop.page.evaluate(_TURN_BACK)
    shop.page.set_viewport_size({"width": least[0], "height": least[1]})
    settle(shop, seen)
    narrow = {one: ident for one, ident in addresses.items() if one.partition("/")[0] in parts}
    wrong |= {f"small {address}": cut_at(shop, address, ident, seen, 1) for address, ident in narrow.items()}
    assert {address: words for address, words in wrong.items() if words} == {}


def cut_at(shop: FletPage, address: str, ident: str, seen: list[Seen], scale: float) -> list[str]:
    """What of the screen at this address is cut, or reaches past an edge."""
    visit(shop, address, ident, seen)
    if address == "new" and shop.by("more").count():
        shop.tap_for("more", "note")
        settle(shop, seen)
    if address == "settings/devices":
        shop.sees("device-out")
        settle(shop, seen)
    if address == "settings/devices/invite":
        # With a manager's sum and its words first: what was measured stays measured.
        shop.choose("staff-role-manager").fill("staff-sum", "499999.99").tap_for("staff-invite", "invitation")
        settle(shop, seen)
    size = shop.page.viewport_size
    assert size is not None
    if address == "history/day":
        shop.page.mouse.wheel(0, 5_000)
        heights = [box["height"] for day in shop.page.locator(_DAY_OF_WEEK).all() if (box := day.bounding_box())]
        assert heights
        assert max(heights) < size["height"] / 4
    cut = {one.words for one in seen if is_cut(one, scale) or one.width > size["width"]}
    return sorted({*cut, *beyond_the_edge(shop, size["width"])})


def visit(shop: FletPage, address: str, ident: str, seen: list[Seen]) -> None:
    """Go there within the app, from a screen that is at rest, and wait until nothing is laid out any more."""
    seen.clear()
    shop.visit(f"/{address}", ident)
    settle(shop, seen)


def settle(shop: FletPage, seen: list[Seen]) -> None:
    """Until nothing is laid out any more."""
    counts = [0]
    while len(set(counts[-4:])) > 1 or counts[-1] < _TEXTS_LEAST:
        shop.page.wait_for_timeout(100)
        counts.append(len(seen))
        assert len(counts) < 100, f"{shop.page.url}: {len(seen)} texts"


def beyond_the_edge(shop: FletPage, width: int) -> list[str]:
    """What reaches past the left or the right side of the screen, and cannot be scrolled to."""
    found = shop.page.evaluate(
        """wide => [...document.querySelectorAll('flt-semantics')].filter(node => {
          const box = node.getBoundingClientRect();
          const scrolls = node.closest('[style*="overflow-x: scroll"], [style*="overflow-x: hidden"]');
          return node.textContent && !scrolls && (box.left < -1 || box.right > wide + 1) && box.width < 2000;
        }).map(node => node.textContent.slice(0, 40))""",
        width,
    )
    return list(found)


_AT_ONCE: Final = {
    "new": ("amount", "quick-100", "more", "key-1", "key-del", "create"),
    "share/…": ("channel-whatsapp", "home", "another"),
    "check/…": ("check-sum", "check-new", "check-given"),
    "history/payout": ("po-amount",),
}
# What follows the name of a screen is of one link or payment.
_OF_ONE: Final = re.compile("/[^/]+$")
_LEAST_HIGH: Final = 40


def test_no_sum_is_broken_on_the_smallest_phone_in_large_letters(
    app: Open, karim: ShopDevice, payer: Payer, seen: list[Seen]
) -> None:
    addresses = screens(karim, payer)
    payer.pay(karim.store_url, amount="499999")
    shop = app(LARGE, token=karim.token, size=SMALL, path="settings", ident="profile")
    settle(shop, seen)
    broken: dict[str, set[str]] = {}
    for address, ident in addresses.items():
        visit(shop, address, ident, seen)
        broken[address] = {one.words for one in seen if "৳" in one.words and is_cut(one)}
        # What a screen is opened for is there without scrolling, and whole.
        for one in _AT_ONCE.get(address) or _AT_ONCE.get(_OF_ONE.sub("/…", address), ()):
            is_in_sight(shop, one)
            assert shop.place(one)["height"] >= _LEAST_HIGH, one
    assert {address: words for address, words in broken.items() if words} == {}


def test_the_measure_finds_a_sum_that_is_broken_and_a_word_that_is_not_there() -> None:
    style = look.text_style("figure", "#000000")
    assert is_cut(Seen("৳১,২৫০.০০", style, None, width=60, height=72))
    assert is_cut(Seen("৳১,২৫০.০০", style, None, width=200, height=3 * (style.size or 0) * SCALE))
    assert not is_cut(Seen("৳১,২৫০.০০", style, None, width=200, height=36))
    assert is_cut(Seen("দোকানের পেমেন্ট লিংক ও আরও অনেক কথা", style, 2, width=120, height=72))
    assert Path(ASSETS).exists()


def test_a_small_phone_sees_what_is_wrong_when_it_pressed_at_the_foot_of_a_long_form(
    app: Open, karim: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    payer.pay(karim.store_url, amount="500")
    store = next(link for link in karim.get("/v1/links")["data"] if link["kind"] == "store")
    shop = app(LARGE, token=karim.token, path="new", ident="create", size=SMALL)
    # Laid out for its large text, which the page tells once it is drawn: then fewer quick sums have room.
    shop.does_not_see("quick-200")
    shop.tap("key-5").reads("amount", "৳৫").tap("create").reads("amount-error", "কমপক্ষে ৳১০ লিখুন।")
    is_in_sight(shop, "amount-error")
    assert shop.place("more")["height"] >= _LEAST_HIGH
    # What is wrong behind আরও opens it, and is seen below the whole of that row.
    monkeypatch.setattr(link, "LINK_TTL_MAX", timedelta(hours=1))
    shop.does_not_see("note").tap("key-0").does_not_see("amount-error").tap("create").sees("term-error")
    is_in_sight(shop, "term-error")
    assert shop.place("more")["height"] >= _LEAST_HIGH
    monkeypatch.undo()
    # What a sum is struck with stands still, whatever is said and opened above it.
    for press in (*["key-0"] * 5, "create"):
        shop.tap(press)
        for ident in ("amount", "key-1", "key-del", "create"):
            is_in_sight(shop, ident)
    shop.sees("amount-error").tap("key-del").does_not_see("amount-error")
    for path, ident, typed, press in (
        ("settings/shop", "shop-name", " ", "save"),
        (f"links/{store['id']}/edit", "edit-least", "x", "save"),
        ("history/payout", "po-amount", "x", "po-ask"),
    ):
        shop.visit(f"/{path}", ident).fill(ident, typed)
        for _ in range(2):  # What was told already is told again.
            to_the_foot(shop, ident)
            shop.tap(press).sees(f"{ident}-error")
            is_in_sight(shop, f"{ident}-error")


def to_the_foot(shop: FletPage, ident: str) -> None:
    """Scroll down as far as it goes: until this stands where it stood a moment ago."""
    shop.page.mouse.move(SMALL[0] / 2, SMALL[1] / 2)
    shop.page.mouse.wheel(0, 5_000)
    tops = [0.0]
    while len(set(tops[-3:])) > 1 or len(tops) < 3:
        shop.page.wait_for_timeout(100)
        box = shop.by(ident).bounding_box()
        tops.append(box["y"] if box is not None else 0.0)
        assert len(tops) < 100, tops


def is_in_sight(shop: FletPage, ident: str) -> None:
    """Until the whole of it is within the screen."""
    eventually(lambda: _is_seen(shop, ident))


def _is_seen(shop: FletPage, ident: str) -> bool:
    places = shop.page.locator(f"[flt-semantics-identifier='{ident}']").evaluate_all(
        "found => found.map(one => one.getBoundingClientRect()).map(box => [box.top, box.bottom])"
    )
    return bool(places) and all(top >= 0 and bottom <= SMALL[1] for top, bottom in places)
