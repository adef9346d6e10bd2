"""What is at the shop's own account: money that belongs to no link, to be assigned; and all that came or was seen."""

from datetime import datetime
from typing import Final

import flet as ft

from app.kit.buttons import Kind, button
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.look import Look, Say, go, use_look
from app.kit.rows import near_time
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.model.records import DirectRecord, LinkRecord
from app.services.errors import CheckoutError, Rejected
from app.state import Shop
from app.views.parts.form import form_screen, use_busy
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions, use_session, use_shop, use_store
from app.views.parts.sums import ruled
from language import isolated
from money import format_taka

_LINKS_MOST = 5
_KINDS: Final = {"told": "own.kind.told", "page": "own.kind.page"}


@part
def OwnAccount() -> ft.Control:
    """What waits on top, each with the links that it may be for."""
    look, store = use_look(), use_store()
    p, t, shop = look.p, look.t, use_shop()
    waiting, known = store.came_in(), store.direct_payments()
    if not known:
        return form_screen(t("own.account"), go("/history"), [_empty(shop, look)], [])
    body: list[ft.Control] = [text(t("own.came.sub" if waiting else "own.came.none"), "small", p.on_surface_variant)]
    body += [CameIn(one, key=one.id) for one in waiting]
    rest = [_line(one, look) for one in known if not one.waits]
    if rest:
        lines = [heading(t("own.account.all"), "subtitle", p.on_surface), *ruled(rest)]
        body.append(card(ft.Column(lines, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)))
    return form_screen(t("own.account"), go("/history"), body, [])


def _empty(shop: Shop, look: Look) -> ft.Control:
    """What will stand here, and how it comes about: of a code, and of one whose money a server tells of."""
    p, t = look.p, look.t
    code = shop.home.shop.own_code if shop.home else None
    why = "own.empty.nocode" if code is None else "own.empty.told" if code.is_told_of else "own.empty.nottold"
    lines: list[ft.Control] = [
        ft.Icon(ft.Icons.QR_CODE_SCANNER_ROUNDED, size=40, color=p.outline),
        text(t("own.empty"), "subtitle", p.on_surface, text_align=ft.TextAlign.CENTER),
        text(t(why), "small", p.on_surface_variant, text_align=ft.TextAlign.CENTER),
    ]
    if code is None and shop.rights.changes_shop:
        lines.append(button("own-code", t("set.own.sub"), go("/settings/own-code"), kind="tonal"))
    column = ft.Column(lines, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.CENTER)
    inside = ft.Container(
        column, padding=ft.Padding.symmetric(horizontal=16, vertical=48), alignment=ft.Alignment.CENTER
    )
    return ft.Semantics(identifier=why.replace(".", "-"), container=True, content=inside)


@part
def CameIn(one: DirectRecord, key: str = "") -> ft.Control:
    """One sum, and the open links that ask for as much; the shop's own link takes any."""
    look, store, shop, actions = use_look(), use_store(), use_shop(), use_actions()
    p, t = look.p, look.t
    page = ft.context.page
    busy, at_work = use_busy()
    chosen, choose = ft.use_state("")

    async def assign() -> None:
        choose("")
        try:
            await actions.assign(one.id, chosen)
        except Rejected as refused:
            toast(page, next(iter(refused.fields.values()), refused.detail))
        except CheckoutError:
            toast(page, t("err.unreachable"))
        else:
            toast(page, t("own.came.assigned"))

    def choice(link: LinkRecord) -> ft.Control:
        kind: Kind = "disabled" if busy else "tonal"
        return button(f"assign-{link.id}", _name_of(link, t), lambda: choose(link.id), kind=kind)

    links = [link for link in store.open_links(200) if link.amount == one.amount][:_LINKS_MOST]
    own = shop.home.store_link if shop.home else None
    links += [own] if own else []
    named = next((_name_of(link, t) for link in links if link.id == chosen), "")
    use_dialog(
        open_now=bool(chosen),
        lines=[
            heading(t("own.came.q"), "title", p.on_surface),
            text(f"{format_taka(one.amount, look.language)} · {named}", "body", p.on_surface),
            text(t("own.came.q.sub"), "small", p.on_surface_variant),
            button("assign-yes", t("own.came.yes"), at_work(assign)),
            button("assign-no", t("act.cancel"), lambda: choose(""), kind="text"),
        ],
        close=lambda: choose(""),
    )
    lines: list[ft.Control] = [_line(one, look), text(t("own.came.choose"), "caption", p.on_surface_variant)]
    lines += [choice(link) for link in links]
    return card(ft.Column(lines, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH))


def _name_of(link: LinkRecord, t: Say) -> str:
    return (isolated(link.note) or link.code) if link.kind == "fixed" else t("own.came.store")


def _line(one: DirectRecord, look: Look) -> ft.Control:
    """The sum, by whose word, and when: never green, for no payment is told here."""
    p, t = look.p, look.t
    now: datetime = use_session().clock()
    kind = t("own.came") if one.waits else t(_KINDS.get(one.kind, "tl.seen"))
    about = " · ".join(word for word in (kind, near_time(one.came_at, now, look.language), one.trx_id) if word)
    amount = text(format_taka(one.amount, look.language), "amount.sm", p.on_surface)
    column = ft.Column([amount, text(about, "caption", p.on_surface_variant)], spacing=0)
    return ft.Semantics(identifier=f"direct-{one.kind}", container=True, content=column)
