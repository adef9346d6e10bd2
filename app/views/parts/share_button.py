"""শেয়ার and কপি: through the system's share sheet, or a sheet of our own where there is none."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import ClientPress, button, tappable
from app.kit.error_boundary import part
from app.kit.look import Look, use_words
from app.model.share_message import message
from app.notices import Notice, Notices
from app.views.parts.shop_context import use_seen_shop, use_session, use_store

log = logging.getLogger(__name__)
# The sheet stays open while the shopkeeper chooses; only a line that died ends this wait.
_SHEET_SECONDS: Final = 300
_TOAST_SECONDS: Final = 2.5
_COPY: Final = ft.Icons.CONTENT_COPY_OUTLINED


def has_share_sheet(page: ft.Page) -> bool:
    """Whether this platform is likely to carry text and files to other programs by itself, as phones do.

    Of desktops one has no such thing, another only for text, and none what a shop sends with: ours names that.
    """
    return page.platform is not None and page.platform.is_mobile()


async def shared(asked: Awaitable[ft.ShareResult]) -> bool:
    """Whether there was a sheet, whatever was chosen there.

    Firefox has none, nor have browsers within other apps, nor any on a page without https.
    """
    try:
        await asyncio.wait_for(asked, _SHEET_SECONDS)
    except RuntimeError as error:
        log.warning("no share sheet: %r", error)
        return False
    except TimeoutError:
        log.warning("a share sheet was never left")
    return True


@part
def ShareButton(link_id: str, ident: str, weight: int = 1, own: str = "") -> ft.Control:
    """Sends the link's message by the system's sheet; without one, leads to our own ways, or to them on the screen.

    `own` is what the shop wrote in place of the standard words.
    """
    t, shop, session, store = use_words(), use_seen_shop(), use_session(), use_store()
    page = ft.context.page
    sheet: MutableRef[ft.Share] = ft.use_ref(lambda: ft.Share())

    async def share() -> None:
        link = store.link(link_id)
        if link is None or shop.home is None:
            return
        if has_share_sheet(page) and sheet.current is not None:
            words = message(shop.home.shop, link, session.clock(), own)
            if await shared(sheet.current.share_text(words, mail_to_fallback_enabled=False)):
                return
        if page.route == f"/share/{link_id}":
            toast(page, t("share.none"))
        else:
            page.navigate(f"/share/{link_id}")

    icon = ft.Icons.SHARE_OUTLINED
    return button(ident, t("act.share"), share, icon=icon, expand=weight or None, name=t("a11y.share"))


@part
def ReceiptButton(url: str, document_url: str) -> ft.Control:
    """Sends the receipt's address by the system's sheet; without one, opens it as a sheet to print."""
    t = use_words()
    page = ft.context.page
    sheet: MutableRef[ft.Share] = ft.use_ref(lambda: ft.Share())
    has_sheet, set_has_sheet = ft.use_state(has_share_sheet(page))
    icon = ft.Icons.RECEIPT_LONG_OUTLINED
    if not has_sheet:
        opens = ClientPress(ft.OpenUrl(document_url, target=ft.UrlTarget.BLANK))
        return button("receipt", t("pay.receipt"), opens, kind="tonal", icon=icon)

    async def share() -> None:
        assert sheet.current is not None
        if not await shared(sheet.current.share_text(url, mail_to_fallback_enabled=False)):
            # Browsers open a page only within a press: the next one does.
            set_has_sheet(False)
            toast(page, t("share.none.receipt"))

    return button("receipt", t("pay.receipt"), share, kind="tonal", icon=icon)


def copy_button(ident: str, url: str, look: Look, weight: int = 1, label: str = "") -> ft.Control:
    """Copies the address within the press itself, as browsers demand, and says so; `label` names what else it is."""
    t = look.t
    page = ft.context.page
    return button(
        ident,
        label or t("act.copy"),
        ClientPress(ft.CopyToClipboard(url), then=lambda: toast(page, t("act.copied"))),
        kind="tonal",
        icon=_COPY,
        expand=weight or None,
        name=label or t("a11y.copy"),
    )


def small_copy_button(ident: str, url: str, look: Look, label: str = "") -> ft.Control:
    """The same where there is no room for the word."""
    p, t = look.p, look.t
    page = ft.context.page
    return tappable(
        ident,
        ft.Icon(_COPY, size=22, color=p.on_primary_container),
        ClientPress(ft.CopyToClipboard(url), then=lambda: toast(page, t("act.copied"))),
        label=label or t("a11y.copy"),
        bgcolor=p.primary_container,
        border_radius=14,
        padding=15,
    )


def toast(page: ft.Page, words: str) -> None:
    """A line that goes by itself."""
    if isinstance(page.data, Notices):
        page.data.tell(Notice("toast", "plain", words, said=words, seconds=_TOAST_SECONDS))
