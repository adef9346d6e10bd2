"""টাকা এসেছে: the whole phone turns green, for eight seconds or until the goods of each payment were ticked off."""

from typing import Final

import flet as ft

from app.kit.buttons import icon_button, tappable
from app.kit.error_boundary import part
from app.kit.look import Look, Say, use_look, use_palette, use_words
from app.kit.palette import Palette
from app.kit.rows import near_time
from app.kit.typography import amount_text, grown, short_text, text
from app.state import Shop
from app.views.parts.notices import announced
from app.views.parts.shop_context import use_account, use_seen_shop, use_session, use_signed_in
from language import Language, in_digits_of, method_name
from money import format_taka

# How large the tick is from which height on, in the size of its text: the sum below it is what has to be seen.
_TICKS: Final = ((640, 104), (500, 64), (0, 0))


def more_words(shop: Shop, t: Say, language: Language) -> str:
    """How many more payments wait below the newest; empty when there are none."""
    waiting = len(shop.arrivals) - 1
    return t("arr.more", n=in_digits_of(language, str(waiting))) if waiting > 0 else ""


@part
def Arrived() -> ft.Control:
    """Nothing until money has just arrived."""
    look = use_look()
    p, t, shop = look.p, look.t, use_seen_shop()
    session, arrivals = use_session(), use_signed_in().arrivals
    page, payment, language = ft.context.page, shop.arrived, look.language
    if payment is None:
        return ft.Container(width=0, height=0, left=0, top=0)
    ground, ink = p.paid_surface, p.on_paid_surface
    amount = format_taka(payment.amount, language)

    def view() -> None:
        arrivals.look_closer(payment.id)
        arrivals.put_away()
        page.navigate(f"/payments/{payment.id}")

    def close() -> None:
        arrivals.look_closer(payment.id)
        arrivals.put_away()

    when = near_time(payment.paid_at or payment.created_at, session.clock(), language)
    about = " · ".join(word for word in (method_name(payment.method, language), when) if word)
    room = look.height / look.text_scale
    side = next(side for least, side in _TICKS if room >= least)
    tick = ft.Container(
        ft.Icon(ft.Icons.CHECK_ROUNDED, size=side * 0.6, color=ground),
        width=side,
        height=side,
        border_radius=side / 2,
        bgcolor=ink,
        alignment=ft.Alignment.CENTER,
    )
    middle = ft.Column(
        [
            *([tick, ft.Container(height=12)] if side else []),
            text(t("st.paid"), "headline", ink),
            amount_text(amount, "amount.hero", ink, look.width - 48, look.text_scale),
            text(payment.name, "title", ink, text_align=ft.TextAlign.CENTER),
            text(about, "small", ink, text_align=ft.TextAlign.CENTER),
            *word_of_the_day(shop, look),
            WhatTheWordIsFor(),
        ],
        spacing=4,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
    )
    confirmed = ft.Row(
        [
            ft.Icon(ft.Icons.VERIFIED_ROUNDED, size=24, color=ink),
            text(t("go.paid"), "label", ink, expand=True, expand_loose=True),
        ],
        spacing=12,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    more = more_words(shop, t, language)
    head = ft.Row(
        [
            ft.Container(more_chip(more, p) if more else None, expand=True),
            icon_button("arrived-close", ft.Icons.CLOSE_ROUNDED, t("act.close"), ink, close),
        ],
        spacing=8,
    )
    given = tappable(
        "arrived-seen",
        short_text(t("chk.given"), "label", ground),
        lambda: arrivals.tick_off(payment.id),
        label=t("chk.given"),
        bgcolor=ink,
        border_radius=14,
        alignment=ft.Alignment.CENTER,
        padding=16,
    )
    # A press that comes late, for the payment that stood here before, finds no button any more, and ticks off none.
    given.key = payment.id
    column = ft.Column(
        [
            head,
            middle,
            confirmed,
            given,
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
    said = announced(t("a11y.live", amt=amount, name=payment.name), payment.id)
    green = ft.Container(ft.SafeArea(column, expand=True), bgcolor=ground, padding=20, expand=True)
    whole = ft.Semantics(identifier="arrived", container=True, content=green)
    return ft.Container(
        ft.Stack([ft.Container(whole, left=0, right=0, top=0, bottom=0), said], expand=True),
        left=0,
        right=0,
        top=0,
        bottom=0,
    )


def more_chip(words: str, p: Palette) -> ft.Control:
    """On green: how many more there are."""
    chip = ft.Container(
        text(words, "label", p.paid_surface),
        bgcolor=p.on_paid_surface,
        border_radius=10,
        padding=ft.Padding.symmetric(horizontal=14, vertical=6),
    )
    return ft.Row([ft.Semantics(identifier="arrived-more", container=True, content=chip)])


def word_of_the_day(shop: Shop, look: Look, by: float = 1) -> list[ft.Control]:
    """On green: what no faked screen knows."""
    p, t = look.p, look.t
    return [grown(text(t("arr.word", word=shop.word), "label", p.on_paid_surface), by)] if shop.word else []


@part
def WhatTheWordIsFor() -> ft.Control:
    """Below the word, until somebody here has read it; then never again on this device."""
    p, t, account, shop, session = use_palette(), use_words(), use_account(), use_seen_shop(), use_session()
    ink = p.on_paid_surface
    if not shop.word or account.is_word_known:
        return ft.Container(height=0)
    why = text(t("arr.word.why"), "small", ink)
    known = tappable(
        "word-known",
        text(t("arr.word.ok"), "label.small", ink),
        session.word_is_known,
        label=t("arr.word.ok"),
        border=ft.Border.all(1, ink),
        border_radius=12,
        padding=ft.Padding.symmetric(horizontal=16, vertical=14),
    )
    said = ft.Semantics(identifier="word-why", container=True, content=why, expand=True)
    return ft.Row([said, known], spacing=12)


@part
def UntickedLine(is_shown: bool, below: float = 0) -> ft.Control:
    """That there is something to be ticked off, and the way to it; no green, for nobody has asked yet.

    `below` is the room under it.
    """
    p, t, shop, arrivals = use_palette(), use_words(), use_seen_shop(), use_signed_in().arrivals
    language = use_account().language
    count = len(shop.unticked)
    if not is_shown or not count or shop.arrivals:
        return ft.Container(height=0)
    ink = p.on_surface
    words = t("arr.unticked.one" if count == 1 else "arr.unticked", n=in_digits_of(language, str(count)))
    see = tappable(
        "unticked",
        ft.Row(
            [
                ft.Icon(ft.Icons.PAYMENTS_OUTLINED, size=22, color=ink),
                text(words, "label.small", ink, expand=True),
                text(t("arr.look"), "label.small", p.primary),
            ],
            spacing=12,
        ),
        arrivals.take_up,
        label=f"{words}, {t('arr.look')}",
        expand=True,
        border_radius=10,
        padding=ft.Padding.symmetric(horizontal=12, vertical=14),
    )
    clear = icon_button("unticked-clear", ft.Icons.CLOSE_ROUNDED, t("arr.clear"), ink, arrivals.ask_no_ticks)
    return ft.Container(
        ft.Row([see, clear], spacing=4),
        bgcolor=p.surface_container_high,
        padding=ft.Padding.only(left=4, right=4, top=2, bottom=2),
        margin=ft.Margin.only(bottom=below),
    )
