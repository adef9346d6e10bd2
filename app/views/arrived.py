"""টাকা এসেছে: the whole phone turns green, for eight seconds or until somebody says that they have seen it."""

import flet as ft

from app.look.type import amount_text, short_text, text
from app.views.parts.buttons import icon_button, tappable
from app.views.parts.context import use_account, use_desk, use_palette, use_seen_shop, use_words
from app.views.parts.form import is_form
from app.views.parts.guard import part
from language import clock_time, method_name
from money import format_taka


def is_arrived_shown(route: str, *, wide: bool) -> bool:
    """Whether that screen shows what has just arrived: on a desktop the counter, on a phone all but its forms."""
    return route.startswith("/counter") if wide else not is_form(route)


@part
def Arrived() -> ft.Control:
    """Nothing until money has just arrived."""
    p, t, account, shop, desk = use_palette(), use_words(), use_account(), use_seen_shop(), use_desk()
    page, payment, language = ft.context.page, shop.arrived, account.language
    if payment is None:
        return ft.Container(width=0, height=0, left=0, top=0)
    ground, ink = p.paid_surface, p.on_paid_surface
    amount = format_taka(payment.amount, language)

    def view() -> None:
        desk.seen()
        page.navigate(f"/payments/{payment.id}")

    when = clock_time(payment.paid_at or payment.created_at, language)
    about = " · ".join(word for word in (method_name(payment.method, language), when, payment.gateway_ref) if word)
    tick = ft.Container(
        ft.Icon(ft.Icons.CHECK_ROUNDED, size=64, color=ground),
        width=104,
        height=104,
        border_radius=52,
        bgcolor=ink,
        alignment=ft.Alignment.CENTER,
    )
    middle = ft.Column(
        [
            tick,
            ft.Container(height=12),
            text(t("st.paid"), "headline", ink),
            amount_text(amount, "amount.hero", ink, account.width - 48, account.text_scale),
            text(payment.name, "title", ink, text_align=ft.TextAlign.CENTER),
            text(about, "small", ink, text_align=ft.TextAlign.CENTER),
            *([text(t("arr.word", word=shop.word), "label", ink)] if shop.word else []),
        ],
        spacing=4,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
    )
    confirmed = ft.Row(
        [ft.Icon(ft.Icons.VERIFIED_ROUNDED, size=24, color=ink), text(t("go.paid"), "label", ink)],
        spacing=12,
        alignment=ft.MainAxisAlignment.CENTER,
        wrap=True,
    )
    column = ft.Column(
        [
            ft.Row(
                [icon_button("arrived-close", ft.Icons.CLOSE_ROUNDED, t("act.close"), ink, desk.seen)],
                alignment=ft.MainAxisAlignment.END,
            ),
            middle,
            confirmed,
            tappable(
                "arrived-seen",
                short_text(t("ctr.seen"), "label", ground),
                desk.seen,
                label=t("ctr.seen"),
                bgcolor=ink,
                border_radius=14,
                alignment=ft.Alignment.CENTER,
                padding=16,
            ),
            tappable(
                "arrived-view",
                text(t("pay.view"), "label", ink, text_align=ft.TextAlign.CENTER),
                view,
                label=t("pay.view"),
                border_radius=14,
                alignment=ft.Alignment.CENTER,
                padding=12,
            ),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    label = t("a11y.live", amt=amount, name=payment.name)
    green = ft.Container(ft.SafeArea(column, expand=True), bgcolor=ground, padding=20, expand=True)
    return ft.Container(
        ft.Semantics(identifier="arrived", label=label, container=True, live_region=True, content=green),
        left=0,
        right=0,
        top=0,
        bottom=0,
    )
