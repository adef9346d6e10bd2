"""What a shopkeeper can do, once signed in: carried out at the checkout, and kept in this device's store."""

import logging
from datetime import date, datetime
from typing import Literal

from uuid6 import uuid7

from app.model.connection import ConnectionState
from app.model.documents import Doc
from app.model.records import DeviceRecord, LinkDraft, OwnCode, public_url
from app.model.told_places import QuietHours, ToldPlaces, Trial, clock_of, in_order
from app.projection import Projection
from app.server_clock import ServerClock
from app.services.answers import Invitation, PayoutQuote, RefundQuote, SentCode
from app.services.checkout_client import CheckoutClient, Code
from app.services.errors import Rejected, Unreachable
from app.services.local_store import LocalStore
from app.services.store_file import CannotKeep
from app.state import Shop
from codes import new_code, new_shop_code
from money import Money

log = logging.getLogger(__name__)


class Actions:
    """All that asks the checkout raises CheckoutError."""

    def __init__(
        self, client: CheckoutClient, store: LocalStore, projection: Projection, shop: Shop, clock: ServerClock
    ) -> None:
        self._client, self._store, self._projection = client, store, projection
        self._shop, self._clock = shop, clock
        self._own_device_id = ""

    def new_id(self, kind: Literal["pl", "rf", "po", "out", "dp"]) -> str:
        """Of a link, refund, payout, place or what was seen: made before it is sent, so that sending again is safe."""
        return f"{kind}_{uuid7()}"

    def new_link_code(self) -> str:
        """A code that the server takes from this shop alone; whoever sees the shared link can make no link of it."""
        shop = self._store.shop()
        return new_shop_code(shop.link_key) if shop is not None and shop.link_key else new_code()

    # Links

    async def create_link(self, draft: LinkDraft) -> None:
        """Make a fixed link; with the same id it is made once, however often it is sent.

        Without the server it is kept, can be shared at once, and is told when the line is back. Raises Rejected
        when the server will not have it, and Unreachable when this device has never heard of its own shop.
        """
        # What is drawn may lag behind what is known.
        seq, store_link = self._seq, self._store.store_link()
        if store_link is None:
            raise Unreachable("nothing is known of the shop yet")
        self._store.keep_waiting(draft.waiting(f"{public_url(store_link)}/l/{draft.code}", self._clock()))
        try:
            if self._shop.connection is ConnectionState.OFFLINE:
                return
            doc = await self._client.create_link(draft)
        except Rejected:
            self._store.drop_waiting(draft.id)
            raise
        except Unreachable as error:
            log.warning("a link waits for the server: %r", error)
            return
        else:
            self._store.sent(doc, seq)
        finally:
            self._projection.draw()

    def drop_link(self, link_id: str) -> None:
        """Forget a link that the server would not have."""
        self._store.drop_waiting(link_id)
        self._projection.draw()

    async def close_link(self, link_id: str, how: Literal["cancel", "pause", "resume"]) -> None:
        """Cancel a link for good, or let it rest for a while."""
        seq = self._seq
        self._keep("link", await self._client.close_link(link_id, how), seq)

    async def change_link(self, link_id: str, **changes: object) -> None:
        """Change what a link says and allows; what is not named stays."""
        seq = self._seq
        self._keep("link", await self._client.change_link(link_id, **changes), seq)

    async def duplicate_link(self, link_id: str, new_id: str, code: str) -> None:
        """A new link that says and allows the same."""
        seq = self._seq
        self._keep("link", await self._client.duplicate_link(link_id, new_id, code), seq)

    async def note_seen(self, link_id: str, seen_id: str) -> None:
        """Note that its money was seen in the bank's app; with the same id it is noted once."""
        seq = self._seq
        self._keep("direct", await self._client.note_seen(link_id, seen_id), seq)

    async def assign(self, direct_id: str, link_id: str) -> None:
        """Say for which link money came; the link is paid by it."""
        seq = self._seq
        self._keep("direct", await self._client.assign(direct_id, link_id), seq)

    async def card(self, link_id: str) -> bytes:
        """A link as a picture to send: with the Bangla QR, where money by it is told of."""
        has_code = self._is_told_of() or link_id in self._shop.issued_codes
        return await self._client.card(link_id, "bangla" if has_code else "web")

    async def have_code(self, link_id: str) -> None:
        """Have the checkout's Bangla QR of a link, which is issued when it is first asked for."""
        text = await self._client.bangla_qr(link_id)
        self._shop.issued_codes = {**self._shop.issued_codes, link_id: text}

    async def poster(
        self, link_id: str, paper: Literal["A4", "A5"], file: Literal["pdf", "png"], code: Code = "web"
    ) -> bytes:
        """A link as a sheet for the counter."""
        return await self._client.poster(link_id, paper, file, code)

    def _is_told_of(self) -> bool:
        shop = self._store.shop()
        return shop is not None and shop.own_code is not None and shop.own_code.is_told_of

    # Money back and out

    async def refund_quote(self, payment_id: str, amount: Money | None) -> RefundQuote:
        """What a refund would do, to be looked at before it is promised."""
        return await self._client.refund_quote(payment_id, None if amount is None else amount.poisha)

    async def ask_refund(self, payment_id: str, refund_id: str, amount: Money, reason: str) -> None:
        """Promise money back; with the same id it is promised once."""
        seq = self._seq
        self._keep("refund", await self._client.ask_refund(payment_id, refund_id, amount.poisha, reason), seq)

    async def payout_quote(self, amount: Money, to: Doc) -> PayoutQuote:
        """What a payout would do, to be looked at before it is asked for."""
        return await self._client.payout_quote(amount.poisha, to)

    async def ask_payout(self, payout_id: str, amount: Money, to: Doc) -> None:
        """Ask for money out; with the same id it is asked for once."""
        seq = self._seq
        self._keep("payout", await self._client.ask_payout(payout_id, amount.poisha, to), seq)

    async def cancel_payout(self, payout_id: str) -> None:
        """Call a payout off, which the operator has not taken yet."""
        seq = self._seq
        self._keep("payout", await self._client.cancel_payout(payout_id), seq)

    async def send_payout_code(self) -> SentCode:
        """Have the code sent to the shop's phone without which no money leaves."""
        return await self._client.send_payout_code()

    async def confirm_payouts(self, code: str) -> None:
        await self._client.confirm_payouts(code)

    # The books and the shop

    async def statement(self, since: datetime | None, until: datetime | None, file: Literal["pdf", "xlsx"]) -> bytes:
        """The history of that time, made by the checkout as a PDF or a workbook in this device's language."""
        first, last = (moment.isoformat() if moment else "" for moment in (since, until))
        return await self._client.statement(first, last, file)

    async def day_picture(self, day: date) -> bytes:
        """A day's account as a picture to send."""
        return await self._client.day_picture(day.isoformat())

    async def read_receipt(self, picture: str) -> str:
        """The code of the receipt whose QR is in a picture."""
        return await self._client.read_receipt(picture)

    async def read_own_code(self, picture: str) -> OwnCode:
        """Whose Bangla QR is in a picture, to be looked at before it is kept."""
        return await self._client.read_own_code(picture)

    async def set_own_code(self, text: str) -> None:
        """Show the codes of links as made out of this one."""
        await self._client.set_own_code(text)

    async def remove_own_code(self) -> None:
        await self._client.remove_own_code()

    async def devices(self) -> list[DeviceRecord]:
        """Where this shop is signed in."""
        return await self._client.devices()

    async def own_device_id(self) -> str:
        """Of this device; asked for once."""
        if not self._own_device_id:
            self._own_device_id = next((one.id for one in await self.devices() if one.is_this), "")
        return self._own_device_id

    async def invite(self, role: str, gives_back_most: Money | None) -> Invitation:
        """A way in for somebody, to be shown or sent; a manager's with what may be given back in a day."""
        return await self._client.invite(role, None if gives_back_most is None else gives_back_most.poisha)

    async def withdraw(self, invitation_id: str) -> None:
        """Let nobody in by an invitation that nobody has used."""
        await self._client.withdraw(invitation_id)

    async def change_person(self, device_id: str, role: str, gives_back_most: Money | None) -> None:
        """Let somebody do more or less from now on."""
        most = None if gives_back_most is None else gives_back_most.poisha
        await self._client.change_device(device_id, role, most)

    async def revoke(self, device_id: str) -> None:
        """Sign another device out."""
        await self._client.revoke(device_id)

    async def change_shop(self, **changes: str | bool) -> None:
        """Change what customers see of the shop; what is not named stays."""
        await self._client.change_shop(**changes)

    # Where the shop is told while nobody looks into the app

    async def told_places(self) -> ToldPlaces:
        """Where, of what and when."""
        return await self._client.told_places()

    async def tell_browsers_of(self, tells: frozenset[str]) -> None:
        """From now on this is told on all of the shop's devices that take notices."""
        await self._client.change_notices(browsers_tell=in_order(tells))

    async def rest(self, quiet: QuietHours | None) -> None:
        """Be told nothing at these hours, or at none."""
        asked = None
        if quiet is not None:
            begins, ends = clock_of(quiet.begins), clock_of(quiet.ends)
            asked = {"begins": begins, "ends": ends, "paid_breaks": quiet.paid_breaks}
        await self._client.change_notices(quiet=asked)

    async def add_place(self, place_id: str, kind: str, address: str, tells: frozenset[str]) -> str:
        """Be told there, of that; with the same id it is added once. The secret of a server, if it is one."""
        return await self._client.add_place(place_id, kind, address, in_order(tells))

    async def tell_place_of(self, place_id: str, tells: frozenset[str]) -> None:
        await self._client.change_place(place_id, in_order(tells))

    async def remove_place(self, place_id: str) -> None:
        await self._client.remove_place(place_id)

    async def try_place(self, place_id: str) -> Trial:
        return await self._client.try_place(place_id)

    @property
    def _seq(self) -> int:
        """Where the store stands; an answer is no newer than what stood when it was asked for."""
        return self._store.last_seq or 0

    def _keep(self, kind: str, doc: Doc, seq: int) -> None:
        if self._projection.is_over:
            return  # Signed out while the checkout answered.
        try:
            self._store.put(kind, doc, seq)
        except CannotKeep as error:
            log.warning("an answer is not kept: %s", error)  # It is done all the same; its event tells again.
        self._projection.draw()
