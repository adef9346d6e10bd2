"""The way to money that came in and belongs to no link, while there is any."""

import flet as ft

from app.kit.buttons import way_to
from app.kit.look import Look, go
from app.kit.surfaces import card
from app.state import Home
from language import in_digits_of


def came_in_row(home: Home, look: Look) -> list[ft.Control]:
    """A row for the first screen, for who may say for which link it came."""
    if not home.came_in_count or not home.shop.rights.changes_links:
        return []
    n = in_digits_of(look.language, str(home.came_in_count))
    below = look.t("own.came.n", n=n)
    row = way_to("came-in", ft.Icons.HELP_ROUNDED, look.t("own.came"), go("/history/own-account"), below=below)
    return [card(row, padding=0)]
