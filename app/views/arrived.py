"""টাকা এসেছে: the whole phone turns green, for eight seconds or until the goods of each payment were ticked off."""

from typing import Final

import flet as ft

from app.kit.buttons import Press, icon_button, tappable
from app.kit.error_boundary import part
from app.kit.look import Look, Say, use_look, use_palette, use_words
from app.kit.palette import Palette
from app.kit.rows import near_time
from app.kit.typography import amount_text, grown, short_text, text
from app.model.records import PaymentRecord
from app.state import Shop
from app.views.parts.notices import announced
from app.views.parts.people import who_paid
from app.views.parts.shop_context import use_account, use_seen_shop, use_session, use_signed_in
from language import Language, in_digits_of
from money import format_taka

# How large the tick is from which height on, in the size of its text: the sum below it is what has to be seen.
_TICKS: Final = ((640, 104), (500, 64), (0, 0))
# What is said of the day's word takes this much of that height, as long as nobody here has read it.
_WHY_HEIGHT: Final = 110
# Lower than this, in the size of its text, every gap is small: else a long name pushes that sentence out of sight.
_LOW: Final = 640
_SIDE: Final = 20
BETWEEN: Final = 4
"""The gap between the lines in the middle."""


def more_words(shop: Shop, t: Say, language: Language) -> str:
    """How many more payments wait below the newest; empty when there are none."""
    waiting = len(shop.arrivals) - 1
    return t("arr.more", n=in_digits_of(language, str(waiting))) if waiting > 0 else ""


@part
def Arrived() -> ft.Control:
    """Nothing until money has just arrived."""
    look, shop, arrivals = use_look(), use_seen_shop(), use_signed_in().arrivals
    p, t, page, payment = look.p, look.t, ft.context.page, shop.arrived
    if payment is None:
        return ft.Container(width=0, height=0, left=0, top=0)

    def view() -> None:
        close()
        page.navigate(f"/payments/{payment.id}")

    def close() -> None:
        arrivals.look_closer(payment.id)
        arrivals.put_away()

    lines = [
        _head(more_words(shop, t, look.language), close, look),
        _middle(payment, shop, look),
        _confirmed(look),
        _given(payment.id, lambda: arrivals.tick_off(payment.id), look),
        tappable(
            "arrived-view",
            text(t("pay.view"), "label", p.on_paid_surface, text_align=ft.TextAlign.CENTER),
            view,
            label=t("pay.view"),
            border_radius=14,
            alignment=ft.Alignment.CENTER,
            padding=around_words(look)[1],
        ),
    ]
    around, between = gaps(look)
    column = ft.Column(lines, spacing=between, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    sentence = t("a11y.live", amt=format_taka(payment.amount, look.language), name=who_paid(payment, look.language)[0])
    padding = ft.Padding.symmetric(horizontal=_SIDE, vertical=around)
    green = ft.Container(ft.SafeArea(column, expand=True), bgcolor=p.paid_surface, padding=padding, expand=True)
    whole = ft.Semantics(identifier="arrived", container=True, content=green)
    inside = [ft.Container(whole, left=0, right=0, top=0, bottom=0), announced(sentence, payment.id)]
    return ft.Container(ft.Stack(inside, expand=True), left=0, right=0, top=0, bottom=0)


def gaps(look: Look) -> tuple[float, float]:
    """Above and below all of it, and between its parts."""
    return (6, 4) if look.is_low else (12, 6) if _room(look) < _LOW else (20, 12)


def around_words(look: Look) -> tuple[float, float]:
    """Around what is said on the two presses at the bottom, whose words are then large enough to be hit."""
    return (10, 6) if look.is_low else (16, 12)


def name_style(look: Look) -> str:
    """Of who paid."""
    return "subtitle" if look.is_low else "title"


def confirmed_style(look: Look) -> str:
    """Of the sentence that says what the money means."""
    return "label.small" if look.is_low else "label"


def why_style(look: Look) -> tuple[str, str, float]:
    """What the day's word is for: the sentence, its style, and how much is at both sides of what takes it away."""
    return ("arr.word.why.short", "caption", 8) if look.is_low else ("arr.word.why", "small", 16)


def _room(look: Look) -> float:
    """How high the window is, in the size of its text."""
    return look.height / look.text_scale


def _head(more: str, close: Press, look: Look) -> ft.Control:
    """How many more there are; where neither they nor much else has room, that it is paid."""
    ink = look.p.on_paid_surface
    left = more_chip(more, look.p) if more else _paid(look) if look.is_low else None
    cross = icon_button("arrived-close", ft.Icons.CLOSE_ROUNDED, look.t("act.close"), ink, close)
    return ft.Row([ft.Container(left, expand=True), cross], spacing=8)


def _paid(look: Look) -> ft.Control:
    return text(look.t("st.paid"), "headline", look.p.on_paid_surface)


def _middle(payment: PaymentRecord, shop: Shop, look: Look) -> ft.Control:
    """The sum, large; above it the tick where there is room for one, below it who paid how and when."""
    ink, language = look.p.on_paid_surface, look.language
    when = near_time(payment.paid_at or payment.created_at, use_session().clock(), language)
    who, method = who_paid(payment, language)
    about = " · ".join(word for word in (method, when) if word)
    amount, word = format_taka(payment.amount, language), word_of_the_day(shop, look)
    below = text(about, "small", ink, text_align=ft.TextAlign.CENTER)
    return ft.Column(
        [
            *_tick(look, _WHY_HEIGHT if shop.daily_word and not use_account().is_word_known else 0),
            *([] if look.is_low and not more_words(shop, look.t, language) else [_paid(look)]),
            amount_text(amount, "amount.hero", ink, look.width - 48, look.text_scale),
            text(who, name_style(look), ink, text_align=ft.TextAlign.CENTER),
            # What proves that this is no faked screen is never the line that has to be scrolled to.
            *([*word, WhatTheWordIsFor(), below] if look.is_low else [below, *word, WhatTheWordIsFor()]),
        ],
        spacing=BETWEEN,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
    )


def _tick(look: Look, taken: int) -> list[ft.Control]:
    room = _room(look) - taken
    side = next(side for least, side in _TICKS if room >= least)
    if not side:
        return []
    tick = ft.Container(
        ft.Icon(ft.Icons.CHECK_ROUNDED, size=side * 0.6, color=look.p.paid_surface),
        width=side,
        height=side,
        border_radius=side / 2,
        bgcolor=look.p.on_paid_surface,
        alignment=ft.Alignment.CENTER,
    )
    return [tick, ft.Container(height=12)]


def _confirmed(look: Look) -> ft.Control:
    ink = look.p.on_paid_surface
    words = text(look.t("go.paid"), confirmed_style(look), ink, expand=True, expand_loose=True)
    row: list[ft.Control] = [ft.Icon(ft.Icons.VERIFIED_ROUNDED, size=24, color=ink), words]
    return ft.Row(row, spacing=12, alignment=ft.MainAxisAlignment.CENTER)


def _given(payment_id: str, tick_off: Press, look: Look) -> ft.Control:
    p, words = look.p, look.t("chk.given")
    given = tappable(
        "arrived-seen",
        short_text(words, "label", p.paid_surface),
        tick_off,
        label=words,
        bgcolor=p.on_paid_surface,
        border_radius=14,
        alignment=ft.Alignment.CENTER,
        padding=around_words(look)[0],
    )
    # A press that comes late, for the payment that stood here before, finds no button any more, and ticks off none.
    given.key = payment_id
    return given


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
    return [grown(text(t("arr.word", word=shop.daily_word), "label", p.on_paid_surface), by)] if shop.daily_word else []


@part
def WhatTheWordIsFor() -> ft.Control:
    """Below the word, until somebody here has read it; then never again on this device."""
    look, account, shop, session = use_look(), use_account(), use_seen_shop(), use_session()
    t, ink = look.t, look.p.on_paid_surface
    sentence, style, beside = why_style(look)
    if not shop.daily_word or account.is_word_known:
        return ft.Container(height=0)
    why = text(t(sentence), style, ink)
    known = tappable(
        "word-known",
        text(t("arr.word.ok"), "label.small", ink),
        session.word_is_known,
        label=t("arr.word.ok"),
        border=ft.Border.all(1, ink),
        border_radius=12,
        padding=ft.Padding.symmetric(horizontal=beside, vertical=14),
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
