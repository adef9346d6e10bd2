"""A line for money that has just arrived, green only where the goods may go; it goes by itself."""

import asyncio
from typing import Final

import flet as ft

from app.look.palette import DARK, LIGHT
from app.look.type import text
from app.services.records import PaymentRecord
from app.shop import Account, Shop, goods_of, may_hand_over
from app.views.arrived import is_arrived_shown
from app.views.parts.context import WIDE_FROM
from app.views.parts.share_button import go_by_itself
from app.words import say
from language import in_digits_of, method_name
from money import Money, format_taka

_SHOWN_SECONDS: Final = 8


def arrive(page: ft.Page, account: Account, shop: Shop, payment: PaymentRecord) -> None:
    """Show what has just arrived: over the whole phone, at the counter, or as a line where somebody is busy."""
    if not may_hand_over(payment):
        tell_paid(page, account, payment)
        return
    wide = account.width >= WIDE_FROM
    is_shown = is_arrived_shown(page.route, wide=wide)
    if is_shown or not wide:
        # A counter that is opened later does not call it just received; a phone's form may be left at once.
        shop.arrived = payment
    if not is_shown:
        tell_paid(page, account, payment)
    if not wide:
        asyncio.get_running_loop().call_later(_SHOWN_SECONDS, _no_news, shop, payment)


def tell_missed(page: ft.Page, account: Account, count: int, total: Money) -> None:
    """One sentence for all that was paid while nobody listened; no green, for it is not news."""
    p, language = DARK if account.dark else LIGHT, account.language
    key = "arr.missed.one" if count == 1 else "arr.missed"
    words = say(language, key, n=in_digits_of(language, str(count)), amt=format_taka(total, language))
    line = text(words, "label.small", p.on_inverse_surface)
    toast = ft.SnackBar(
        ft.Semantics(identifier="missed", container=True, live_region=True, content=line),
        bgcolor=p.inverse_surface,
        behavior=ft.SnackBarBehavior.FLOATING,
        duration=_SHOWN_SECONDS * 1000,
    )
    page.show_dialog(toast)
    go_by_itself(page, toast, _SHOWN_SECONDS)


def _no_news(shop: Shop, payment: PaymentRecord) -> None:
    """At the counter it stays until it was seen, or is news no more; a phone shows it for a while."""
    if shop.arrived is payment:
        shop.arrived = None


def tell_paid(page: ft.Page, account: Account, payment: PaymentRecord) -> None:
    """Say who paid how much, above whatever screen is open."""
    p, goods = DARK if account.dark else LIGHT, goods_of(payment)
    title = say(account.language, "nt.paid.title", amt=format_taka(payment.amount, account.language))
    method = method_name(payment.method, account.language)
    body = say(account.language, "nt.paid.body", name=payment.name, method=method)
    ground, ink, icon = p.paid_surface, p.on_paid_surface, ft.Icons.CHECK_CIRCLE_ROUNDED
    if goods != "paid":
        # Money, but not for these goods.
        body = say(account.language, f"go.{goods}")
        ground, ink, icon = p.hold_container, p.on_hold_container, ft.Icons.FRONT_HAND_ROUNDED
    _tell(page, account, "paid-toast", icon, (title, body), ground, ink)


def tell_held(page: ft.Page, account: Account, payment: PaymentRecord) -> None:
    """Say whose payment is under review, and that the goods stay: like other news, but never green and never aloud."""
    p = DARK if account.dark else LIGHT
    title = say(account.language, "nt.hold.title", amt=format_taka(payment.amount, account.language))
    body = say(account.language, "nt.hold.body", name=payment.name)
    icon = ft.Icons.PAUSE_CIRCLE_ROUNDED
    _tell(page, account, "held-toast", icon, (title, body), p.hold_container, p.on_hold_container)


def _tell(
    page: ft.Page, account: Account, ident: str, icon: ft.IconData, words: tuple[str, str], ground: str, ink: str
) -> None:
    title, body = words
    column = ft.Column([text(title, "label", ink), text(body, "caption", ink)], spacing=0, expand=True, tight=True)
    row = ft.Row([ft.Icon(icon, size=28, color=ink), column], spacing=12)
    toast = ft.SnackBar(
        ft.Semantics(identifier=ident, container=True, live_region=True, content=row),
        bgcolor=ground,
        behavior=ft.SnackBarBehavior.FLOATING,
        duration=_SHOWN_SECONDS * 1000,
        shape=ft.RoundedRectangleBorder(radius=14),
        # Above the bar at the bottom, which stays within reach.
        margin=ft.Margin.only(left=max(16.0, account.width - 460), right=16, bottom=96),
    )
    page.show_dialog(toast)
    go_by_itself(page, toast, _SHOWN_SECONDS)
