"""News on a page: money large where it may be, a line where somebody is busy, and heard across the shop."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Final

import flet as ft

from app.announcer import Announcer, StandLarge, later
from app.device.screen_light import ScreenLight
from app.device.sounds import Sounds
from app.kit.look import WIDE_FROM
from app.model.handover import goods_of, may_release_goods
from app.model.holds import why_held
from app.model.records import PaymentRecord
from app.navigation import is_arrived_shown
from app.notices import Notice, Notices
from app.state import Account, Shop
from app.views.parts.people import given_words, who_paid
from app.words import say
from language import in_digits_of, isolated, method_name
from money import Money, format_taka

_SHOWN_SECONDS: Final = 8


class PageAnnouncer(Announcer):
    """For the page that this session draws."""

    def __init__(
        self,
        page: ft.Page,
        account: Account,
        shop: Shop,
        spawn: Callable[[Coroutine[object, object, None]], object],
        voices: Path,
    ) -> None:
        """`spawn` does some work beside all else; `voices` is where a voice may have been put in."""
        super().__init__(Notices(later, self._is_green_large))
        self._page, self._account, self._shop, self._spawn = page, account, shop, spawn
        self._sounds, self._screen_light = Sounds(page, account, voices), ScreenLight(page)

    def paid(self, payment: PaymentRecord, stand_large: StandLarge) -> None:
        """Show what has just arrived: over the whole phone, at the counter, or as a line where somebody is busy."""
        if payment.handed_over_at is not None and may_release_goods(payment):
            return  # Told late: somebody has heard of it before, and has given the goods.
        self.shown_again(payment, stand_large)
        if may_release_goods(payment):
            # Who hears it across the shop hands over the goods.
            self.play(payment.amount)

    def shown_again(self, payment: PaymentRecord, stand_large: StandLarge) -> None:
        """The same without a sound."""
        if not may_release_goods(payment):
            self._tell_paid(payment)
            return
        wide, is_shown = self._is_wide, self._shows_arrived
        if is_shown or not wide:
            # A counter that is opened later does not call it just received; a phone's form may be left at once.
            # At the counter it stays until it is ticked off, or is news no more; a phone shows it for a while.
            stand_large(payment, None if wide else _SHOWN_SECONDS)
        if not is_shown:
            self._tell_paid(payment)

    def given(self, payment: PaymentRecord, now: datetime) -> None:
        """A line that still says that they may go says that they went: whoever reads it would give them twice."""
        if self.notices.take_back(payment.id):
            language = self._account.language
            title = say(language, "nt.paid.title", amt=format_taka(payment.amount, language))
            body = f"{isolated(who_paid(payment, language)[0])} · {given_words(payment, now, language)}"
            self.notices.tell(Notice("given-toast", "hold", title, body, f"{title}, {body}"))

    def missed(self, count: int, total: Money) -> None:
        """One sentence for all that was paid while nobody listened; no green, for it is not news."""
        language = self._account.language
        key = "arr.missed.one" if count == 1 else "arr.missed"
        words = say(language, key, n=in_digits_of(language, str(count)), amt=format_taka(total, language))
        self.notices.tell(Notice("missed", "plain", words, said=words))

    def held(self, payment: PaymentRecord) -> None:
        """Say whose payment is under review, and that the goods stay: like other news, but never green, never aloud."""
        language = self._account.language
        title = say(language, "nt.hold.title", amt=format_taka(payment.amount, language))
        whose = payment.name or method_name(payment.method, language)
        body = f"{say(language, 'nt.hold.body', name=whose)} {why_held(payment.hold_reason, language)}"
        self.notices.tell(Notice("held-toast", "hold", title, body, f"{title}, {body}"))

    def play(self, amount: Money) -> None:
        self._spawn(self._sounds.play(amount))

    def stay_awake(self, *, is_awake: bool) -> None:
        self._spawn(self._stay_awake(is_awake=is_awake))

    def hold_up(self, *, is_held_up: bool) -> None:
        self._spawn(self._screen_light.turn(on=is_held_up))

    async def _stay_awake(self, *, is_awake: bool) -> None:
        await self._screen_light.stay(on=is_awake)
        self._account.is_mute = not await self._sounds.stay_audible(on=is_awake)

    def _tell_paid(self, payment: PaymentRecord) -> None:
        """Say who paid how much, above whatever screen is open; green only where the goods may go."""
        language = self._account.language
        goods, amount = goods_of(payment), format_taka(payment.amount, language)
        method = method_name(payment.method, language)
        title = say(language, "nt.paid.title", amt=amount)
        if goods == "paid":
            # Of money that came by a Bangla QR nobody tells who paid.
            body = f"{method} · {say(language, 'go.paid')}"
            if payment.name:
                body = say(language, "nt.paid.body", name=payment.name, method=method)
            said = say(language, "a11y.live", amt=amount, name=payment.name or method)
            self.notices.tell(Notice("paid-toast", "paid", title, body, said, payment_id=payment.id))
            return
        # Money, but not for these goods.
        body = f"{isolated(payment.name or method)} · {say(language, f'go.{goods}')}"
        self.notices.tell(Notice("paid-toast", "hold", title, body, f"{title}, {body}"))

    @property
    def _is_wide(self) -> bool:
        return self._account.width >= WIDE_FROM

    @property
    def _shows_arrived(self) -> bool:
        return is_arrived_shown(self._page.route, wide=self._is_wide)

    def _is_green_large(self) -> bool:
        return self._shop.arrived is not None and self._shows_arrived
