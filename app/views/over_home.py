"""What stands over a desktop's home screen, which is grey behind it: the form for a new link, and sharing one."""

import flet as ft

from app.kit.error_boundary import part
from app.kit.look import use_palette
from app.views.home import HomeWide
from app.views.new_link import PANEL_WIDE, NewLink
from app.views.parts.frame import Rail
from app.views.share import ShareWide


@part
def PanelOverHome() -> ft.Control:
    """নিউ লিংক, at the right."""
    panel = ft.Container(
        NewLink(),
        bgcolor=use_palette().surface_container_lowest,
        width=PANEL_WIDE,
        right=0,
        top=0,
        bottom=0,
        border_radius=ft.BorderRadius.only(top_left=28, bottom_left=28),
    )
    return _over_home(panel)


@part
def DialogOverHome() -> ft.Control:
    """Sharing, in the middle."""
    return _over_home(ft.Container(ShareWide(), alignment=ft.Alignment.CENTER, left=0, right=0, top=0, bottom=0))


def _over_home(top: ft.Control) -> ft.Control:
    p, page = use_palette(), ft.context.page
    inside = ft.Container(HomeWide(), expand=True, padding=ft.Padding.only(left=24, right=24, top=12, bottom=20))
    row = ft.Row([Rail("/"), inside], expand=True, spacing=0, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    below = ft.Container(
        ft.Semantics(exclude_semantics=True, content=row), left=0, right=0, top=0, bottom=0, ignore_interactions=True
    )
    # Nothing to be heard or reached by Tab: what is above it has a button that closes.
    grey = ft.Container(bgcolor=ft.Colors.with_opacity(0.5, p.scrim), on_click=lambda: page.navigate("/"))
    scrim = ft.Container(ft.Semantics(exclude_semantics=True, content=grey), left=0, right=0, top=0, bottom=0)
    return ft.Stack([below, scrim, top], expand=True)
