"""As what somebody works in the shop: the role in words, and a manager's sum for a day."""

from collections.abc import Callable

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, segments
from app.kit.fields import field
from app.kit.live_field import typed
from app.kit.look import Look, Say
from app.kit.typography import text
from app.views.parts.form import read_amount
from app.views.parts.people import STAFF
from language import Language
from money import PAYMENT_MOST, Money


def as_what(
    role: str,
    choose: Callable[[str], None],
    most: MutableRef[ft.TextField],
    look: Look,
    *,
    wrong: str,
    begins: str = "",
) -> list[ft.Control]:
    """The two roles side by side, what the chosen one may, and for a manager the box for the sum."""
    p, t = look.p, look.t

    def choosing(value: str) -> Press:
        return lambda: choose(value)

    lines: list[ft.Control] = [
        segments("staff-role", [(one, t(f"role.{one}")) for one in STAFF], role, choosing, large=look.is_large),
        text(t(f"staff.sub.{role}"), "small", p.on_surface_variant),
    ]
    if role == "manager":
        keyboard = ft.KeyboardType.NUMBER
        box = field(
            "staff-sum",
            t("staff.sum"),
            most,
            error=wrong,
            initial=begins,
            keyboard_type=keyboard,
            max_length=20,
            counter="",
        )
        lines.append(box)
    return lines


def read_most(role: str, most: MutableRef[ft.TextField], t: Say, language: Language) -> tuple[Money | None, str]:
    """The sum that was typed, and what is wrong with it; a cashier gives nothing back and has none."""
    if role != "manager":
        return None, ""
    read = read_amount(typed(most), PAYMENT_MOST, t, language)
    return (None, read) if isinstance(read, str) else (read, "")
