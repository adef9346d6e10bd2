"""A link's two codes: its Bangla QR, where it has one, and the web link's; named, and one press apart."""

import logging
from dataclasses import dataclass

import flet as ft

from app.kit.buttons import Press, tappable
from app.kit.look import Look, Say
from app.kit.typography import text
from app.model.bangla_qr import bangla_qr, may_be_issued
from app.model.records import LinkRecord, ShopRecord
from app.services.errors import CheckoutError
from app.views.parts.shop_context import use_session, use_shop

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShownCode:
    """The one that is drawn now."""

    text: str
    """What it holds."""
    name: str
    """Empty where there is no other that it could be taken for."""
    how: str
    """With what it is scanned."""
    is_bangla: bool
    is_told_of: bool
    """Whether what is paid by it turns green here."""
    other: str
    turn: Press

    def other_button(self, ink: str, beside: float = 14) -> list[ft.Control]:
        """The way to the other one, where there is one; its words have so much room at each side."""
        if not self.other:
            return []
        words = text(self.other, "label", ink, text_align=ft.TextAlign.CENTER)
        padding = ft.Padding.symmetric(horizontal=beside, vertical=14)
        return [tappable("qr-other", words, self.turn, label=self.other, padding=padding, border_radius=12)]


def use_shown_code(link: LinkRecord | None, shop: ShopRecord | None, t: Say) -> ShownCode:
    """The Bangla QR first: who holds a wallet's app pays by it without a form. Everybody can pay by the other."""
    # Of which link: one screen may show one after another.
    web_of, set_web_of = ft.use_state("")
    link_id = link.id if link is not None else ""
    issued = _use_issued(link, shop)
    own = bangla_qr(link, shop, issued) if link is not None else ""
    url = link.url if link is not None else ""
    told = shop is None or shop.own_code is None or shop.own_code.is_told_of
    if not own:
        return ShownCode(url, "", t("ctr.scan.sub"), False, True, "", lambda: None)
    if web_of == link_id:
        return ShownCode(url, t("qr.web"), t("ctr.scan.sub"), False, True, t("qr.to.bangla"), lambda: set_web_of(""))
    return ShownCode(own, t("qr.bangla"), t("qr.bangla.sub"), True, told, t("qr.to.web"), lambda: set_web_of(link_id))


def _use_issued(link: LinkRecord | None, shop: ShopRecord | None) -> str:
    """What is in the code that a payment company issued for the link, which is asked for when it is first shown."""
    seen, session = use_shop(), use_session()
    link_id = link.id if link is not None else ""
    is_wanted = link is not None and may_be_issued(link, shop) and link_id not in seen.issued_codes

    async def ask() -> None:
        signed_in = session.signed_in
        if not is_wanted or signed_in is None:
            return
        try:
            await session.hear_about()
            about = session.account.about
            if about is not None and about.issues_codes:
                await signed_in.actions.have_code(link_id)
        except CheckoutError as error:
            # The web link's is shown meanwhile, and by that one everybody can pay.
            log.info("no Bangla QR of a link: %r", error)

    # Again by itself when the line is back.
    ft.use_effect(ask, [link_id, is_wanted, seen.connection], cleanup=lambda: None)
    return seen.issued_codes.get(link_id, "")


def not_told(look: Look, ink: str) -> ft.Control:
    """That nothing turns green by this code, for the shopkeeper; who pays reads it too, and it does no harm."""
    words = text(look.t("own.nottold"), "caption", ink, text_align=ft.TextAlign.CENTER)
    inside = ft.Container(words, padding=ft.Padding.symmetric(horizontal=24))
    return ft.Semantics(identifier="qr-not-told", container=True, content=inside)
