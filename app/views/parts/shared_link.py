"""The link of the address, as the screens that share it need it."""

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button
from app.kit.look import Look, go
from app.model.handover import LinkRow, link_row
from app.views.parts.kept_state import use_kept
from app.views.parts.link_status import link_status
from app.views.parts.shop_context import use_session, use_shop, use_store


def use_own_words() -> MutableRef[str]:
    """What the shop wrote to go with the link of the address, while its screen or the one to write on is open."""
    return use_kept("words", str, under=f"/share/{ft.use_route_params().get('id', '')}")


def use_link_row() -> LinkRow | None:
    """The link that the address names, and how it looks; redrawn when it changes."""
    session, store = use_session(), use_store()
    use_shop()
    link_id = ft.use_route_params().get("id", "")
    link = store.link(link_id)
    if link is None:
        return None
    return link_row(link, store.payments(link_id), session.clock())


def not_shared(row: LinkRow, look: Look) -> ft.Control:
    """In place of QR and channels: how the link stands, and the way to what became of it."""
    t = look.t
    more = button("link-view", t("pay.view"), go(f"/links/{row.link.id}"), kind="tonal")
    lines = [*link_status(row, look), more]
    column = ft.Column(lines, spacing=16, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(column, padding=ft.Padding.symmetric(horizontal=16, vertical=12))
