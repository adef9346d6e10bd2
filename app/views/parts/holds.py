"""Why money is held and how soon somebody looks into it: below the line that keeps the goods back."""

from datetime import datetime, timedelta
from typing import Final

import flet as ft

from app.kit.error_boundary import part
from app.kit.look import Say, use_palette, use_words
from app.kit.typography import text
from app.model.holds import why_held
from app.model.records import PaymentRecord
from app.views.parts.shop_context import use_about, use_account, use_session
from language import Language, in_digits_of

_DAY_HOURS: Final = 24
# Up to here it is said in hours.
_IN_HOURS_MOST: Final = 48


def hold_lines(payment: PaymentRecord | None) -> list[ft.Control]:
    """The reason and the time of a payment that is held; nothing of any other."""
    if payment is None or payment.status != "on_hold":
        return []
    return [HoldWhy(payment.hold_reason, payment.created_at, key=f"hold-{payment.id}")]


@part
def HoldWhy(kind: str, since: datetime, key: str = "") -> ft.Control:
    """In words, with how long it takes where the operator says so."""
    p, t, language, session, about = use_palette(), use_words(), use_account().language, use_session(), use_about()
    lines: list[ft.Control] = [text(why_held(kind, language), "body", p.on_surface)]
    hours = about.hold_within_hours if about is not None else None
    if hours is not None:
        is_late = session.clock() - since > timedelta(hours=hours)
        words = f"{within(hours, t, language)} {t('hold.late')}" if is_late else within(hours, t, language)
        lines.append(text(words, "small", p.on_surface_variant))
    column = ft.Column(lines, spacing=4, tight=True)
    inside = ft.Container(column, padding=ft.Padding.symmetric(horizontal=4))
    return ft.Semantics(identifier="hold-why", container=True, content=inside)


def within(hours: int, t: Say, language: Language) -> str:
    """Within how many hours or days somebody looks into what is held."""
    if hours > _IN_HOURS_MOST and hours % _DAY_HOURS == 0:
        return t("hold.within.days", n=in_digits_of(language, str(hours // _DAY_HOURS)))
    return t("hold.within.hour" if hours == 1 else "hold.within.hours", n=in_digits_of(language, str(hours)))
