"""সব লিংক: every fixed link, by status, a page at a time."""

from typing import Final

import flet as ft

from app.kit.buttons import button, chips
from app.kit.error_boundary import part
from app.kit.look import go, use_palette, use_words
from app.kit.rows import listed
from app.kit.surfaces import card, scrolling, top_bar
from app.kit.typography import text
from app.model.handover import link_row
from app.views.parts.frame import TroubleStrip
from app.views.parts.kept_state import use_kept_state, use_place
from app.views.parts.link_rows import LinkRowView, row_address
from app.views.parts.search_box import SearchBox
from app.views.parts.shop_context import use_pane, use_rows, use_session, use_shop, use_store
from language import DHAKA

_PAGE: Final = 50
_FILTERS: Final = (
    ("", "hist.all"),
    ("active", "st.active"),
    ("paid", "st.paid"),
    ("expired", "st.expired"),
    ("cancelled", "st.cancelled"),
)


@part
def AllLinks() -> ft.Control:
    """The list with its filters; more rows come when asked for, fifty at a time."""
    p, t, shop, session, store = use_palette(), use_words(), use_shop(), use_session(), use_store()
    keeps_place = use_place()
    status, set_status = use_kept_state("status", "")
    shown, set_shown = use_kept_state("shown", _PAGE)
    words, set_words = use_kept_state("words", "")

    def choose(value: str) -> None:
        set_status(value)
        set_shown(_PAGE)

    def find(said: str) -> None:
        set_words(said)
        set_shown(_PAGE)

    links = store.links(status, limit=shown + 1, words=words)
    paid = store.payments_of(link.id for link in links)
    now = session.clock()
    seen = [link_row(link, paid.get(link.id, []), now) for link in links[:shown]]
    focused = use_rows({row.link.id: row_address(row) for row in seen})
    rows: list[ft.Control] = []
    day = now.astimezone(DHAKA).date()
    for row in seen:
        is_fresh = row.link.id in shop.fresh_ids
        rows.append(LinkRowView(row, not rows, is_fresh, False, row.link.id == focused, day, key=row.link.id))
    filters = ft.Row(
        chips("filter", [(value, t(word)) for value, word in _FILTERS], status, choose),
        spacing=8,
        scroll=ft.ScrollMode.HIDDEN,
    )
    body: list[ft.Control] = [SearchBox(t("act.search.links"), find, words), filters]
    if rows:
        body.append(card(listed(rows), padding=0))
    else:
        body.append(
            ft.Container(
                text(t("links.none" if words.strip() else "links.empty"), "body", p.on_surface_variant),
                alignment=ft.Alignment.CENTER,
                padding=48,
            )
        )
    if len(links) > shown:
        body.append(button("more", t("list.more"), lambda: set_shown(shown + _PAGE), kind="tonal"))
    new = button(
        "new-link", t("act.newlink"), go("/new"), kind="marigold", icon=ft.Icons.ADD_ROUNDED, name=t("a11y.newlink")
    )
    return ft.Column(
        [
            top_bar(t("links.title"), go("/"), t("act.back"), new),
            TroubleStrip(),
            use_pane(keeps_place(scrolling(body))),
        ],
        spacing=0,
        expand=True,
    )
