"""A screen that stands at the counter stays awake and audible while the app is in front."""

from tests.browser.conftest import Open
from tests.browser.flet_page import DESKTOP, PHONE, FletPage
from tests.support.shop import ShopDevice

# The browser's own lock, remembered.
_LOCKS = """window.__locks = []; const request = navigator.wakeLock.request.bind(navigator.wakeLock);
navigator.wakeLock.request = async kind => { const lock = await request(kind); window.__locks.push(lock); return lock; };"""
# As a browser does on whose page nobody has pressed anything; what goes on for ever is counted.
_HUMS = """window.__hums = 0; window.__lets = false;
HTMLMediaElement.prototype.play = function () {
  if (!window.__lets) return Promise.reject(new DOMException('Nobody has pressed anything.', 'NotAllowedError'));
  if (this.loop) window.__hums += 1;
  return Promise.resolve();
};"""
_IS_AWAKE = "() => window.__locks.length > 0 && !window.__locks.at(-1).released"
# A browser lets go of the lock when its page is hidden, and tells the page when it is seen again.
_HIDDEN_AND_SEEN = """async () => {
  const see = state => {
    Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => state});
    Object.defineProperty(document, 'hidden', {configurable: true, get: () => state === 'hidden'});
    document.dispatchEvent(new Event('visibilitychange'));
  };
  see('hidden');
  await window.__locks.at(-1).release();
  await new Promise(go => setTimeout(go, 500));
  see('visible');
}"""


def stays_awake(shop: FletPage) -> None:
    shop.page.wait_for_function(_IS_AWAKE)


def test_the_counter_stays_awake_and_audible_until_it_is_told_otherwise_and_so_does_a_phone(
    app: Open, karim: ShopDevice
) -> None:
    shop = app(_LOCKS, _HUMS, token=karim.token, size=DESKTOP, path="counter", ident="counter-waits")
    shop.does_not_see("awake")
    assert shop.page.evaluate("window.__locks.length") == 0
    shop.visit("/settings", "awake").tap("awake").visit("/counter", "counter-waits").reads("awake", "শব্দ শুনতে চাপুন")
    stays_awake(shop)
    shop.page.evaluate("window.__lets = true")
    shop.tap("awake").reads("awake", "স্ক্রিন জাগিয়ে রাখা হচ্ছে")
    shop.page.wait_for_function("() => window.__hums > 0")

    shop.page.evaluate(_HIDDEN_AND_SEEN)
    stays_awake(shop)
    # The choice is the device's, and outlives the page.
    shop.page.reload(wait_until="commit")
    shop.sees("counter-waits").reads("awake", "শব্দ শুনতে চাপুন")
    stays_awake(shop)
    shop.page.evaluate("window.__lets = true")
    shop.tap("awake").reads("awake", "স্ক্রিন জাগিয়ে রাখা হচ্ছে").tap("awake").does_not_see("awake")
    shop.page.wait_for_function("() => window.__locks.every(lock => lock.released)")

    # A phone that lies there has no counter to press it on.
    shop.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    shop.visit("/settings", "awake").does_not_see("tab-nav.counter").tap("awake")
    stays_awake(shop)
    shop.visit("/history", "kind-all")
    stays_awake(shop)
