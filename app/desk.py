"""The shop's desk: what the screens can ask for, carried out on the network and the disk."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol, cast

from uuid6 import uuid7

from app.services.checkout_client import CheckoutClient, CheckoutError, SentCode
from app.services.live_updates import Light, LiveUpdates
from app.services.local_store import LocalStore
from app.services.records import LinkRecord, PaymentRecord, read_link, read_payment
from app.shop import Account, Home, Shop, Theme, last_moved, link_row
from language import DHAKA, Language
from money import Money

log = logging.getLogger(__name__)
_FRESH_FOR: Final = timedelta(hours=24)
_JUST_NOW: Final = timedelta(minutes=2)
_SIGN_OUT_SECONDS: Final = 5
# Days begin and links end without an event.
_DRAWN_FOR: Final = timedelta(minutes=1)


class Preferences(Protocol):
    """The few words a device keeps for itself."""

    async def get(self, key: str) -> str: ...
    async def set(self, key: str, value: str) -> None: ...
    async def remove(self, key: str) -> None: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


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
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._account, self._shop, self._client = account, shop, client
        self._preferences, self._data_dir = preferences, data_dir
        self._device_name, self._spawn, self._on_paid = device_name, spawn, on_paid
        self.clock = clock
        self.store: LocalStore | None = None
        self._live: LiveUpdates | None = None
        self._drawing_soon = False
        self._drawn_at: datetime | None = None

    # Opening and closing

    async def open(self) -> None:
        """Read what this device keeps and draw from its own disk; nothing here waits for the network."""
        language, theme, token = await asyncio.gather(*map(self._preferences.get, ("language", "theme", "token")))
        self._account.language = "en" if language == "en" else "bn"
        self._account.theme = cast(Theme, theme) if theme in ("light", "dark") else "auto"
        self._client.language = self._account.language
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

    async def close(self) -> None:
        """The session is over."""
        await self.pause()
        if self.store is not None:
            self.store.close()
            self.store = None
        await self._client.close()

    # What the screens ask for; all raise CheckoutError

    async def send_code(self, phone: str) -> SentCode:
        return await self._client.send_code(phone)

    async def sign_in(self, phone: str, code: str) -> None:
        token, _ = await self._client.sign_in(phone, code, self._device_name)
        self._account.notice = ""
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

    async def create_link(
        self, link_id: str, code: str, amount: Money, note: str, expires_at: datetime | None
    ) -> LinkRecord:
        """Make a fixed link; with the same id it is made once, however often it is sent."""
        seq, text = self._seq, expires_at.isoformat() if expires_at else None
        doc = await self._client.create_link(link_id, code, amount.poisha, note, text)
        self._keep_link(doc, seq)
        return read_link(doc)

    async def cancel_link(self, link_id: str) -> None:
        seq = self._seq
        self._keep_link(await self._client.cancel_link(link_id), seq)

    async def change_shop(self, **changes: str) -> None:
        await self._client.change_shop(**changes)

    async def choose_language(self, language: Language) -> None:
        """Speak another language here; the shop's messages and pages follow when the server can be told."""
        self._account.language = language
        self._client.language = language
        await self._preferences.set("language", language)
        if self._account.signed_in:
            self._spawn(self._tell_language(language))

    async def choose_theme(self, theme: Theme) -> None:
        self._account.theme = theme
        await self._preferences.set("theme", theme)

    def opened(self, link_id: str) -> None:
        """A freshly paid link was looked at, and is no news any more."""
        if link_id in self._shop.fresh_ids:
            self._shop.fresh_ids = self._shop.fresh_ids - {link_id}

    def new_link_id(self) -> str:
        """Made here, before anything is sent, so that sending again is safe."""
        return f"pl_{uuid7()}"

    # What the live updates tell

    def changed(self, event_type: str, data: Mapping[str, Any], *, is_news: bool) -> None:
        if event_type == "payment.paid":
            payment = read_payment(data)
            self._shop.fresh_ids = self._shop.fresh_ids | {payment.link_id}
            just_now = payment.paid_at is not None and self.clock() - payment.paid_at < _JUST_NOW
            if is_news and just_now:
                self._on_paid(payment)
        self._draw_soon()

    def caught_up(self) -> None:
        self._draw_soon()

    def light(self, light: Light, heard_at: datetime | None) -> None:
        if self._shop.light is not light:
            self._shop.heard_at = heard_at
            self._shop.light = light
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
        self.store = LocalStore(self._data_dir / f"shop-{name}.db")
        self._live = LiveUpdates(self._client, self.store, self)
        self._shop.heard_at = self.store.heard_at()
        self._account.signed_in = True
        self._draw()

    async def _leave(self) -> None:
        """Forget the shop here first; whatever fails after that, nothing of it is left."""
        token, store = self._client.token, self.store
        await self.pause()
        self._client.token, self.store, self._live = "", None, None
        self._account.signed_in = False
        self._shop.home, self._shop.fresh_ids, self._shop.heard_at = None, frozenset(), None
        self._shop.balance_hidden = False
        if store is not None:
            store.wipe()
        # Another window may have signed in again meanwhile: its token is not ours to remove.
        if await self._preferences.get("token") == token:
            await self._preferences.remove("token")

    async def _tell_language(self, language: Language) -> None:
        try:
            await self._client.change_shop(language=language)
        except CheckoutError as error:
            log.warning("language not told: %r", error)

    @property
    def _seq(self) -> int:
        """Where the store stands; an answer is no newer than what stood when it was asked for."""
        return (self.store.last_seq or 0) if self.store else 0

    def _keep_link(self, doc: Mapping[str, Any], seq: int) -> None:
        if self.store is not None:
            self.store.put_link(doc, seq)
        self._draw()

    def _draw_soon(self) -> None:
        """One act of the server is several events; draw once for all of them."""
        if not self._drawing_soon:
            self._drawing_soon = True
            asyncio.get_running_loop().call_later(0.01, self._draw)

    def _draw(self) -> None:
        """Read what the screens show from the store."""
        self._drawing_soon = False
        if self.store is None:
            return
        now = self.clock()
        shop = self.store.shop()
        if shop is None:
            return
        self._drawn_at = now
        links = self.store.current_links(now - _FRESH_FOR)
        paid = self.store.payments_of(link.id for link in links)
        midnight = now.astimezone(DHAKA).replace(hour=0, minute=0, second=0, microsecond=0)
        rows = sorted((link_row(link, paid.get(link.id, []), now) for link in links), key=last_moved, reverse=True)
        self._shop.home = Home(
            shop=shop,
            store_link=self.store.store_link(),
            rows=tuple(rows),
            active_count=self.store.active_links_count(),
            balance=self.store.balance(),
            today=self.store.today(midnight.astimezone(UTC)),
        )
        self._shop.version += 1
