"""Letting somebody in: as what, and an invitation to be shown or sent."""

from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, button, segments
from app.kit.error_boundary import part
from app.kit.fields import field, field_error
from app.kit.live_field import typed
from app.kit.look import use_look
from app.kit.qr import qr_image
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.services.errors import CheckoutError, Rejected
from app.views.parts.form import read_amount, use_busy
from app.views.parts.kept_state import use_kept
from app.views.parts.share_button import copy_button
from app.views.parts.shop_context import use_actions
from money import PAYMENT_MOST, Money

_QR_SIZE: Final = 220


@part
def LetIn() -> ft.Control:
    """For the owner alone. An invitation is shown until another one is made; after ten minutes it is worth nothing."""
    look, actions = use_look(), use_actions()
    p, t = look.p, look.t
    role, set_role = ft.use_state("cashier")
    link, set_link = ft.use_state("")
    error, set_error = ft.use_state("")
    busy, at_work = use_busy()
    most: MutableRef[ft.TextField] = use_kept("staff-sum")

    def choose(value: str) -> Press:
        def chosen() -> None:
            set_role(value)
            set_link("")
            set_error("")

        return chosen

    async def invite() -> None:
        wanted: Money | str | None = None
        if role == "manager":
            wanted = read_amount(typed(most), PAYMENT_MOST, t, look.language)
        if isinstance(wanted, str):
            set_error(wanted)
            return
        try:
            set_link(await actions.invite(role, wanted))
            set_error("")
        except Rejected as refused:
            set_error(next(iter(refused.fields.values()), refused.detail))
        except CheckoutError:
            set_error(t("err.unreachable"))

    roles = [(one, t(f"role.{one}")) for one in ("cashier", "manager")]
    lines: list[ft.Control] = [
        heading(t("staff.title"), "subtitle", p.on_surface),
        segments("staff-role", roles, role, choose, large=look.is_large),
        text(t(f"staff.sub.{role}"), "small", p.on_surface_variant),
    ]
    if role == "manager":
        keyboard = ft.KeyboardType.NUMBER
        lines.append(
            field("staff-sum", t("staff.sum"), most, error=error, keyboard_type=keyboard, max_length=20, counter="")
        )
    elif error:
        lines.append(field_error("staff-error", error))
    if link:
        code = ft.Container(qr_image(link, _QR_SIZE, t("staff.title")), alignment=ft.Alignment.CENTER)
        shown = ft.Semantics(identifier="invitation", container=True, content=code)
        lines += [shown, text(t("staff.show"), "small", p.on_surface_variant), copy_button("staff-copy", link, look, 0)]
    again = t("staff.again" if link else "staff.invite")
    lines.append(button("staff-invite", again, at_work(invite), kind="disabled" if busy else "tonal"))
    return card(ft.Column(lines, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH))
