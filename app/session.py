"""One session of the app: opened from its own disk, signed in and out, with what this device has chosen."""

import asyncio
import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, cast

from app.actions import Actions
from app.announcer import Announcer, later
from app.arrivals import Arrivals
from app.form_memory import FormMemory
from app.hearing_about import ABOUT, HearingAbout
from app.model.connection import ConnectionState
from app.model.invitation import code_of
from app.notices import Notice
from app.own_device import Device
from app.projection import Projection
from app.server_clock import ServerClock
from app.services.about import read_kept
from app.services.answers import SentCode
from app.services.checkout_client import CheckoutClient
from app.services.errors import CheckoutError, Unreachable
from app.services.live_updates import LiveUpdates
from app.services.local_store import LocalStore
from app.services.store_file import CannotKeep
from app.state import Account, KeyboardFocus, Shop, Theme
from app.words import say
from language import Language, read_language
from money import Money

log = logging.getLogger(__name__)
_SIGN_OUT_SECONDS: Final = 5
_UNTOLD: Final = "language_untold"
# Among what is typed: whether the balance is hidden, as long as the page is this sign-in's.
_HIDDEN: Final = ("", "balance hidden")
# By its name it is not written to the disk: whoever has it may come in by it.
_INVITATION: Final = ("", "invitation code")
_JOIN: Final = "join"
"""Under which a page in a browser leaves the code of an invitation whose link was opened (assets/app/index.html)."""
_NOTED_SECONDS: Final = 15


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The shop that is signed in: its store, and all that is there with one and never without."""

    store: LocalStore
    arrivals: Arrivals
    projection: Projection
    actions: Actions
    live: LiveUpdates


class Session:
    """One device, signed in or not yet."""

    def __init__(
        self,
        account: Account,
        shop: Shop,
        client: CheckoutClient,
        device: Device,
        announcer: Announcer,
        typed: FormMemory | None = None,
    ) -> None:
        """`typed` is what the page's session before this one held."""
        self.account, self.shop = account, shop
        self.announcer, self.notices = announcer, announcer.notices
        self.typed, self.focus = typed or FormMemory(), KeyboardFocus()
        self.clock = ServerClock(shop, device.clock, lambda: client.clock_off)
        self.signed_in: SignedIn | None = None
        self._client, self._device, self._preferences = client, device, device.preferences
        self._is_language_untold, self._put_aside = False, ""
        self._about = HearingAbout(account, client, device)
        # An observable forgets a listener that nobody else holds.
        self._on_shop_changed = self._shop_changed
        shop.subscribe(self._on_shop_changed)

    # Opening and closing

    async def open(self) -> None:
        """Read what this device keeps and draw from its own disk; nothing here waits for the network."""
        kept = ("language", "theme", "token", "sound", "voice", "awake", "word", "server", ABOUT, _UNTOLD, _JOIN)
        language, theme, token, sound, voice, awake, word, server, about, untold, join = await asyncio.gather(
            *map(self._preferences.get, kept)
        )
        if server and self.may_choose_server:
            self._client.server_url = server
        self.account.about = read_kept(self.server_url, about)
        self.account.sound, self.account.voice = sound != "off", voice == "on"
        self.account.awake = awake == "on"
        self.account.is_word_known = word == "known"
        self.account.language = read_language(language)
        self.account.theme = cast(Theme, theme) if theme in ("light", "dark") else "auto"
        self._client.language = self.account.language
        self._is_language_untold = bool(untold)
        if token:
            self._enter(token)
        await self._take_invitation(join)

    async def _take_invitation(self, join: str) -> None:
        """What was opened by its link, now or before the page lost its line; asked for by no other window again."""
        held = self.typed.ref(*_INVITATION, str)
        held.current = code_of(join) or held.current
        self.account.invitation = held.current or ""
        if join:
            with suppress(TimeoutError, RuntimeError):
                await self._preferences.remove(_JOIN)
        if self.account.invitation and self.account.signed_in:
            words = say(self.account.language, "join.already")
            self.notices.tell(Notice("toast", "plain", words, said=words, seconds=_NOTED_SECONDS))
            # The owner may have removed this device since, and it does not know yet.
            self._put_aside = self.account.invitation
            self.forget_invitation()

    def start(self) -> None:
        """Begin to listen, if somebody is signed in."""
        if self.signed_in is not None:
            self.signed_in.live.start()

    async def pause(self) -> None:
        """Nobody looks: stop listening."""
        if self.signed_in is not None:
            await self.signed_in.live.stop()

    def wake(self) -> None:
        """Somebody looks again: listen, and do not wait out a pause."""
        self.start()
        if self.signed_in is not None:
            self.signed_in.live.wake()
            # A browser lets the screen sleep again as soon as its page is hidden.
            self._stay_awake_if_chosen()

    def lose_line(self) -> None:
        """The network is gone: a dead line does not say so itself."""
        if self.signed_in is not None:
            self.signed_in.live.lose()

    async def close(self) -> None:
        """The session is over."""
        await self.pause()
        signed_in, self.signed_in = self.signed_in, None
        if signed_in is not None:
            signed_in.projection.is_over = True
            signed_in.store.close()
        await self._client.close()

    # Signing in and out; what asks the checkout raises CheckoutError

    async def send_code(self, phone: str) -> SentCode:
        return await self._client.send_code(phone)

    async def sign_in(self, phone: str, code: str, request: str) -> None:
        token, _ = await self._client.sign_in(phone, code, request, self._device.name)
        await self._begin(token)

    async def join(self, code: str, name: str) -> None:
        """Sign in by an invitation, under the name of who came by it."""
        token, _ = await self._client.join(code, name)
        await self._begin(token)

    def forget_invitation(self) -> None:
        """Nobody comes in by it here: it is over, or was put away."""
        self.typed.leave(*_INVITATION)
        self.account.invitation = ""

    async def _begin(self, token: str) -> None:
        self.account.notice = self.account.invitation = ""
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

    def _enter(self, token: str) -> None:
        self._client.token = token
        # In a browser many shops share this disk: only who holds the token finds its file.
        name = hashlib.sha256(token.encode()).hexdigest()[:32]
        self.typed.belong_to(name)
        store = self._open_store(name)
        arrivals = Arrivals(store, self.shop, self.typed, self.clock, later, self._tell_given)
        projection = Projection(
            self.account, self.shop, store, arrivals, self.announcer, self.clock, self._was_signed_out
        )
        actions = Actions(self._client, store, projection, self.shop, self.clock)
        live = LiveUpdates(self._client, store, projection, clock=self.clock)
        self.signed_in = SignedIn(store, arrivals, projection, actions, live)
        self.shop.balance_hidden = bool(self.typed.ref(*_HIDDEN, str).current)
        self.shop.heard_at = store.heard_at()
        self.account.signed_in = True
        projection.draw()
        self._stay_awake_if_chosen()

    def _tell_given(self) -> None:
        """Goods went out: the shop's other devices are to know."""
        if self.signed_in is not None:
            self.signed_in.live.send_soon()

    def _open_store(self, name: str) -> LocalStore:
        try:
            store = LocalStore(self._device.data_dir / f"shop-{name}.db")
            self.shop.clock_off = store.clock_off()
        except CannotKeep as error:
            log.warning("nothing can be kept on this disk: %s", error)
            store = LocalStore(None)
            self.shop.is_kept = False
        return store

    def _was_signed_out(self) -> None:
        """The server knows this device no more; who works for the shop asks its owner."""
        self.account.notice = "app.revoked" if self.shop.rights.changes_shop else "app.ended"
        self._device.spawn(self._leave())

    async def _leave(self) -> None:
        """Forget the token, then the shop whatever failed: where the sign-in stands, no browser holds it any more."""
        await self.pause()
        try:
            async with asyncio.timeout(_SIGN_OUT_SECONDS):
                await self._forget_token()
        except (TimeoutError, RuntimeError) as error:
            log.warning("the token is still kept: %r", error)
        finally:
            self._forget_shop()

    def _forget_shop(self) -> None:
        left, self.signed_in = self.signed_in, None
        self._client.token = ""
        self.typed.clear()
        if left is not None:
            left.projection.is_over = True
            left.arrivals.forget()
        self.notices.clear()
        self.announcer.stay_awake(is_awake=False)
        self._is_language_untold = self.account.signed_in = False
        self.account.invitation, self._put_aside = self._put_aside, ""
        self.shop.home, self.shop.fresh_ids, self.shop.heard_at = None, frozenset(), None
        self.shop.balance_hidden, self.shop.is_kept = False, True
        if left is not None:
            left.store.wipe()

    async def _forget_token(self) -> None:
        # Another window may have signed in again meanwhile: its token is not ours to remove.
        if await self._preferences.get("token") == self._client.token:
            await self._preferences.remove("token")
            await self._forget_untold()

    def take_shared(self, key: str) -> bytes | None:
        """The picture that was shared into the app under this key; once."""
        return self._device.take_shared(key)

    # Who runs the checkout, and which checkout it is

    @property
    def may_choose_server(self) -> bool:
        """Whether another checkout may be chosen here."""
        return self._device.may_choose_server

    @property
    def server_url(self) -> str:
        """The checkout that this device speaks with."""
        return self._client.server_url

    async def choose_server(self, url: str) -> None:
        """Speak with another checkout, now and after the next start."""
        await self._client.choose_server(url)
        await self._preferences.set("server", self._client.server_url)
        self._about.forget()
        with suppress(CheckoutError):
            await self.hear_about()

    async def hear_about(self) -> None:
        """Learn who runs the checkout, and keep it; without an answer what was told last stays."""
        await self._about.hear()

    # What this device has chosen

    async def choose_language(self, language: Language) -> None:
        """Speak another language here; the shop's messages and pages follow as soon as the server can be told."""
        self.account.language = language
        self._client.language = language
        await self._preferences.set("language", language)
        if self.account.signed_in and self.shop.rights.changes_shop:
            self._is_language_untold = True
            await self._preferences.set(_UNTOLD, "yes")
            self._device.spawn(self._tell_language())

    async def choose_theme(self, theme: Theme) -> None:
        self.account.theme = theme
        await self._preferences.set("theme", theme)

    async def choose_sound(self, *, on: bool) -> None:
        self.account.sound = on
        await self._preferences.set("sound", "on" if on else "off")

    async def choose_voice(self, *, on: bool) -> None:
        self.account.voice = on
        await self._preferences.set("voice", "on" if on else "off")

    async def choose_awake(self, *, on: bool) -> None:
        self.account.awake = on
        self.announcer.stay_awake(is_awake=on)
        await self._preferences.set("awake", "on" if on else "off")

    def _stay_awake_if_chosen(self) -> None:
        if self.account.awake:
            self.announcer.stay_awake(is_awake=True)

    def try_sound(self) -> None:
        """Play what a payment would sound like."""
        self.announcer.play(Money(1_250_00))

    async def word_is_known(self) -> None:
        """Somebody has read what the word of the day is for: this device need not say so again."""
        self.account.is_word_known = True
        await self._preferences.set("word", "known")

    async def _tell_language(self) -> None:
        """Told again when the line is back, after a restart too, until the server has said yes or no."""
        language = self.account.language
        try:
            await self._client.change_shop(language=language)
        except Unreachable as error:
            log.warning("language not told yet: %r", error)
            return
        except CheckoutError as error:
            log.warning("language not taken: %r", error)
        if language == self.account.language:
            await self._forget_untold()

    async def _forget_untold(self) -> None:
        self._is_language_untold = False
        await self._preferences.remove(_UNTOLD)

    def _shop_changed(self, _: object, field: str | None) -> None:
        if field == "arrivals":
            self.notices.look_again()
        elif field == "balance_hidden":
            self.typed.ref(*_HIDDEN, str).current = "yes" if self.shop.balance_hidden else ""
        elif field == "connection" and self.shop.connection is ConnectionState.LIVE and self._is_language_untold:
            self._device.spawn(self._tell_language())
