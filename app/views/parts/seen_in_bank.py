"""Where no server tells of money: the shop notes that it saw it in its bank's app, and nothing turns green by that."""

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.look import use_look
from app.kit.typography import text
from app.model.handover import DisplayStatus
from app.services.errors import CheckoutError, Rejected
from app.views.parts.form import use_busy
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions, use_shop


@part
def SeenInBank(link_id: str, status: DisplayStatus) -> ft.Control:
    """The button, and why, on a link that is not paid, of a shop whose bank tells nobody."""
    look, shop, actions = use_look(), use_shop(), use_actions()
    p, t = look.p, look.t
    page = ft.context.page
    asked: MutableRef[str] = ft.use_ref("")
    busy, at_work = use_busy()
    code = shop.home.shop.own_code if shop.home else None

    async def note() -> None:
        # The same again after a lost answer, so that it is noted once.
        asked.current = asked.current or actions.new_id("dp")
        try:
            await actions.note_seen(link_id, asked.current)
        except Rejected as refused:
            toast(page, refused.detail)
        except CheckoutError:
            toast(page, t("err.unreachable"))
        else:
            asked.current = ""
            toast(page, t("own.seen.noted"))

    if code is None or code.is_told_of or status not in ("active", "processing", "expired"):
        return ft.Container()
    icon = ft.Icons.VISIBILITY_OUTLINED
    seen = button("seen-in-bank", t("own.seen"), at_work(note), kind="disabled" if busy else "outline", icon=icon)
    words = text(t("own.nottold"), "caption", p.on_surface_variant)
    return ft.Column([words, seen], spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
