"""One link, as a phone's screen of its own."""

import flet as ft

from app.kit.error_boundary import part
from app.kit.look import go, use_words
from app.kit.surfaces import top_bar
from app.views.parts.frame import TroubleStrip
from app.views.parts.link_pane import LinkDetailPane


@part
def LinkDetailPhone() -> ft.Control:
    """The pane under a head that leads back."""
    t = use_words()
    link_id = ft.use_route_params().get("id", "")
    return ft.Column(
        [top_bar(t("link.title"), go("/"), t("act.back")), TroubleStrip(), LinkDetailPane(link_id, key=link_id)],
        spacing=0,
        expand=True,
    )
