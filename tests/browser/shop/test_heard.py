"""What a screen reader, a keyboard and a large thumb find on every screen: names, heads, sizes, and what is chosen."""

from typing import Any, Final

from playwright.sync_api import expect

from app.navigation import SCREENS, screen_of
from app.views.payers_address import PayersAddress
from tests.browser.conftest import Open
from tests.browser.flet_page import FletPage
from tests.browser.screens import STEPS, screens
from tests.support.payer import Payer
from tests.support.shop import ShopDevice

# So high that nothing is scrolled: what a list cuts has no size to speak of.
_WHOLE: Final = (360, 3_600)
_WIDE_WHOLE: Final = (1280, 2_400)
_TARGET_LEAST: Final = 48
_ONE_LINE_MOST: Final = 40
_WIDE: Final = ("", "new", "share", "links", "qr", "history", "settings")
_TABS: Final = ("", "history", "settings", "counter")
_CHECKED: Final = """least => {
  const ident = node => node.closest('[flt-semantics-identifier]')?.getAttribute('flt-semantics-identifier') ?? '';
  const name = node => (node.getAttribute('aria-label') ?? node.textContent ?? '').trim();
  const wrong = [];
  const pressed = [...document.querySelectorAll('flt-semantics [role=button], flt-semantics[role=button], flt-semantics [flt-tappable]')];
  for (const node of new Set(pressed)) {
    const box = node.getBoundingClientRect();
    if (!name(node)) wrong.push(`${ident(node)} has no name`);
    if (box.width + 0.6 < least || box.height + 0.6 < least)
      wrong.push(`${ident(node)} is ${Math.round(box.width)} by ${Math.round(box.height)}`);
  }
  for (const box of document.querySelectorAll('flt-semantics-host input, flt-semantics-host textarea'))
    if (!(box.getAttribute('aria-label') ?? '').trim()) wrong.push(`the box of ${ident(box)} has no name of its own`);
  for (const picture of document.querySelectorAll('[role=img]'))
    if (!name(picture)) wrong.push(`a picture of ${ident(picture)} has no name`);
  const heads = document.querySelectorAll('h1, [role=heading][aria-level="1"]').length;
  if (heads !== 1) wrong.push(`${heads} heads of the screen`);
  const tabs = [...document.querySelectorAll("[flt-semantics-identifier^='tab-nav.']")];
  const on = tabs.filter(tab => [tab.getAttribute('aria-selected'), tab.getAttribute('aria-current')].includes('true'));
  if (tabs.length && on.length !== 1) wrong.push(`${on.length} of ${tabs.length} tabs are chosen`);
  return wrong.sort();
}"""
# A screen is drawn in some frames; what is wrong in the last of them is wrong.
_BETWEEN_LOOKS_MS: Final = 150
_LOOKS_LEAST: Final = 2
_LOOKS_MOST: Final = 40


def test_no_screen_of_the_table_is_left_out(karim: ShopDevice, payer: Payer) -> None:
    """A new one is read, measured and drawn large as soon as it is there."""
    looked_at = {screen.path for address in screens(karim, payer) if (screen := screen_of(f"/{address}"))}
    # The counter is looked at by its own tests; a payer's address leads on to one of the others.
    apart = {"counter", *(screen.path for screen in SCREENS if screen.wide is PayersAddress or screen in STEPS)}
    assert looked_at | apart == {screen.path for screen in SCREENS}


def test_every_screen_says_what_it_is_what_is_pressed_and_what_is_chosen_and_is_large_enough_for_a_thumb(
    app: Open, karim: ShopDevice, payer: Payer
) -> None:
    addresses = dict(screens(karim, payer))
    shop = app(token=karim.token, size=_WHOLE, path="settings", ident="profile")
    wrong: dict[str, Any] = {}
    for address, ident in addresses.items():
        wrong[address] = found(shop.visit(f"/{address}", ident))
    # A low phone draws its first screen otherwise.
    shop.page.set_viewport_size({"width": 320, "height": 640})
    wrong["low"] = [
        one for one in found(shop.visit("/", "head")) if one.startswith(("store", "see-h", "hide", "check"))
    ]

    # Nor does it hide which kinds there are to choose from, or break a head in two.
    shop.visit("/history", "kind-hold")
    expect(shop.by("kind-hold")).to_be_in_viewport(ratio=1)
    assert shop.place("head")["height"] < _ONE_LINE_MOST

    shop.page.set_viewport_size({"width": _WIDE_WHOLE[0], "height": _WIDE_WHOLE[1]})
    shop.visit("/", "tab-nav.counter")
    wide = {one: ident for one, ident in addresses.items() if one.partition("/")[0] in _WIDE}
    for address, ident in {**wide, "counter": "counter-waits"}.items():
        wrong[f"wide {address}"] = found(shop.visit(f"/{address}", ident))

    shop.page.set_viewport_size({"width": _WHOLE[0], "height": _WHOLE[1]})
    shop.does_not_see("tab-nav.counter").visit("/settings", "signout").tap_for("signout", "signout-yes")
    shop.tap_for("signout-yes", "phone")
    wrong["sign in"] = found(shop)
    wrong["join"] = found(shop.tap_for("invited", "join-code"))
    shop.tap_for("back", "phone")
    shop.fill("phone", "01711223399").tap("send-code").sees("demo-code")
    wrong["code"] = found(shop)
    assert {address: faults for address, faults in wrong.items() if faults} == {}


def found(shop: FletPage) -> list[str]:
    """What is wrong with the screen that is drawn, once nothing on it changes any more: right at once, or for good."""
    seen: list[list[str]] = []
    while len(seen) < _LOOKS_MOST and (len(seen) < _LOOKS_LEAST or seen[-1]):
        shop.page.wait_for_timeout(_BETWEEN_LOOKS_MS)
        seen.append(shop.page.evaluate(_CHECKED, _TARGET_LEAST))
    return seen[-1]
