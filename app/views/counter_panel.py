"""The payment that has just arrived, large at the counter, with how many more there are, until its goods are given."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final, cast

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, tappable
from app.kit.error_boundary import part
from app.kit.look import Look, use_look
from app.kit.palette import Palette
from app.kit.rows import near_time
from app.kit.typography import amount_text, grown, text
from app.model.connection import ConnectionState
from app.model.records import PaymentRecord
from app.state import Shop
from app.views.arrived import WhatTheWordIsFor, more_chip, more_words, word_of_the_day
from app.views.parts.notices import announced
from app.views.parts.people import who_paid
from app.views.parts.shop_context import no_answer_words, use_session, use_shop, use_signed_in
from language import isolated
from money import format_taka

_BESIDE_HERO: Final = 76
"""The panel's edges, and the gap before what is pressed beside the sum."""
_EDGES: Final = 44
# In large letters the two presses share a line below the sum.
_GIVEN_SHARE, _VIEW_SHARE = 3, 2


@part
def Newest(room: float) -> ft.Control:
    """The newest until it is ticked off or old, and then the next; never one that nobody asked for from the disk.

    `room` is how wide it may be. The focus stays in it: what is pressed by Enter leads to the next payment, and not to
    the first thing on the screen.
    """
    look = use_look()
    p, t, shop, arrivals = look.p, look.t, use_shop(), use_signed_in().arrivals
    by = look.grow
    has_focus: MutableRef[bool] = ft.use_ref(lambda: False)
    drawn: MutableRef[ft.Button] = ft.use_ref()
    payment = shop.arrived

    async def keep_focus() -> None:
        # A button of its own for each payment: without this the focus falls back to where it was before.
        if has_focus.current and drawn.current is not None:
            with suppress(RuntimeError, TimeoutError):
                await cast(Callable[[], Awaitable[None]], drawn.current.focus)()

    ft.use_effect(keep_focus, [payment.id if payment is not None else ""], cleanup=lambda: None)
    if payment is None:
        # With a full disk it is not the line that is missing; the strip above says what is.
        is_off = shop.is_kept and shop.connection is ConnectionState.OFFLINE
        drawn.current = None
        return _nothing_yet(look, no_answer_words(shop, t) if is_off else "", has_focus=bool(has_focus.current))

    def view() -> None:
        arrivals.look_closer(payment.id)
        ft.context.page.navigate(f"/payments/{payment.id}")

    def focus(_: object, *, on: bool = True) -> None:
        has_focus.current = on

    given = ft.Button(
        ft.Semantics(
            exclude_semantics=True,
            content=grown(text(t("chk.given"), "label", p.paid_surface, text_align=ft.TextAlign.CENTER), by),
        ),
        height=50 * by * min(look.text_scale, 1.4),
        on_click=lambda: arrivals.tick_off(payment.id),
        on_focus=focus,
        on_blur=lambda event: focus(event, on=False),
        style=_on_green(p),
    )
    drawn.current = given
    named = ft.Semantics(identifier="arrived-seen", label=t("chk.given"), button=True, content=given)
    # A press that comes late, for the payment that stood here before, finds no button any more, and ticks off none.
    once = ft.MergeSemantics(named, key=payment.id, expand=_GIVEN_SHARE if look.is_large else None)
    return _panel(payment, once, view, room)


def _panel(payment: PaymentRecord, given: ft.Control, view: Press, room: float) -> ft.Control:
    look = use_look()
    p, t, shop = look.p, look.t, use_shop()
    session, by, language = use_session(), look.grow, look.language
    ink, amount = p.on_paid_surface, format_taka(payment.amount, language)
    moment = near_time(payment.paid_at or payment.created_at, session.clock(), language)
    came = t("ctr.just") if shop.is_just_come else t("ctr.at", t=moment)
    about = " · ".join(isolated(word) for word in who_paid(payment, language) if word)
    more = more_words(shop, t, language)
    seen = tappable(
        "arrived-view",
        grown(text(t("pay.view"), "label", ink, text_align=ft.TextAlign.CENTER), by),
        view,
        label=t("pay.view"),
        expand=_VIEW_SHARE if look.is_large else None,
        border=ft.Border.all(1, ink),
        border_radius=14,
        alignment=ft.Alignment.CENTER,
        padding=ft.Padding.symmetric(horizontal=8, vertical=11),
    )
    head = ft.Row(
        [
            ft.Icon(ft.Icons.CHECK_CIRCLE_ROUNDED, size=24 * by, color=ink),
            grown(text(came, "label", ink, expand=True), by),
            ft.Container(more_chip(more, p) if more else None),
        ],
        spacing=10,
    )
    hero = amount_text(amount, "amount.hero", ink, hero_room(look, room), look.text_scale, by)
    if look.is_large and shop.is_just_come:
        about = f"{about} · {moment}"
    main = ft.Column([head, hero, grown(text(about, "body", ink), by)], spacing=4, expand=not look.is_large or None)
    when = grown(text(moment, "small", ink, text_align=ft.TextAlign.END), by)
    lines: list[ft.Control] = [
        *([main, ft.Row([given, seen], spacing=10)] if look.is_large else [_beside(main, [when, given, seen], look)]),
        ft.Container(height=1, bgcolor=ft.Colors.with_opacity(0.3, ink)),
        _foot(shop, look),
        WhatTheWordIsFor(),
    ]
    green = ft.Container(
        ft.Column(lines, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=p.paid_surface,
        border_radius=24,
        padding=ft.Padding.only(left=24, right=20, top=16, bottom=14),
    )
    said = announced(t("a11y.live", amt=amount, name=who_paid(payment, language)[0]), payment.id)
    return ft.Stack([ft.Semantics(identifier="arrived", container=True, content=green), said])


def hero_room(look: Look, room: float) -> float:
    """How wide the sum may be: in large letters the panel's whole width, or it would be smaller than in others."""
    return max(180.0, room - (_EDGES if look.is_large else _press_width(look) + _BESIDE_HERO))


def _press_width(look: Look) -> float:
    return 172 * look.grow * look.text_scale


def _beside(main: ft.Control, press: Sequence[ft.Control], look: Look) -> ft.Control:
    """What came, and right of it when and what to do."""
    right = ft.Column(
        list(press), spacing=10, width=_press_width(look), horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return ft.Row([main, right], spacing=16, vertical_alignment=ft.CrossAxisAlignment.START)


def _foot(shop: Shop, look: Look) -> ft.Control:
    ink, by = look.p.on_paid_surface, look.grow
    confirmed = grown(text(look.t("go.paid"), "label", ink, expand=True), by)
    icon = ft.Icon(ft.Icons.VERIFIED_ROUNDED, size=26 * by, color=ink)
    word = word_of_the_day(shop, look, by)
    if look.is_large:
        # Beside the word of the day each of the sentence's words would have a line of its own.
        return ft.Column([ft.Row([icon, confirmed], spacing=12), *word], spacing=8)
    return ft.Row([icon, confirmed, *word], spacing=12)


def _on_green(p: Palette) -> ft.ButtonStyle:
    """The ring is seen on green too."""
    return ft.ButtonStyle(
        bgcolor=p.on_paid_surface,
        elevation=0,
        side={
            ft.ControlState.FOCUSED: ft.BorderSide(4, p.tertiary),
            ft.ControlState.DEFAULT: ft.BorderSide(1, p.on_paid_surface),
        },
        shape=ft.RoundedRectangleBorder(radius=14),
        padding=ft.Padding.symmetric(horizontal=8),
    )


def _nothing_yet(look: Look, why_not: str, *, has_focus: bool) -> ft.Control:
    """`why_not` is why nothing can be told now; empty while it can."""
    p, t = look.p, look.t
    icon = ft.Icons.CLOUD_OFF_OUTLINED if why_not else ft.Icons.PAYMENTS_OUTLINED
    words: list[ft.Control] = [text(t("ctr.wait"), "title", p.on_surface)]
    words.append(text(why_not or t("home.caution"), "body", p.on_surface_variant))
    inside = ft.Row(
        [ft.Icon(icon, size=48, color=p.on_surface_variant), ft.Column(words, spacing=4, expand=True, tight=True)],
        spacing=24,
    )
    box = ft.Container(
        inside,
        bgcolor=p.surface_container_lowest,
        border=ft.Border.all(1, p.outline),
        border_radius=24,
        padding=ft.Padding.symmetric(horizontal=32, vertical=28),
    )
    # Takes the focus over from the last button that stood here.
    keeps = ft.KeyboardListener(ft.Container(width=1, height=1), autofocus=has_focus, include_semantics=False)
    waits = ft.Semantics(identifier="counter-waits", container=True, content=box)
    return ft.Stack([waits, ft.Container(keeps, left=0, top=0)])
