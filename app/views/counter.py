"""কাউন্টার: what the desktop at the counter shows: the newest payment, what is not confirmed, and the QR to scan."""

from itertools import groupby
from typing import Final

import flet as ft

from app.look.palette import Palette
from app.look.type import amount_text, short_text, text
from app.services.history import Chosen, Line, lines
from app.services.live_updates import Light
from app.services.records import LinkRecord, PaymentRecord
from app.shop import PROCESSING_FOR, Account
from app.views.home import Loading
from app.views.parts.badges import badge
from app.views.parts.buttons import abreast, button, tappable
from app.views.parts.context import (
    Say,
    go,
    no_answer_words,
    use_account,
    use_desk,
    use_large,
    use_palette,
    use_pane,
    use_rows,
    use_shop,
    use_words,
)
from app.views.parts.frame import TroubleStrip, light_chip
from app.views.parts.guard import part
from app.views.parts.history_rows import day_words, has_status, line_address, line_look, line_who
from app.views.parts.qr import method_chips, qr_image, short_url
from app.views.parts.rows import focus_ring, row_key
from app.views.parts.share_button import ShareButton
from app.views.parts.sound_switch import SoundSwitch
from app.views.parts.surfaces import card, rule
from language import Language, clock_time, in_digits_of, isolated, method_name
from language.moments import clock_digits, day_part
from money import format_taka

_FEED: Final = 20
_WAITING: Final = 3


@part
def Counter() -> ft.Control:
    """Two columns: money at the left, the customer's QR at the right."""
    p, t, shop, desk = use_palette(), use_words(), use_shop(), use_desk()
    language = use_account().language
    if shop.home is None or desk.store is None:
        return Loading()
    waiting = desk.store.pending_payments(desk.clock() - PROCESSING_FOR, _WAITING)
    found, _ = lines(desk.store, Chosen(), _FEED)
    focused = use_rows({line.id: line_address(line) for line in found if line.payment is not None})
    feed = ft.Column(
        [_feed(found, p, t, use_account(), focused)],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    left = ft.Column(
        [
            *([_reconnecting(p, t)] if shop.is_kept and shop.light is not Light.LIVE else []),
            Newest(),
            *(_unconfirmed(payment, p, t, language) for payment in waiting),
            ft.Row(
                [
                    text(t("ctr.feed"), "title", p.on_surface, expand=True),
                    tappable(
                        "see-all",
                        text(t("act.seeall"), "label.small", p.primary),
                        go("/history"),
                        label=t("hist.title"),
                        padding=8,
                        border_radius=10,
                    ),
                ]
            ),
            use_pane(feed),
        ],
        spacing=12,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    right = ft.Container(
        _qr_side(shop.home.store_link, shop.home.shop.name, p, t, language, large=use_large()), width=372
    )
    panes = ft.Row([left, right], spacing=20, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Column([Head(), TroubleStrip(tells_offline=False), panes], spacing=12, expand=True)


@part
def Head() -> ft.Control:
    """Title, line, today's sum, the sound and নিউ লিংক."""
    p, t, shop, language = use_palette(), use_words(), use_shop(), use_account().language
    assert shop.home is not None
    titles = ft.Column(
        [
            short_text(t("ctr.title"), "headline", p.on_surface),
            short_text(shop.home.shop.name, "caption", p.on_surface_variant),
        ],
        spacing=0,
    )
    count = t(
        "ctr.count.one" if shop.home.today.count == 1 else "ctr.count",
        n=in_digits_of(language, str(shop.home.today.count)),
    )
    today = ft.Column(
        [
            text(f"{t('ctr.today')} · {count}", "caption", p.on_surface_variant),
            ft.Semantics(
                identifier="today-sum",
                container=True,
                content=text(format_taka(shop.home.today.total, language), "amount.sm", p.on_surface),
            ),
        ],
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.END,
    )
    new = button(
        "new-link", t("act.newlink"), p, go("/new"), kind="marigold", icon=ft.Icons.ADD_ROUNDED, name=t("a11y.newlink")
    )
    return ft.Row(
        [titles, light_chip(shop.light, p, t), ft.Container(expand=True), today, SoundSwitch(), new], spacing=14
    )


@part
def Newest() -> ft.Control:
    """The payment that has just arrived, large and green, until it was seen or is old; never one from the disk."""
    p, t, shop, account, desk = use_palette(), use_words(), use_shop(), use_account(), use_desk()
    page, payment, language = ft.context.page, shop.arrived, account.language
    if payment is None:
        # With a full disk it is not the line that is missing; the strip above says what is.
        is_off = shop.is_kept and shop.light is Light.OFFLINE
        return _nothing_yet(p, t, no_answer_words(shop, t) if is_off else "")
    ink = p.on_paid_surface

    def view() -> None:
        desk.seen()
        page.navigate(f"/payments/{payment.id}")

    told = (payment.name, method_name(payment.method, language), payment.gateway_ref)
    about = " · ".join(isolated(word) for word in told if word)
    moment = clock_time(payment.paid_at or payment.created_at, language)
    press = ft.Container(
        ft.Column(
            [
                text(moment, "small", ink, text_align=ft.TextAlign.END),
                _on_green("arrived-seen", t("ctr.seen"), p, desk.seen, filled=True),
                _on_green("arrived-view", t("pay.view"), p, view, filled=False),
            ],
            spacing=10,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        width=168 * min(account.text_scale, 1.4),
    )
    main = ft.Column(
        [
            ft.Row(
                [ft.Icon(ft.Icons.CHECK_CIRCLE_ROUNDED, size=24, color=ink), text(t("ctr.just"), "label", ink)],
                spacing=10,
            ),
            amount_text(format_taka(payment.amount, language), "amount.hero", ink, 420, account.text_scale),
            short_text(about, "body", ink),
        ],
        spacing=4,
        expand=True,
    )
    lines_: list[ft.Control] = [
        ft.Row([main, press], vertical_alignment=ft.CrossAxisAlignment.START),
        ft.Container(height=1, bgcolor=ft.Colors.with_opacity(0.3, ink)),
        ft.Row(
            [
                ft.Icon(ft.Icons.VERIFIED_ROUNDED, size=26, color=ink),
                text(t("go.paid"), "label", ink, expand=True),
                *([text(t("arr.word", word=shop.word), "label", ink)] if shop.word else []),
            ],
            spacing=12,
        ),
    ]
    panel = ft.Container(
        ft.Column(lines_, spacing=14, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=p.paid_surface,
        border_radius=24,
        padding=ft.Padding.only(left=28, right=24, top=18, bottom=18),
    )
    label = t("a11y.live", amt=format_taka(payment.amount, language), name=payment.name)
    return ft.Semantics(identifier="arrived", label=label, container=True, live_region=True, content=panel)


def _on_green(ident: str, label: str, p: Palette, on_click: object, *, filled: bool) -> ft.Control:
    ink = p.paid_surface if filled else p.on_paid_surface
    return tappable(
        ident,
        text(label, "label", ink, text_align=ft.TextAlign.CENTER),
        on_click,  # type: ignore[arg-type]
        label=label,
        bgcolor=p.on_paid_surface if filled else None,
        border=ft.Border.all(1, p.on_paid_surface),
        border_radius=14,
        alignment=ft.Alignment.CENTER,
        padding=ft.Padding.symmetric(horizontal=12, vertical=13),
    )


def _nothing_yet(p: Palette, t: Say, why_not: str) -> ft.Control:
    """`why_not` is why nothing can be told now; empty while it can."""
    icon = ft.Icons.CLOUD_OFF_OUTLINED if why_not else ft.Icons.PAYMENTS_OUTLINED
    words: list[ft.Control] = [text(t("ctr.wait"), "title", p.on_surface)]
    words.append(text(why_not or t("home.caution"), "body", p.on_surface_variant))
    inside = ft.Row(
        [ft.Icon(icon, size=48, color=p.on_surface_variant), ft.Column(words, spacing=4, expand=True, tight=True)],
        spacing=24,
    )
    return ft.Semantics(
        identifier="counter-waits",
        container=True,
        content=ft.Container(
            inside,
            bgcolor=p.surface_container_lowest,
            border=ft.Border.all(1, p.outline),
            border_radius=24,
            padding=ft.Padding.symmetric(horizontal=40, vertical=40),
        ),
    )


def _reconnecting(p: Palette, t: Say) -> ft.Control:
    ink, desk = p.on_inverse_surface, use_desk()
    row = ft.Row(
        [
            ft.Icon(ft.Icons.SYNC_ROUNDED, size=20, color=ink),
            text(t("ctr.reconnect"), "label.small", ink, expand=True),
            tappable(
                "retry",
                text(t("act.retry"), "label.small", p.inverse_primary),
                desk.wake,
                label=t("act.retry"),
                padding=6,
                border_radius=8,
            ),
        ],
        spacing=12,
    )
    strip = ft.Container(
        row, bgcolor=p.inverse_surface, border_radius=14, padding=ft.Padding.symmetric(horizontal=18, vertical=8)
    )
    return ft.Semantics(identifier="reconnecting", container=True, live_region=True, content=strip)


def _unconfirmed(payment: PaymentRecord, p: Palette, t: Say, language: Language) -> ft.Control:
    """Somebody is paying: the goods stay here."""
    ink = p.on_tertiary_container
    row = ft.Row(
        [
            ft.Icon(ft.Icons.FRONT_HAND_ROUNDED, size=22, color=ink),
            text(format_taka(payment.amount, language), "amount.sm", ink),
            short_text(t("ctr.pending", name=payment.name), "small", ink, expand=True),
            ft.Icon(ft.Icons.HOURGLASS_TOP_ROUNDED, size=16, color=ink),
            text(t("st.processing"), "badge", ink),
        ],
        spacing=10,
    )
    return ft.Semantics(
        identifier="unconfirmed",
        container=True,
        content=ft.Container(
            row,
            bgcolor=p.tertiary_container,
            border_radius=14,
            padding=ft.Padding.symmetric(horizontal=18, vertical=10),
        ),
    )


def _feed(found: list[Line], p: Palette, t: Say, account: Account, focused: str) -> ft.Control:
    if not found:
        return card(text(t("hist.empty"), "small", p.on_surface_variant), p)
    today = use_desk().clock()
    rows: list[ft.Control] = []
    for day, of_day in groupby(found, key=lambda line: line.day):
        if rows:
            words = day_words(day, today, account.language)
            band = ft.Container(
                text(words, "badge", p.on_surface),
                bgcolor=p.surface_container_low,
                padding=ft.Padding.symmetric(horizontal=20, vertical=8),
            )
            rows += [rule(p), band]
        for line in of_day:
            if rows:
                rows.append(ft.Container(height=1, bgcolor=p.ledger_rule))
            rows.append(_feed_row(line, p, t, account, focused))
    return card(ft.Column(rows, spacing=0), p, padding=0)


def _feed_row(line: Line, p: Palette, t: Say, account: Account, focused: str) -> ft.Control:
    language, scale = account.language, account.text_scale
    who, method = line_who(line, t, language)
    look = line_look(line)
    came = line.amount.poisha > 0 and look == "paid"
    amount = format_taka(line.amount, language, signed=True)
    below = " · ".join(word for word in (method, line.payment.gateway_ref if line.payment else "") if word)
    clock = ft.Column(
        [
            short_text(clock_digits(line.created_at, language), "figure", p.on_surface),
            short_text(day_part(line.created_at, language), "caption", p.on_surface_variant),
        ],
        spacing=0,
    )
    words: list[ft.Control] = [
        short_text(who, "label", p.on_surface),
        text(below, "caption", p.on_surface_variant),
    ]
    middle = ft.Column(words, spacing=0, expand=True)
    figure = text(amount, "amount.sm", p.paid if came else p.on_surface)
    sum_ = ft.Container(figure, width=150 * scale, alignment=ft.Alignment.CENTER_RIGHT)
    status = [badge(look, p, t)] if has_status(line) else []
    row = ft.Stack(
        [
            ft.Container(
                ft.Row([ft.Container(clock, width=84 * scale), middle, *status, sum_], spacing=12),
                padding=ft.Padding.symmetric(horizontal=20, vertical=9),
            ),
            ft.Container(width=1, bgcolor=p.margin_rule, left=84 * scale, top=0, bottom=0),
            ft.Container(width=1, bgcolor=p.margin_rule, left=84 * scale + 4, top=0, bottom=0),
        ]
    )
    if line.payment is None:
        return row
    moment = clock_time(line.created_at, language)
    label = t("a11y.row", amt=amount, name=who, status=t(f"st.{look}"), t=moment)
    ring, there = focus_ring(p) if line.id == focused else None, go(line_address(line))
    return tappable(f"entry-{line.payment.id}", row, there, label=label, border=ring, key=row_key(line.id))


def _qr_side(link: LinkRecord | None, name: str, p: Palette, t: Say, language: Language, *, large: bool) -> ft.Control:
    """What the customer scans, black on white in both themes."""
    if link is None:
        return ft.Container()
    full = tappable(
        "full-qr",
        ft.Row(
            [
                ft.Icon(ft.Icons.FULLSCREEN_ROUNDED, size=22, color=p.on_ink),
                short_text(t("ctr.full"), "label", p.on_ink, expand=1, expand_loose=True),
            ],
            spacing=8,
            alignment=ft.MainAxisAlignment.CENTER,
        ),
        go(f"/qr/{link.id}"),
        label=t("ctr.full"),
        expand=None if large else 1,
        bgcolor=p.ink_raised,
        border_radius=12,
        padding=13,
    )
    column = ft.Column(
        [
            text(t("ctr.scan"), "headline", p.on_ink, text_align=ft.TextAlign.CENTER),
            text(t("ctr.scan.sub"), "small", p.on_ink_variant, text_align=ft.TextAlign.CENTER),
            ft.Row([qr_image(link.url, 290, t("a11y.qr"))], alignment=ft.MainAxisAlignment.CENTER),
            text(name, "title", p.on_ink, text_align=ft.TextAlign.CENTER),
            short_text(short_url(link.url), "label.small", p.tertiary, text_align=ft.TextAlign.CENTER),
            *method_chips(p.on_ink, p.ink_raised, language, large=large),
            abreast([full, ShareButton(link.id, "store-share", 0 if large else 1)], large=large),
        ],
        spacing=10,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(column, bgcolor=p.ink, border_radius=20, padding=24)
