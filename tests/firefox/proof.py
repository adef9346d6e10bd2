"""What a shopkeeper sees in Firefox with the app's tab closed, step by step; each holds or the command ends there."""

import time
from collections.abc import Callable
from typing import Final

from tests.firefox.browser import Firefox
from tests.firefox.glass import Notice
from tests.firefox.place import Place
from tests.support.payer import NAME, PHONE, Payer
from tests.support.shop import ShopDevice, eventually

_PAID: Final = "৳৫০০.০০ পরিশোধিত"
_HELD: Final = "৳১০০.০৫ যাচাইয়ে আছে, পণ্য দেবেন না"
_AGAIN: Final = "৳৮০০.০০ পরিশোধিত"
# Ten times what a notice takes on a busy machine.
_SILENT_SECONDS: Final = 8


class Proof:
    """Of one Firefox; `say` is told each step that held, `keep` a picture of each notice."""

    def __init__(
        self, firefox: Firefox, place: Place, say: Callable[[str], None], keep: Callable[[str, bytes], None]
    ) -> None:
        self._firefox, self._place, self._say, self._keep = firefox, place, say, keep
        self._payer = Payer()

    def all(self) -> None:
        """Leaves the Firefox signed in and told."""
        device = self._place.new_device()
        self._firefox.turn_on(device)
        self._say("turned on by the app's switch and the browser's own question; the app's tab is closed")
        self._is_told("paid", "500", _PAID)
        self._is_told("held", "100.05", _HELD)
        self._is_not_told_when_signed_out(device)
        self._firefox.turn_on(self._place.new_device())
        self._is_told("again", "800", _AGAIN)
        self._payer.http.close()

    def _is_told(self, name: str, amount: str, title: str) -> None:
        self._payer.pay(self._place.shop.store_url, amount=amount)
        (notice,) = self._notices()
        wanted = (title, f"বিকাশ\nআজকের শব্দ: {self._place.word}")
        assert (notice.title, notice.body) == wanted, notice
        assert NAME not in str(notice)
        assert PHONE not in str(notice)
        self._keep(name, self._firefox.glass.picture())
        self._firefox.glass.clear()
        self._say(f"৳{amount} at the stand-in: {title} · {notice.body.replace(chr(10), ' · ')}")

    def _notices(self) -> list[Notice]:
        return eventually(lambda: self._firefox.glass.shown)

    def _is_not_told_when_signed_out(self, device: ShopDevice) -> None:
        self._place.sign_out(device)
        before = len(self._place.shop.told("payment.paid"))
        self._payer.pay(self._place.shop.store_url, amount="700")
        eventually(lambda: len(self._place.shop.told("payment.paid")) > before)
        time.sleep(_SILENT_SECONDS)
        assert self._firefox.glass.shown == []
        self._say(f"signed out by another device, then ৳700: no notice in {_SILENT_SECONDS} s")
