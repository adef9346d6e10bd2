"""Every way to send a link: programs that take it, copying, the QR, a picture and posters."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Literal, TypeAlias

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import ClientPress, Press, button, tappable
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.look import WIDE_FROM, Look, Say, go, use_look
from app.kit.palette import Palette
from app.kit.surfaces import heading
from app.kit.typography import short_text, text
from app.model.records import LinkRecord
from app.model.share_message import channels, message
from app.services.checkout_client import Code
from app.services.errors import CheckoutError
from app.state import Shop
from app.views.parts.save_or_share import save_or_share
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_account, use_actions, use_session, use_shop, use_store

_ICONS: Final = {
    "whatsapp": ft.Icons.CHAT_OUTLINED,
    "facebook": ft.Icons.GROUPS_OUTLINED,
    "sms": ft.Icons.SMS_OUTLINED,
    "email": ft.Icons.MAIL_OUTLINED,
    "copy": ft.Icons.CONTENT_COPY_OUTLINED,
    "qr": ft.Icons.QR_CODE_2_OUTLINED,
    "card": ft.Icons.IMAGE_OUTLINED,
    "poster": ft.Icons.PRINT_OUTLINED,
}


_Poster: TypeAlias = tuple[str, Code, Literal["A5", "A4"], Literal["pdf", "png"], ft.IconData]
_BANGLA: Final[_Poster] = ("share.poster.bangla", "bangla", "A5", "pdf", ft.Icons.QR_CODE_SCANNER_ROUNDED)
_POSTERS: Final[tuple[_Poster, ...]] = (
    ("share.poster.small", "web", "A5", "pdf", ft.Icons.PRINT_OUTLINED),
    ("share.poster.large", "web", "A4", "pdf", ft.Icons.PRINT_OUTLINED),
    ("share.poster.picture", "web", "A4", "png", ft.Icons.IMAGE_OUTLINED),
)
"""A small and a large sheet to print, and a picture; one is enough, for as a picture the large one serves as both."""


_SMALL_BELOW: Final = 350


_KINDS: Final = {"pdf": "application/pdf", "png": "image/png"}


@part
def Channels(link_id: str, own: str = "", *, with_copy: bool = True) -> ft.Control:
    """The ways to send. The pressed one opens within the press itself, as browsers demand.

    `own` is what the shop wrote in place of the standard words; `with_copy` adds copying and the QR.
    """
    look = use_look()
    p, t, shop = look.p, look.t, use_shop()
    session, store = use_session(), use_store()
    page = ft.context.page
    link = store.link(link_id)
    if link is None or shop.home is None:
        return ft.Container()
    tiles = [
        _channel(
            channel.id, t(f"share.{channel.id}"), p, ClientPress(ft.OpenUrl(channel.url, target=ft.UrlTarget.BLANK))
        )
        for channel in channels(shop.home.shop, link, session.clock(), own)
    ]
    if with_copy:
        copied, label = copied_words(link, own, shop, t)
        tiles += [
            _channel(
                "copy",
                label or t("share.copy"),
                p,
                ClientPress(ft.CopyToClipboard(copied), then=lambda: toast(page, t("act.copied"))),
            ),
            _whole_qr(link, look),
        ]
    return _tiled(tiles, in_row=_in_row(look))


@part
def Sheets(link_id: str, *, with_qr: bool = False) -> ft.Control:
    """The link as a picture and as posters: drawn by the checkout, sent by the phone's sheet or saved."""
    look = use_look()
    p, t = look.p, look.t
    store, actions = use_store(), use_actions()
    page = ft.context.page
    picker: MutableRef[ft.FilePicker] = ft.use_ref(lambda: ft.FilePicker())
    sheet: MutableRef[ft.Share] = ft.use_ref(lambda: ft.Share())
    viewers: MutableRef[ft.UrlLauncher] = ft.use_ref(lambda: ft.UrlLauncher())
    asking, set_asking = ft.use_state(False)
    link, shop = store.link(link_id), use_shop()
    has_own_code = shop.home is not None and shop.home.shop.own_code is not None
    has_code = has_own_code or link_id in shop.issued_codes

    def give(draw: Callable[[], Awaitable[bytes]], name: str, kind: str) -> Press:
        async def give_it() -> None:
            set_asking(False)
            assert sheet.current is not None
            assert picker.current is not None
            assert viewers.current is not None
            try:
                content = await draw()
                await save_or_share(page, sheet.current, picker.current, viewers.current, content, name=name, kind=kind)
            except CheckoutError:
                toast(page, t("err.offline"))
            except (RuntimeError, TimeoutError, OSError):
                toast(page, t("hist.export.failed"))

        return give_it

    def poster(which: _Poster) -> ft.Control:
        words, code, paper, file, icon = which
        named = paper if code == "web" else f"{code}-{paper}"
        draw = give(lambda: actions.poster(link_id, paper, file, code), f"aday-{named}.{file}", _KINDS[file])
        return button(f"poster-{named}-{file}", t(words), draw, kind="outline", icon=icon)

    def close() -> None:
        set_asking(False)

    use_dialog(
        open_now=asking,
        lines=[
            heading(t("share.poster"), "title", p.on_surface),
            text(t("share.poster.sub"), "small", p.on_surface_variant),
            *(poster(one) for one in (*([_BANGLA] if has_code else []), *_POSTERS)),
            button("poster-no", t("act.cancel"), close, kind="text"),
        ],
        close=close,
    )
    if link is None:
        return ft.Container()
    tiles = [_whole_qr(link, look)] if with_qr else []
    if link.waiting:
        return _tiled(tiles, in_row=_in_row(look))
    picture = give(lambda: actions.card(link_id), "aday.png", "image/png")
    tiles += [
        _channel("card", t("share.card"), p, picture),
        _channel("poster", t("share.poster"), p, lambda: set_asking(True)),
    ]
    return _tiled(tiles, in_row=_in_row(look))


def _whole_qr(link: LinkRecord, look: Look) -> ft.Control:
    p, t = look.p, look.t
    return _channel("qr", t("act.qr"), p, go(f"/qr/{link.id}"))


def copied_words(link: LinkRecord, own: str, shop: Shop, t: Say) -> tuple[str, str]:
    """What is copied, and what that is called: the link alone, or all of what the shop wrote with it."""
    if own and shop.home is not None:
        return message(shop.home.shop, link, use_session().clock(), own), t("share.copy.message")
    return link.url, ""


def _in_row(look: Look) -> int:
    """Two beside each other, one on a phone where text is large."""
    return 1 if look.is_large and look.width < WIDE_FROM else 2


def _tiled(tiles: Sequence[ft.Control], *, in_row: int) -> ft.Control:
    rows: list[ft.Control] = [
        ft.Row(list(tiles[start : start + in_row]), spacing=10) for start in range(0, len(tiles), in_row)
    ]
    return ft.Column(rows, spacing=10)


def _channel(ident: str, label: str, p: Palette, on_click: Press | ClientPress) -> ft.Control:
    tile = ft.Container(
        ft.Icon(_ICONS[ident], size=22, color=p.on_primary_container),
        bgcolor=p.primary_container,
        border_radius=10,
        padding=8,
    )
    # On the smallest phones a word of eight letters is longer than half a row has room for.
    is_small = use_account().width < _SMALL_BELOW
    words = short_text(label, "label.small" if is_small else "label", p.on_surface, expand=True)
    row = ft.Row([tile, words], spacing=8 if is_small else 12)
    return tappable(
        f"channel-{ident}",
        row,
        on_click,
        label=label,
        expand=1,
        border=ft.Border.all(1, p.outline_variant),
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=6 if is_small else 12, vertical=9),
    )
