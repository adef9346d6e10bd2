"""The shop's desk: what the screens can ask for, carried out on the network and the disk."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, Protocol, cast

from uuid6 import uuid7

from app.arrivals import Arrivals
from app.form_memory import FormMemory
from app.model.connection import ConnectionState
from app.model.daily_word import word_of
from app.model.handover import OPEN, last_moved, link_row
from app.model.records import LinkDraft, PaymentRecord, public_url, read_payment
from app.navigation import onward, same_rows
from app.notices import Notices
from app.pace import Pace
from app.services.about import kept_about, read_about, read_kept
from app.services.checkout_client import (
    CheckoutClient,
    CheckoutError,
    PayoutQuote,
    RefundQuote,
    Rejected,
    SentCode,
    Unreachable,
)
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore
from app.services.store_file import CannotKeep
from app.state import Account, Home, KeyboardFocus, Shop, Theme
from codes import new_code, new_shop_code
from language import DHAKA, Language
from money import Money

log = logging.getLogger(__name__)
_OPEN_MOST: Final = 50
_LAST_PAYMENTS: Final = 12
_JUST_NOW: Final = timedelta(minutes=2)
# One act of the server is several events, and thirty payments may come in a minute.
_TOGETHER_SECONDS: Final = 0.01
_DRAWN_EVERY_SECONDS: Final = 0.3
_SIGN_OUT_SECONDS: Final = 5
_UNTOLD: Final = "language_untold"
_ABOUT: Final = "about"
_ABOUT_FOR: Final = timedelta(hours=1)
_NO_SUCH: Final = 404
# Days begin and links end without an event.
_DRAWN_FOR: Final = timedelta(minutes=1)
_CLOCK_MOVES: Final = timedelta(seconds=30)


class Preferences(Protocol):
    """The few words a device keeps for itself."""

    async def get(self, key: str) -> str: ...
    async def set(self, key: str, value: str) -> None: ...
    async def remove(self, key: str) -> None: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


def _later(seconds: float, do: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(seconds, do)


class Desk:
    """One signed-in, or not yet signed-in, device."""

    def __init__(
        self,
        account: Account,
        shop: Shop,
        client: CheckoutClient,
        preferences: Preferences,
        data_dir: Path,
        *,
        device_name: str,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        on_paid: Callable[[PaymentRecord], None],
        on_held: Callable[[PaymentRecord], None] = lambda payment: None,
        on_missed: Callable[[int, Money], None] = lambda count, total: None,
        on_shown_again: Callable[[PaymentRecord], None] = lambda payment: None,
        on_sound: Callable[[Money], None] = lambda amount: None,
        on_held_up: Callable[[bool], None] = lambda is_held_up: None,
        may_choose_server: bool = False,
        clock: Callable[[], datetime] = utc_now,
        typed: FormMemory | None = None,
        notices: Notices | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account, self._shop, self._client = account, shop, client
        self._preferences, self._data_dir = preferences, data_dir
        self._device_name, self._spawn, self._on_paid = device_name, spawn, on_paid
        self._on_held, self._on_missed, self._on_sound = on_held, on_missed, on_sound
        self._on_held_up, self._on_shown_again = on_held_up, on_shown_again
        self._missed: list[PaymentRecord] = []
        self._told: set[str] = set()
        self._clock, self.may_choose_server = clock, may_choose_server
        self._is_language_untold = False
        self._about_heard_at: datetime | None = None
        self._about_lock = asyncio.Lock()
        self.store: LocalStore | None = None
        self.rows = KeyboardFocus()
        self.typed = typed or FormMemory()
        self.notices = notices or Notices(_later, lambda: False)
        self.arrivals = Arrivals(shop, self.typed, self.clock, _later)
        # An observable forgets a listener that nobody else holds.
        self._on_shop_changed = lambda _, field: self.notices.look_again() if field == "arrivals" else None
        shop.subscribe(self._on_shop_changed)
        self._ticks, self._pace = ticks, Pace(_DRAWN_EVERY_SECONDS, _TOGETHER_SECONDS)
        self._live: LiveUpdates | None = None
        self._drawing_soon = False
        self._drawn_at: datetime | None = None

    @property
    def account(self) -> Account:
        """Who is signed in, and how the screens speak and look."""
        return self._account

    @property
    def shop(self) -> Shop:
        """What the screens draw."""
        return self._shop

    def clock(self) -> datetime:
        """Now, by the server's clock as far as it is known: a phone's own may be wrong by a day."""
        return self._clock() + self._shop.clock_off

    # Opening and closing

    async def open(self) -> None:
        """Read what this device keeps and draw from its own disk; nothing here waits for the network."""
        kept = ("language", "theme", "token", "sound", "voice", "word", "server", _ABOUT, _UNTOLD)
        language, theme, token, sound, voice, word, server, about, untold = await asyncio.gather(
            *map(self._preferences.get, kept)
        )
        if server and self.may_choose_server:
            self._client.server_url = server
        self._account.about = read_kept(self.server_url, about)
        self._account.sound, self._account.voice = sound != "off", voice == "on"
        self._account.is_word_known = word == "known"
        self._account.language = "en" if language == "en" else "bn"
        self._account.theme = cast(Theme, theme) if theme in ("light", "dark") else "auto"
        self._client.language = self._account.language
        self._is_language_untold = bool(untold)
        if token:
            self._enter(token)

    def start(self) -> None:
        """Begin to listen, if somebody is signed in."""
        if self._live is not None:
            self._live.start()

    async def pause(self) -> None:
        """Nobody looks: stop listening."""
        if self._live is not None:
            await self._live.stop()

    def wake(self) -> None:
        """Somebody looks again: listen, and do not wait out a pause."""
        self.start()
        if self._live is not None:
            self._live.wake()

    def lose_line(self) -> None:
        """The network is gone: a dead line does not say so itself."""
        if self._live is not None:
            self._live.lose()

    async def close(self) -> None:
        """The session is over."""
        await self.pause()
        if self.store is not None:
            self.store.close()
            self.store = self.arrivals.store = None
        await self._client.close()

    # What the screens ask for; all raise CheckoutError

    @property
    def server_url(self) -> str:
        """The checkout that this device speaks with."""
        return self._client.server_url

    async def choose_server(self, url: str) -> None:
        """Speak with another checkout, now and after the next start."""
        await self._client.choose_server(url)
        await self._preferences.set("server", self._client.server_url)
        self._account.about = self._about_heard_at = None
        with suppress(CheckoutError):
            await self.hear_about()

    async def hear_about(self) -> None:
        """Learn who runs the checkout, and keep it; without an answer what was told last stays.

        What was heard lately is not asked for again.
        """
        async with self._about_lock:
            heard_at = self._about_heard_at
            if heard_at is None or self._clock() - heard_at > _ABOUT_FOR:
                await self._ask_about(self.server_url)

    async def _ask_about(self, server: str) -> None:
        try:
            told = await self._client.about()
        except Rejected as refused:
            if refused.status != _NO_SUCH:
                raise
            told = {}  # A checkout older than this app has nothing to say.
        about = read_about(told)
        if server != self.server_url:
            return
        self._about_heard_at = self._clock()
        if about != self._account.about:
            self._account.about = about
            try:
                await self._preferences.set(_ABOUT, kept_about(server, told))
            except (TimeoutError, RuntimeError) as error:
                log.warning("who runs the checkout is not kept: %r", error)

    async def send_code(self, phone: str) -> SentCode:
        return await self._client.send_code(phone)

    async def sign_in(self, phone: str, code: str, request: str) -> None:
        token, _ = await self._client.sign_in(phone, code, request, self._device_name)
        self._account.notice = ""
        self.typed.clear()
        self._enter(token)
        self.start()
        await self._preferences.set("token", token)

    async def sign_out(self) -> None:
        """Revoke the token if the server can be reached, and forget everything in any case."""
        try:
            async with asyncio.timeout(_SIGN_OUT_SECONDS):
                await self._client.sign_out()
        except (CheckoutError, TimeoutError) as error:
            log.warning("token not revoked: %r", error)
        await self._leave()

    async def create_link(self, draft: LinkDraft) -> None:
        """Make a fixed link; with the same id it is made once, however often it is sent.

        Without the server it is kept, can be shared at once, and is told when the line is back. Raises Rejected
        when the server will not have it, and Unreachable when this device has never heard of its own shop.
        """
        seq, store, home = self._seq, self.store, self._shop.home
        if store is None or home is None or home.store_link is None:
            raise Unreachable("nothing is known of the shop yet")
        store.keep_waiting(draft.waiting(f"{public_url(home.store_link)}/l/{draft.code}", self.clock()))
        try:
            if self._shop.light is ConnectionState.OFFLINE:
                return
            doc = await self._client.create_link(draft)
        except Rejected:
            store.drop_waiting(draft.id)
            raise
        except Unreachable as error:
            log.warning("a link waits for the server: %r", error)
            return
        else:
            store.sent(doc, seq)
        finally:
            self._draw()

    def drop_link(self, link_id: str) -> None:
        """Forget a link that the server would not have."""
        if self.store is not None:
            self.store.drop_waiting(link_id)
        self._draw()

    async def close_link(self, link_id: str, how: Literal["cancel", "pause", "resume"]) -> None:
        """Cancel a link for good, or let it rest for a while."""
        seq = self._seq
        self._keep("link", await self._client.close_link(link_id, how), seq)

    async def change_link(self, link_id: str, **changes: Any) -> None:
        """Change what a link says and allows; what is not named stays."""
        seq = self._seq
        self._keep("link", await self._client.change_link(link_id, **changes), seq)

    async def duplicate_link(self, link_id: str, new_id: str, code: str) -> None:
        """A new link that says and allows the same."""
        seq = self._seq
        self._keep("link", await self._client.duplicate_link(link_id, new_id, code), seq)

    async def refund_quote(self, payment_id: str, amount: Money | None) -> RefundQuote:
        return await self._client.refund_quote(payment_id, None if amount is None else amount.poisha)

    async def ask_refund(self, payment_id: str, refund_id: str, amount: Money, reason: str) -> None:
        """Promise money back; with the same id it is promised once."""
        seq = self._seq
        self._keep("refund", await self._client.ask_refund(payment_id, refund_id, amount.poisha, reason), seq)

    async def ask_payout(self, payout_id: str, amount: Money, to: Mapping[str, Any]) -> None:
        """Ask for money out; with the same id it is asked for once."""
        seq = self._seq
        self._keep("payout", await self._client.ask_payout(payout_id, amount.poisha, to), seq)

    async def payout_quote(self, amount: Money, to: Mapping[str, Any]) -> PayoutQuote:
        """What a payout would do, to be looked at before it is asked for."""
        return await self._client.payout_quote(amount.poisha, to)

    async def cancel_payout(self, payout_id: str) -> None:
        """Call a payout off, which the operator has not taken yet."""
        seq = self._seq
        self._keep("payout", await self._client.cancel_payout(payout_id), seq)

    async def send_payout_code(self) -> SentCode:
        """Have the code sent to the shop's phone without which no money leaves."""
        return await self._client.send_payout_code()

    async def confirm_payouts(self, code: str) -> None:
        await self._client.confirm_payouts(code)

    async def statement(self, since: datetime | None, until: datetime | None, file: Literal["pdf", "xlsx"]) -> bytes:
        """The history of that time, made by the checkout as a PDF or a workbook in this device's language."""
        first, last = (moment.isoformat() if moment else "" for moment in (since, until))
        return await self._client.statement(first, last, file)

    async def read_receipt(self, picture: str) -> str:
        """The code of the receipt whose QR is in a picture."""
        return await self._client.read_receipt(picture)

    async def card(self, link_id: str) -> bytes:
        """A link as a picture to send."""
        return await self._client.card(link_id)

    async def poster(self, link_id: str, paper: Literal["A4", "A5"], file: Literal["pdf", "png"]) -> bytes:
        """A link as a sheet for the counter."""
        return await self._client.poster(link_id, paper, file)

    async def day_picture(self, day: date) -> bytes:
        """A day's account as a picture to send."""
        return await self._client.day_picture(day.isoformat())

    async def devices(self) -> list[dict[str, Any]]:
        return await self._client.devices()

    async def revoke(self, device_id: str) -> None:
        await self._client.revoke(device_id)

    async def change_shop(self, **changes: str | bool) -> None:
        await self._client.change_shop(**changes)

    async def choose_language(self, language: Language) -> None:
        """Speak another language here; the shop's messages and pages follow as soon as the server can be told."""
        self._account.language = language
        self._client.language = language
        await self._preferences.set("language", language)
        if self._account.signed_in:
            self._is_language_untold = True
            await self._preferences.set(_UNTOLD, "yes")
            self._spawn(self._tell_language())

    async def choose_theme(self, theme: Theme) -> None:
        self._account.theme = theme
        await self._preferences.set("theme", theme)

    async def choose_sound(self, *, on: bool) -> None:
        self._account.sound = on
        await self._preferences.set("sound", "on" if on else "off")

    def try_sound(self) -> None:
        """Play what a payment would sound like."""
        self._on_sound(Money(1_250_00))

    async def choose_voice(self, *, on: bool) -> None:
        self._account.voice = on
        await self._preferences.set("voice", "on" if on else "off")

    async def word_is_known(self) -> None:
        """Somebody has read what the word of the day is for: this device need not say so again."""
        self._account.is_word_known = True
        await self._preferences.set("word", "known")

    def on_screen(self, route: str) -> None:
        """Another screen is open: what the arrows chose on the one before is forgotten, with what was typed in."""
        if not same_rows(self.rows.screen, route):
            self._shop.row = ""
        self.rows.screen, self.rows.is_typed_in = route, False
        self.rows.trail = onward(self.rows.trail, route)
        self.notices.look_again()

    def in_field(self, *, is_typed_in: bool) -> None:
        """A box to search in has got the focus, and Enter with it; or has lost it."""
        self.rows.is_typed_in = is_typed_in
        if is_typed_in:
            self._shop.row = ""

    def hold_up(self, *, is_held_up: bool) -> None:
        """The whole screen is a QR for a customer's camera, or is no longer."""
        self._on_held_up(is_held_up)

    def opened(self, *ids: str) -> None:
        """Freshly paid links or payments were looked at, and are no news any more."""
        if not self._shop.fresh_ids.isdisjoint(ids):
            self._shop.fresh_ids = self._shop.fresh_ids.difference(ids)

    def seen(self) -> None:
        """Somebody says of the newest that stands large that its goods went out."""
        if self._shop.arrived is not None:
            self.arrivals.tick_off(self._shop.arrived.id)

    def stand_large(self, payment: PaymentRecord, seconds: float | None = None) -> None:
        """Show what has just come, large, as `Arrivals.stand` says."""
        self.arrivals.stand(payment, seconds)
        self._draw_soon()

    def new_id(self, kind: Literal["pl", "rf", "po"]) -> str:
        """Made here, before anything is sent, so that sending again is safe."""
        return f"{kind}_{uuid7()}"

    def new_link_code(self) -> str:
        """A code that the server takes from this shop alone; whoever sees the shared link can make no link of it."""
        shop = self.store.shop() if self.store is not None else None
        return new_shop_code(shop.link_key) if shop is not None and shop.link_key else new_code()

    # What the live updates tell

    def changed(self, event_type: str, data: Mapping[str, Any], *, is_news: bool) -> None:
        if event_type == "payment.paid":
            told = read_payment(data)
            # An answer with several events may tell of what happened to it since.
            payment = (self.store.payment(told.id) if self.store else None) or told
            self._shop.fresh_ids = self._shop.fresh_ids | {payment.id, payment.link_id}
            just_now = payment.paid_at is not None and self.clock() - payment.paid_at < _JUST_NOW
            if is_news and just_now and payment.id not in self._told:
                self._on_paid(payment)
            elif not is_news:
                self._missed.append(payment)
            self._told.add(payment.id)
        elif event_type == "payment.on_hold" and is_news:
            self._on_held(read_payment(data))
        self._draw_soon()

    def caught_up(self) -> None:
        """What was paid while nobody listened is told in one sentence, and not spoken one by one."""
        for payment in self.arrivals.shown_again(self._missed):
            self._on_shown_again(payment)
        if self._missed:
            self._on_missed(len(self._missed), Money(sum(payment.amount.poisha for payment in self._missed)))
            self._missed.clear()
        self._draw_soon()

    def kept(self, *, is_kept: bool) -> None:
        is_kept = is_kept and self.store is not None and self.store.is_on_disk
        if self._shop.is_kept is not is_kept:
            self._shop.is_kept = is_kept

    def light(self, light: ConnectionState, heard_at: datetime | None, *, is_servers_fault: bool = False) -> None:
        off = self._client.clock_off
        if off is not None and abs(off - self._shop.clock_off) >= _CLOCK_MOVES:
            self._shop.clock_off = off
            self._draw_soon()
        if light is not ConnectionState.RECONNECTING and self._shop.is_servers_fault is not is_servers_fault:
            self._shop.is_servers_fault = is_servers_fault
        if self._shop.light is not light:
            self._shop.heard_at = heard_at
            self._shop.light = light
            if self._is_language_untold and light is ConnectionState.LIVE:
                self._spawn(self._tell_language())
        if self._drawn_at is not None and self.clock() - self._drawn_at > _DRAWN_FOR:
            self._draw_soon()

    def signed_out(self) -> None:
        self._account.notice = "app.revoked"
        self._spawn(self._leave())

    # Below, the hands of the above

    def _enter(self, token: str) -> None:
        self._client.token = token
        # In a browser many shops share this disk: only who holds the token finds its file.
        name = hashlib.sha256(token.encode()).hexdigest()[:32]
        try:
            self.store = LocalStore(self._data_dir / f"shop-{name}.db")
            self._shop.clock_off = self.store.clock_off()
        except CannotKeep as error:
            log.warning("nothing can be kept on this disk: %s", error)
            self.store = LocalStore(None)
            self._shop.is_kept = False
        self.arrivals.store = self.store
        self._live = LiveUpdates(self._client, self.store, self, clock=self.clock)
        self._shop.heard_at = self.store.heard_at()
        self._account.signed_in = True
        self._draw()

    async def _leave(self) -> None:
        """Forget the shop here first; whatever fails after that, nothing of it is left."""
        token, store = self._client.token, self.store
        await self.pause()
        self._client.token, self.store, self._live = "", None, None
        self.typed.clear()
        self.arrivals.forget()
        self.notices.clear()
        self._is_language_untold = False
        self._account.signed_in = False
        self._shop.home, self._shop.fresh_ids, self._shop.heard_at = None, frozenset(), None
        self._shop.balance_hidden, self._shop.is_kept = False, True
        if store is not None:
            store.wipe()
        # Another window may have signed in again meanwhile: its token is not ours to remove.
        if await self._preferences.get("token") == token:
            await self._preferences.remove("token")
            await self._forget_untold()

    async def _tell_language(self) -> None:
        """Told again when the line is back, after a restart too, until the server has said yes or no."""
        language = self._account.language
        try:
            await self._client.change_shop(language=language)
        except Unreachable as error:
            log.warning("language not told yet: %r", error)
            return
        except CheckoutError as error:
            log.warning("language not taken: %r", error)
        if language == self._account.language:
            await self._forget_untold()

    async def _forget_untold(self) -> None:
        self._is_language_untold = False
        await self._preferences.remove(_UNTOLD)

    @property
    def _seq(self) -> int:
        """Where the store stands; an answer is no newer than what stood when it was asked for."""
        return (self.store.last_seq or 0) if self.store else 0

    def _keep(self, kind: str, doc: Mapping[str, Any], seq: int) -> None:
        if self.store is not None:
            try:
                self.store.put(kind, doc, seq)
            except CannotKeep as error:
                log.warning("an answer is not kept: %s", error)  # It is done all the same; its event tells again.
        self._draw()

    def _draw_soon(self) -> None:
        """Draw once for all that comes together, and no more often than can be read."""
        if not self._drawing_soon:
            self._drawing_soon = True
            _later(self._pace.wait(self._ticks()), self._draw)

    def _draw(self) -> None:
        """Read what the screens show from the store."""
        self._drawing_soon = False
        if self.store is None:
            return
        self._pace.drawn(self._ticks())
        self.arrivals.judge()
        now = self.clock()
        shop = self.store.shop()
        if shop is None:
            return
        self._drawn_at = now
        self._shop.word = word_of(shop.word_key, now.astimezone(DHAKA).date(), self._account.language)
        links = self.store.open_links(_OPEN_MOST + 1)
        paid = self.store.payments_of(link.id for link in links)
        midnight = now.astimezone(DHAKA).replace(hour=0, minute=0, second=0, microsecond=0)
        told = [link_row(link, paid.get(link.id, []), now) for link in links[:_OPEN_MOST]]
        rows = sorted((row for row in told if row.look in OPEN), key=last_moved, reverse=True)
        self._shop.home = Home(
            shop=shop,
            store_link=self.store.store_link(),
            rows=tuple(rows),
            has_more_rows=len(links) > _OPEN_MOST,
            payments=tuple(self.store.last_payments(_LAST_PAYMENTS)),
            balance=self.store.balance(),
            on_its_way=self.store.on_its_way(),
            held=self.store.held(),
            today=self.store.today(midnight.astimezone(UTC)),
            day=midnight.date(),
        )
        self._shop.version += 1
