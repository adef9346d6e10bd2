"""বাংলা কিউআর: the shop's own code, set up from a picture; whose it is, and whether anybody tells of its money."""

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button, way_to
from app.kit.error_boundary import part
from app.kit.fields import field_error
from app.kit.look import Look, go, use_look, use_words
from app.kit.qr import qr_image
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.model.pictures import NoPicture, to_read
from app.model.records import OwnCode
from app.services.errors import CheckoutError, Rejected
from app.views.parts.badges import notice
from app.views.parts.form import form_screen, use_busy
from app.views.parts.loading import Loading
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions, use_shop
from app.views.parts.sums import fact_line, is_narrow, ruled

_SIDE = 180


@part
def OwnCodeScreen() -> ft.Control:
    """The code that there is, or the one that was just read, with whose it is: nobody shall keep another's."""
    look, shop, actions = use_look(), use_shop(), use_actions()
    p, t = look.p, look.t
    page = ft.context.page
    nothing: OwnCode | None = None
    read, set_read = ft.use_state(nothing)
    error, set_error = ft.use_state("")
    busy, at_work = use_busy()
    if shop.home is None:
        return Loading()
    kept = shop.home.shop.own_code

    async def attempt(act: Callable[[], Awaitable[None]], said: str) -> None:
        try:
            await act()
        except Rejected as refused:
            set_error(next(iter(refused.fields.values()), refused.detail))
        except CheckoutError:
            set_error(t("err.unreachable"))
        else:
            set_error("")
            set_read(None)
            toast(page, said)

    async def keep() -> None:
        assert read is not None
        code = read.text
        await attempt(lambda: actions.set_own_code(code), t("own.kept"))

    async def remove() -> None:
        await attempt(actions.remove_own_code, t("own.removed"))

    shown = read or kept
    body: list[ft.Control] = [text(t("own.sub"), "small", p.on_surface_variant)]
    if shown is not None:
        body += [CodeCard(shown), _told(shown, look)]
    body.append(FromCodePicture(set_read, set_error))
    if error:
        body.append(field_error("own-error", error))
    foot: list[ft.Control] = []
    if read is not None:
        foot = [button("own-keep", t("own.keep"), at_work(keep), kind="disabled" if busy else "primary")]
    elif kept is not None:
        foot = [button("own-remove", t("own.remove"), at_work(remove), kind="disabled" if busy else "danger_text")]
    return form_screen(t("own.title"), go("/settings"), body, foot)


@part
def OwnCodeRow() -> ft.Control:
    """The way to the shop's own Bangla QR, and whose it is where there is one."""
    t, shop = use_words(), use_shop()
    code = shop.home.shop.own_code if shop.home else None
    below = " · ".join(word for word in (code.name, code.bank) if word) if code else t("set.own.sub")
    return way_to("own-code", ft.Icons.QR_CODE_SCANNER_ROUNDED, t("own.title"), go("/settings/own-code"), below=below)


@part
def CodeCard(code: OwnCode) -> ft.Control:
    """Whom it pays, as the bank or wallet wrote it."""
    look = use_look()
    p, t = look.p, look.t
    large = look.is_large or is_narrow(look)
    bank = code.bank or t("own.bank.unknown")
    rows = [
        fact_line("own-name", t("own.name"), code.name, p=p, large=large),
        *([fact_line("own-local", t("own.local"), code.local_name, p=p, large=large)] if code.local_name else []),
        fact_line("own-bank", t("own.bank"), bank, p=p, large=large),
    ]
    picture = ft.Row([qr_image(code.text, _SIDE, t("qr.bangla"))], alignment=ft.MainAxisAlignment.CENTER)
    lines: list[ft.Control] = [heading(t("own.whose"), "subtitle", p.on_surface), picture, *ruled(rows)]
    return card(ft.Column(lines, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH))


def _told(code: OwnCode, look: Look) -> ft.Control:
    """Whether what is paid by it turns green: the most important thing about it."""
    p, t = look.p, look.t
    if code.is_told_of:
        icon = ft.Icons.VERIFIED_ROUNDED
        return notice(t("own.told"), icon, p.primary_container, p.on_primary_container, ident="own-told")
    icon = ft.Icons.FRONT_HAND_ROUNDED
    return notice(t("own.nottold.long"), icon, p.hold_container, p.on_hold_container, ident="own-not-told")


@part
def FromCodePicture(on_code: Callable[[OwnCode], None], on_error: Callable[[str], None]) -> ft.Control:
    """A picture of the code on the counter, from the camera where the browser offers it; the checkout reads it."""
    t, actions = use_words(), use_actions()
    picker: MutableRef[ft.FilePicker] = ft.use_ref(lambda: ft.FilePicker())
    busy, at_work = use_busy()

    async def pick() -> None:
        assert picker.current is not None
        picked = await picker.current.pick_files(file_type=ft.FilePickerFileType.IMAGE, with_data=True)
        if not picked or picked[0].bytes is None:
            return
        on_error("")
        try:
            on_code(await actions.read_own_code(await asyncio.to_thread(to_read, picked[0].bytes)))
        except NoPicture:
            on_error(t("shop.err.logo"))
        except Rejected as refused:
            on_error(next(iter(refused.fields.values()), refused.detail))
        except CheckoutError:
            on_error(t("err.unreachable"))

    label = t("chk.reading" if busy else "own.picture")
    icon = ft.Icons.QR_CODE_SCANNER_ROUNDED
    return button("own-picture", label, at_work(pick), kind="disabled" if busy else "tonal", icon=icon)
