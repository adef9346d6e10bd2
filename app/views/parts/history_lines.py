"""A line of the history on a phone and on a desktop alike: its day's head, what is heard of it, what it opens."""

from datetime import date

import flet as ft

from app.kit.buttons import tappable
from app.kit.look import Look, Say, go
from app.kit.palette import Palette
from app.kit.rows import focus_ring, row_key
from app.kit.surfaces import heading
from app.kit.typography import text
from app.model.history import Line, came_in
from app.views.parts.history_rows import day_words, line_address, line_hold, line_look
from app.views.parts.shop_context import use_session
from language import Language, clock_time
from money import format_taka


def spoken_line(line: Line, who: str, amount: str, t: Say, language: Language) -> str:
    """The line as one sentence, for those who hear it."""
    moment = clock_time(line.created_at, language)
    status, why = t(f"st.{line_look(line)}"), line_hold(line, language)
    return t("a11y.row", amt=amount, name=who, status=f"{status}: {why}" if why else status, t=moment)


def opening(line: Line, row: ft.Control, label: str, p: Palette, focused: str) -> ft.Control:
    """The row as a way to the line's payment, if it has one; `focused` is what the arrows chose."""
    if line.payment is not None:
        ring, there = focus_ring(p) if line.id == focused else None, go(line_address(line))
        ident = f"entry-{line.payment.id}"
        row = tappable(ident, row, there, label=label, border=ring, scroll_key=row_key(line.id))
    row.key = line.id
    return row


def hairline(line: Line, p: Palette) -> ft.Control:
    """Above a line; with a key as the line has one."""
    return ft.Container(height=1, bgcolor=p.ledger_rule, key=f"above-{line.id}")


def day_head(day: date, lines: list[Line], look: Look, *, whole: bool) -> ft.Control:
    """The day, and what came in on it where the `whole` of it is there."""
    p, t, language = look.p, look.t, look.language
    words = day_words(day, use_session().clock(), language)
    came = came_in(lines)
    # The sum of a day of which only a part is loaded would be wrong, and of what is held nothing has come.
    total = t("hist.day.in", amt=format_taka(came, language)) if whole and came is not None else ""
    sum_ = text(total, "small", p.on_surface_variant)
    if look.is_large and not look.is_wide:
        return ft.Column([heading(words, "subtitle", p.on_surface), *([sum_] if total else [])], spacing=0)
    return ft.Row([heading(words, "subtitle", p.on_surface, expand=True), sum_])


def balance_after(line: Line, language: Language) -> str:
    """The balance after it; empty for what is in no balance yet."""
    return "" if line.balance_after is None else format_taka(line.balance_after, language)
