"""How a link stands: its sum and badge, who pays, and what to do with the goods."""

import flet as ft

from app.kit.look import Look
from app.kit.typography import text
from app.model.handover import LinkRow, goods_of_link
from app.views.parts.badges import given_badge, goods_badge
from app.views.parts.holds import hold_lines
from app.views.parts.link_rows import row_who
from app.views.parts.people import given_words
from app.views.parts.shop_context import use_session
from app.views.parts.sums import amount_and_badge
from money import Money, format_taka


def link_status(row: LinkRow, look: Look) -> list[ft.Control]:
    """The first things on a link's screen, and all there is where it may not be shared."""
    p, t = look.p, look.t
    goods = goods_of_link(row)
    amount = format_taka(row.link.amount or Money(0), look.language)
    given = given_words(row.payment, use_session().clock(), look.language) if row.payment and goods == "paid" else ""
    # Beside a line that keeps the goods back no badge is green.
    status = None if row.display_status == "paid" and (given or goods != "paid") else row.display_status
    who = text(row_who(row, t), "small", p.on_surface_variant)
    head = ft.Column([amount_and_badge(amount, status, look), who], spacing=2)
    if given:
        return [head, given_badge(given, look)]
    return [head, goods_badge(goods, look), *(hold_lines(row.payment) if goods == "hold" else [])]
