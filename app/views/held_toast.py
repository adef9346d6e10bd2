"""A payment that came and is held: told like other news, but never green and never aloud."""

from typing import Final

import flet as ft

from app.look.palette import DARK, LIGHT
from app.look.type import text
from app.services.records import PaymentRecord
from app.shop import Account
from app.views.parts.share_button import go_by_itself
from app.words import say
from money import format_taka

_SHOWN_SECONDS: Final = 8


def tell_held(page: ft.Page, account: Account, payment: PaymentRecord) -> None:
    """Say whose payment is under review, and that the goods stay, above whatever screen is open."""
    p = DARK if account.dark else LIGHT
    ink = p.on_hold_container
    title = say(account.language, "nt.hold.title", amt=format_taka(payment.amount, account.language))
    words: list[ft.Control] = [
        text(title, "label", ink),
        text(say(account.language, "nt.hold.body", name=payment.name), "caption", ink),
    ]
    column = ft.Column(words, spacing=0, expand=True, tight=True)
    row = ft.Row([ft.Icon(ft.Icons.PAUSE_CIRCLE_ROUNDED, size=28, color=ink), column], spacing=12)
    toast = ft.SnackBar(
        ft.Semantics(identifier="held-toast", container=True, live_region=True, content=row),
        bgcolor=p.hold_container,
        behavior=ft.SnackBarBehavior.FLOATING,
        duration=_SHOWN_SECONDS * 1000,
        shape=ft.RoundedRectangleBorder(radius=14),
        # Above the bar at the bottom, which stays within reach.
        margin=ft.Margin.only(left=max(16.0, account.width - 460), right=16, bottom=96),
    )
    page.show_dialog(toast)
    go_by_itself(page, toast, _SHOWN_SECONDS)
