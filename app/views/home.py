"""ডিজিটাল পেমেন্ট: the balance, the shop's own link, the caution, who paid last, and the links that are open."""

from collections.abc import Callable, Mapping
from typing import Final

import flet as ft

from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.look import Look, go, use_look
from app.kit.surfaces import card, heading, mark, scrolling
from app.kit.typography import text
from app.state import Home
from app.views.parts.balance import balance_block
from app.views.parts.came_in_row import came_in_row
from app.views.parts.frame import TroubleStrip, WideHead
from app.views.parts.home_cards import LAST, TALL_FROM, Caution, CheckRow, LastPayments, OpenLinks, StoreLinkCard
from app.views.parts.link_pane import LinkDetailPane
from app.views.parts.link_rows import row_address
from app.views.parts.loading import Loading
from app.views.parts.shop_context import use_account, use_pane, use_rows, use_seen_shop, use_session

_DOTS: Final = ft.TextOverflow.ELLIPSIS
_STRETCH: Final = ft.CrossAxisAlignment.STRETCH
_LEFT: Final = 436
# Narrower than this the mark leaves its place to the title, which stands in one line.
_MARK_FROM: Final = 380


@part
def HomePhone() -> ft.Control:
    """One pane: ink head, then everything below it; where text is large the head goes with the rest."""
    shop, account, large = use_seen_shop(), use_account(), use_look().is_large
    focused = use_rows(use_addresses())
    below = _below(shop.home, "", focused, account.width - 32)
    if large:
        inside = ft.Container(ft.Column(below, spacing=10, horizontal_alignment=_STRETCH), padding=16)
        return scrolling([InkHead(), TroubleStrip(), inside], padding=0, spacing=0)
    # On a low phone who paid and what is awaited need each pixel: one of each is to be seen whole.
    between = 8 if account.height >= TALL_FROM else 5
    padding = ft.Padding.only(left=16, right=16, top=between, bottom=16)
    body = scrolling(below, padding=padding, spacing=between)
    return ft.Column([InkHead(), TroubleStrip(), body], spacing=0, expand=True)


@part
def InkHead() -> ft.Control:
    """The shop's name, নিউ লিংক, the balance and the connection."""
    look = use_look()
    p, t, shop, large = look.p, look.t, use_seen_shop(), look.is_large
    name = shop.home.shop.name if shop.home else ""
    title = heading(t("home.title"), "title", p.on_ink, level=1, ident="head")
    titles = ft.Column(
        [title] if large else [text(name, "caption", p.on_ink_variant, max_lines=1, overflow=_DOTS), title],
        spacing=0,
        expand=True,
    )
    new = button(
        "new-link", t("act.newlink"), go("/new"), kind="marigold", icon=ft.Icons.ADD_ROUNDED, name=t("a11y.newlink")
    )
    marked = [mark(p, look.text_scale)] if look.width >= _MARK_FROM * look.text_scale else []
    # In large letters title and button have a line each: side by side each of them would need two.
    inside = (
        ft.Column([ft.Row([titles]), new], spacing=4, horizontal_alignment=_STRETCH)
        if large
        else ft.Row([*marked, titles, new], spacing=12)
    )
    head = ft.SafeArea(
        ft.Container(inside, padding=ft.Padding.symmetric(horizontal=16, vertical=8 if large else 4)),
        avoid_intrusions_bottom=False,
    )
    return ft.Container(
        ft.Column(
            [
                head,
                ft.Container(height=1, bgcolor=p.ink_rule),
                balance_block(shop, look, left=20, room=look.width - 60, with_connection=True),
            ],
            spacing=0,
        ),
        bgcolor=p.ink,
    )


@part
def HomeWide() -> ft.Control:
    """Two panes: the same at the left; at the right the chosen link, or who paid last while none is chosen."""
    look = use_look()
    shop = use_seen_shop()
    chosen = ft.use_route_params().get("id", "")
    focused = use_rows(use_addresses())
    left = ft.Container(
        ft.Column(
            [InkBalance(), use_pane(scrolling(_beside(shop.home, chosen, focused), padding=0))],
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        width=_LEFT,
    )
    right = LinkDetailPane(chosen, key=chosen) if chosen else _last(shop.home, look, focused)
    panes = ft.Row(
        [left, ft.Container(right, expand=True)],
        spacing=20,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Column([WideHead("home.title"), TroubleStrip(), panes], spacing=12, expand=True)


@part
def InkBalance() -> ft.Control:
    """A desktop's balance on its own ink."""
    look = use_look()
    p, shop = look.p, use_seen_shop()
    return ft.Container(
        balance_block(shop, look, left=20, room=370),
        bgcolor=p.ink,
        border_radius=20,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def use_addresses() -> Callable[[], Mapping[str, str]]:
    """Where each row leads, for the arrow keys: from the left to the right, from the top down; read by the keys."""
    shop = use_session().shop

    def read() -> Mapping[str, str]:
        if shop.home is None:
            return {}
        links = {row.link.id: row_address(row) for row in shop.home.rows}
        return links | {payment.id: f"/payments/{payment.id}" for payment in shop.home.payments}

    return read


def _below(home: Home | None, chosen: str, focused: str, room: float) -> list[ft.Control]:
    """A phone's: below the share button who paid, then what is awaited."""
    if home is None:
        return [Loading()]
    links, came_in = OpenLinks(chosen, focused), came_in_row(home, use_look())
    if not home.has_payments:
        return [StoreLinkCard(), Caution(), *came_in, links, CheckRow()]
    lists = ft.Column([LastPayments(focused, LAST, room, True), links], spacing=0, horizontal_alignment=_STRETCH)
    return [StoreLinkCard(), Caution(), *came_in, lists]


def _beside(home: Home | None, chosen: str, focused: str) -> list[ft.Control]:
    """A desktop's left pane: who paid moves below the links when one of them takes the right pane."""
    if home is None:
        return [Loading()]
    paid = [LastPayments(focused, LAST, _LEFT, False)] if home.has_payments and chosen else []
    came_in = came_in_row(home, use_look())
    return [StoreLinkCard(), Caution(), *came_in, CheckRow(), OpenLinks(chosen, focused), *paid]


def _last(home: Home | None, look: Look, focused: str) -> ft.Control:
    p, t = look.p, look.t
    if home is not None and home.has_payments:
        return scrolling([LastPayments(focused, None, _LEFT, False)], padding=0)
    key = "ctr.pick" if home is not None and home.rows else "home.paid.none"
    words = text(t(key), "body", p.on_surface_variant, text_align=ft.TextAlign.CENTER)
    return card(ft.Container(words, alignment=ft.Alignment.CENTER, expand=True))
