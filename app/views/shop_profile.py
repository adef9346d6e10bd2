"""দোকান: what customers see of the shop, and how it is changed."""

import asyncio
from collections.abc import Mapping

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.fields import field, field_error
from app.kit.live_field import said
from app.kit.look import go, use_look, use_palette, use_words
from app.kit.typography import text
from app.model.pictures import NoPicture, to_send
from app.model.records import ShopRecord
from app.services.errors import CheckoutError, Rejected
from app.views.page_rules import PageRules
from app.views.parts.errors import Errors, use_errors
from app.views.parts.form import form_screen, use_busy
from app.views.parts.kept_state import use_kept
from app.views.parts.loading import Loading
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions, use_shop
from app.views.parts.shop_tile import shop_tile
from app.views.parts.sums import is_narrow


@part
def ShopProfile() -> ft.Control:
    """What customers see: name, address and the name in the link."""
    shop = use_shop()
    if shop.home is None or shop.home.store_link is None:
        return Loading()  # An empty form, saved, would wipe what the server has.
    return ProfileForm(shop.home.shop, shop.home.store_link.code)


@part
def ProfileForm(record: ShopRecord, current_slug: str) -> ft.Control:
    """The form, begun with what there is; only what was changed in it is sent.

    What another device changes meanwhile is not in the boxes, and must not be sent back to what it was.
    """
    p, t, actions = use_palette(), use_words(), use_actions()
    page = ft.context.page
    errors, set_errors = use_errors()
    busy, at_work = use_busy()
    name: MutableRef[ft.TextField] = use_kept("name")
    address: MutableRef[ft.TextField] = use_kept("address")
    slug: MutableRef[ft.TextField] = use_kept("slug")
    there = {"name": record.name, "address": record.address, "slug": current_slug}
    began = use_kept("began", lambda: there).current or there

    async def save() -> None:
        if not said(name):
            set_errors({"name": t("shop.err.name")})
            return
        given = {"name": said(name), "address": said(address), "slug": said(slug).lower()}
        changes = {field: value for field, value in given.items() if value != began[field]}
        try:
            await actions.change_shop(**changes)
        except Rejected as refused:
            is_known = bool(refused.fields) and refused.fields.keys() <= there.keys()
            set_errors(refused.fields if is_known else {"all": next(iter(refused.fields.values()), refused.detail)})
        except CheckoutError:
            set_errors({"all": t("err.unreachable")})
        else:
            set_errors({})
            toast(page, t("shop.saved"))
            page.navigate("/settings")

    body: list[ft.Control] = [
        text(t("shop.seen"), "small", p.on_surface_variant),
        Logo(),
        _field("name", name, 80, began, errors),
        _field("address", address, 200, began, errors),
        _field("slug", slug, 30, began, errors),
        ft.Row(
            [
                ft.Icon(ft.Icons.INFO_OUTLINE_ROUNDED, size=18, color=p.on_surface_variant),
                text(t("shop.link.sub"), "caption", p.on_surface_variant, expand=True),
            ],
            spacing=8,
        ),
        PageRules(),
    ]
    if "all" in errors:
        body.append(field_error("shop-error", errors["all"]))
    save_it = button("save", t("act.save"), at_work(save), kind="disabled" if busy else "primary")
    return form_screen(t("set.shop"), go("/settings"), body, [save_it], errors)


def _field(
    name: str, box: MutableRef[ft.TextField], longest: int, began: Mapping[str, str], errors: Errors
) -> ft.Control:
    look = use_look()
    words = look.t({"name": "shop.name", "address": "shop.address", "slug": "shop.link"}[name])
    wrong = errors.get(name)
    return field(f"shop-{name}", words, box, initial=began[name], error=wrong, max_length=longest, counter="")


@part
def Logo() -> ft.Control:
    """The shop's picture on its pages: another one, or none."""
    look, shop, actions = use_look(), use_shop(), use_actions()
    p, t = look.p, look.t
    page = ft.context.page
    picker: MutableRef[ft.FilePicker] = ft.use_ref(lambda: ft.FilePicker())
    error, set_error = ft.use_state("")
    record = shop.home.shop if shop.home else None

    async def send(picture: str) -> None:
        try:
            await actions.change_shop(logo=picture)
        except Rejected as refused:
            set_error(refused.fields.get("logo") or refused.detail)
        except CheckoutError:
            set_error(t("err.unreachable"))
        else:
            set_error("")
            toast(page, t("shop.saved"))

    async def pick() -> None:
        assert picker.current is not None
        picked = await picker.current.pick_files(file_type=ft.FilePickerFileType.IMAGE, with_data=True)
        if not picked or picked[0].bytes is None:
            return
        try:
            picture = await asyncio.to_thread(to_send, picked[0].bytes)
        except NoPicture:
            set_error(t("shop.err.logo"))
        else:
            await send(picture)

    async def remove() -> None:
        await send("")

    acts = [button("logo-pick", t("shop.logo"), pick, kind="tonal", icon=ft.Icons.IMAGE_OUTLINED)]
    if record is not None and record.logo:
        acts.append(button("logo-remove", t("shop.logo.remove"), remove, kind="danger_text"))
    row = ft.Row([shop_tile(record, p), *acts], spacing=14, run_spacing=8, wrap=look.is_large or is_narrow(look))
    lines = [row, *([field_error("logo-error", error)] if error else [])]
    return ft.Column(lines, spacing=8)
