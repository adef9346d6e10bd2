"""Signing in: the mobile number, then the code that came by SMS."""

import asyncio
import re
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.look.palette import Palette
from app.look.type import still_text, text
from app.services.checkout_client import CheckoutError, Rejected
from app.shop import Account
from app.views.parts.badges import badge, notice
from app.views.parts.buttons import Press, button, tappable
from app.views.parts.context import WIDE_FROM, Say, use_account, use_desk, use_palette, use_words
from app.views.parts.fields import field
from app.views.parts.guard import part, typed
from app.views.parts.kept import use_kept, use_kept_state
from app.views.parts.question import use_question
from app.views.parts.surfaces import bottom_bar, heading, mark, scrolling, top_bar
from codes import read_one_time_code, seen
from language import Language, grouped_mobile, in_digits_of, method_name, wait_phrase
from money import Money, format_taka

_MOBILE: Final = re.compile(r"(?:\+?88)?(01[3-9]\d{8})")


@part
def SignIn() -> ft.Control:
    """Number first, then the code; what was typed stays through every error."""
    sent, set_sent = use_kept_state("sent", ("", 0, "", 0))
    phone, wait_seconds, demo_code, sends_count = sent
    # Held here, so that it is still there for who comes back to correct a digit.
    number: MutableRef[ft.TextField] = use_kept("phone")
    account = use_account()
    form = (
        CodeForm(phone, wait_seconds, demo_code, sends_count, set_sent)
        if phone
        else PhoneForm(number, lambda phone, seconds, code: set_sent((phone, seconds, code, 1)))
    )
    p = use_palette()
    if account.width >= WIDE_FROM:
        return ft.Row(
            [
                ft.Container(Poster(True), width=600, bgcolor=p.ink),
                ft.Container(form, expand=True, alignment=ft.Alignment.CENTER),
            ],
            spacing=0,
            expand=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    return form


@part
def PhoneForm(ref: MutableRef[ft.TextField], on_sent: Press) -> ft.Control:
    """The mobile number, in either digits."""
    p, t, account, desk = use_palette(), use_words(), use_account(), use_desk()
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)
    wide = account.width >= WIDE_FROM

    async def send() -> None:
        number = _MOBILE.fullmatch(re.sub(r"[\s\u2010-\u2013-]", "", seen(typed(ref))))
        if number is None:
            set_error(t("in.err.phone"))
            return
        set_busy(True)
        set_error("")
        try:
            code = await desk.send_code(number[1])
        except Rejected as refused:
            set_error(refused.fields.get("phone") or refused.detail)
        except CheckoutError:
            set_error(t("err.unreachable"))
        else:
            on_sent(number[1], code.resend_after_seconds, code.demo_code)
        finally:
            set_busy(False)

    lines: list[ft.Control] = [
        *(
            [notice(t(account.notice), ft.Icons.LOGOUT_ROUNDED, p.tertiary_container, p.on_tertiary_container)]
            if account.notice
            else []
        ),
        heading(t("in.title"), "headline", p.on_surface, level=1),
        text(t("in.sub"), "small", p.on_surface_variant),
        field(
            "phone",
            t("in.phone"),
            ref,
            p,
            error=error,
            style="label",
            autofocus=True,
            hint_text=in_digits_of(account.language, "01XXX XXX XXX"),
            keyboard_type=ft.KeyboardType.PHONE,
            on_submit=send,
            max_length=20,
            counter="",
        ),
        button("send-code", t("in.send"), p, send, kind="disabled" if busy else "primary"),
        text(t("in.legal"), "caption", p.on_surface_variant, text_align=ft.TextAlign.CENTER),
        *([OwnServer()] if desk.may_choose_server else []),
    ]
    form = ft.Column(lines, spacing=14, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    if wide:
        language = ft.Container(LanguageSwitch(False), alignment=ft.Alignment.CENTER_RIGHT, padding=20)
        return ft.Column(
            [language, ft.Container(expand=True), ft.Container(form, width=420), ft.Container(expand=2)],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            expand=True,
        )
    return ft.Column(
        [
            ft.Column(
                [ft.Container(Poster(False), bgcolor=p.ink), ft.Container(form, padding=20)],
                spacing=0,
                scroll=ft.ScrollMode.AUTO,
                expand=True,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            )
        ],
        expand=True,
    )


@part
def CodeForm(phone: str, wait_seconds: int, demo_code: str, sends_count: int, set_sent: Press) -> ft.Control:
    """The six digits; another code can be asked for after a minute."""
    p, t, account, desk = use_palette(), use_words(), use_account(), use_desk()
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)
    left, set_left = ft.use_state(wait_seconds)
    ref: MutableRef[ft.TextField] = use_kept("code")
    wide = account.width >= WIDE_FROM

    async def count_down() -> None:
        for second in range(wait_seconds, -1, -1):
            set_left(second)
            await asyncio.sleep(1)

    ft.use_effect(count_down, [sends_count], cleanup=lambda: None)

    async def verify() -> None:
        code = read_one_time_code(typed(ref))
        if not code:
            set_error(t("otp.err"))
            return
        set_busy(True)
        try:
            await desk.sign_in(phone, code)
        except Rejected as refused:
            if refused.again_seconds:
                set_error(t("otp.locked", t=wait_phrase(refused.again_seconds, account.language)))
            else:
                set_error(refused.fields.get("code") or refused.detail)
        except CheckoutError:
            set_error(t("err.unreachable"))
        finally:
            set_busy(False)

    async def resend() -> None:
        try:
            code = await desk.send_code(phone)
        except CheckoutError as refused:
            set_error(refused.detail if isinstance(refused, Rejected) else t("err.unreachable"))
        else:
            set_sent((phone, code.resend_after_seconds, code.demo_code, sends_count + 1))

    def change() -> None:
        ref.current = None
        set_sent(("", 0, "", 0))

    shown = in_digits_of(account.language, grouped_mobile(phone))
    again = (
        text(
            t("otp.resend.in", t=wait_phrase(left, account.language)),
            "small",
            p.on_surface_variant,
        )
        if left
        else tappable("resend", text(t("otp.resend"), "label.small", p.primary), resend, padding=6)
    )
    lines: list[ft.Control] = [
        heading(t("otp.title"), "headline", p.on_surface, level=1),
        text(t("otp.sub", phone=shown), "small", p.on_surface_variant),
        ft.Row([tappable("change-number", text(t("otp.change"), "label.small", p.primary), change, padding=14)]),
        field(
            "code",
            t("otp.title"),
            ref,
            p,
            error=error,
            style="amount.md",
            autofocus=True,
            text_align=ft.TextAlign.CENTER,
            keyboard_type=ft.KeyboardType.NUMBER,
            on_submit=verify,
            # A pasted code has marks and spaces in it, or the whole message around it.
            max_length=400,
            counter="",
        ),
        ft.Row([ft.Icon(ft.Icons.SCHEDULE_OUTLINED, size=20, color=p.on_surface_variant), again], spacing=8),
    ]
    if demo_code:
        words = t("in.demo", code=in_digits_of(account.language, demo_code))
        lines.append(notice(words, ft.Icons.SMS_OUTLINED, p.surface_container_high, p.on_surface, ident="demo-code"))
    safe = notice(t("otp.safe"), ft.Icons.SHIELD_ROUNDED, p.tertiary_container, p.on_tertiary_container)
    go_on = button("verify", t("otp.verify"), p, verify, kind="disabled" if busy else "primary")
    if wide:
        form = ft.Column([*lines, safe, go_on], spacing=14, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
        return ft.Column(
            [ft.Container(expand=1), ft.Container(form, width=420), ft.Container(expand=2)],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            expand=True,
        )
    return ft.Column(
        [
            top_bar("", p, change, t("act.back")),
            scrolling([*lines, safe], padding=20, spacing=14),
            bottom_bar(p, [go_on]),
        ],
        spacing=0,
        expand=True,
    )


@part
def OwnServer() -> ft.Control:
    """For those who host Aday themselves: the address, and another one."""
    p, t, desk = use_palette(), use_words(), use_desk()
    asking, set_asking = ft.use_state(False)
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)
    ref: MutableRef[ft.TextField] = ft.use_ref(None)

    async def choose() -> None:
        set_busy(True)
        set_error("")
        try:
            await desk.choose_server(typed(ref))
        except CheckoutError:
            set_error(t("in.server.err"))
        else:
            set_asking(False)
        finally:
            set_busy(False)

    def close() -> None:
        set_asking(False)

    lines = [
        heading(t("in.server.title"), "title", p.on_surface),
        text(t("in.server.sub"), "small", p.on_surface_variant),
        field(
            "server",
            t("in.server.label"),
            ref,
            p,
            initial=desk.server_url,
            error=error,
            keyboard_type=ft.KeyboardType.URL,
            on_submit=choose,
            max_length=200,
            counter="",
        ),
        button("server-save", t("act.save"), p, choose, kind="disabled" if busy else "primary"),
        button("server-no", t("act.cancel"), p, close, kind="text"),
    ]
    use_question(open_now=asking, lines=lines, close=close)
    host = desk.server_url.partition("://")[2]
    return button("own-server", t("in.server", host=host), p, lambda: set_asking(True), kind="text")


@part
def LanguageSwitch(on_ink: bool) -> ft.Control:
    """The other language, in its own script."""
    p, t, account, desk = use_palette(), use_words(), use_account(), use_desk()
    other: Language = "bn" if account.language == "en" else "en"

    async def switch() -> None:
        await desk.choose_language(other)

    ink = p.on_ink if on_ink else p.on_surface
    row = ft.Row(
        [ft.Icon(ft.Icons.TRANSLATE_ROUNDED, size=20, color=ink), text(t(f"set.lang.{other}"), "label.small", ink)],
        spacing=8,
        tight=True,
    )
    return tappable(
        "switch-language",
        row,
        switch,
        label=t(f"set.lang.{other}"),
        bgcolor=p.ink_raised if on_ink else None,
        border=None if on_ink else ft.Border.all(1, p.outline_variant),
        border_radius=12,
        padding=ft.Padding.symmetric(horizontal=14, vertical=14),
    )


@part
def Poster(wide: bool) -> ft.Control:
    """The open account book: the wordmark hangs from a ruled line, a paid row below it."""
    p, t, account = use_palette(), use_words(), use_account()
    width, height = (600.0, account.height) if wide else (account.width, 300.0)
    line, left, top = (64.0, 71.0, 146.0) if wide else (56.0, 41.0, 88.0)
    rules: list[ft.Control] = [
        ft.Container(height=1, bgcolor=p.ink_rule, left=0, right=0, top=line * step + (36 if wide else 32))
        for step in range(1, int(height // line) + 1)
    ]
    margin: list[ft.Control] = [
        ft.Container(width=1, bgcolor=p.ink_margin, left=left + shift, top=0, bottom=0) for shift in (0, 4)
    ]
    size = 96 if wide else 64
    word = ft.Container(
        still_text(t("app.name"), "wordmark", p.on_ink, account.text_scale, size),
        left=left + 18,
        top=top,
    )
    tagline = ft.Container(
        still_text(t("app.tagline"), "title" if wide else "body", p.on_ink, account.text_scale),
        left=left + 22,
        top=top + size * 1.2,
    )
    shown = (
        (1_250_00, "নুসরাত জাহান", "bKash", "paid"),
        (2_000_00, "মো. রফিকুল ইসলাম", "Nagad", "paid"),
        (3_480_00, "সাব্বির আহমেদ", "Visa", "processing"),
    )
    rows: list[ft.Control] = [
        ft.Container(
            _sample(poisha, f"{who} · {method_name(method, account.language)}", look, p, t, account),
            left=16 if not wide else 44,
            width=width - (32 if not wide else 88),
            top=(212 if not wide else 404) + index * 90,
        )
        for index, (poisha, who, method, look) in enumerate(shown if wide else shown[:1])
    ]
    head: list[ft.Control] = (
        []
        if wide
        else [
            ft.Container(
                ft.Row([mark(p, account.text_scale), ft.Container(expand=True), LanguageSwitch(True)]),
                left=16,
                right=16,
                top=14,
            )
        ]
    )
    drawn = [*rules, word, tagline, *rows, *head]
    if wide:
        return ft.Stack([*margin, *drawn], width=width, height=height)
    # Ink and margin reach the phone's edge; what is read and pressed begins below its status bar.
    below = ft.SafeArea(ft.Stack(drawn, width=width, height=height), avoid_intrusions_bottom=False)
    return ft.Stack([*margin, below], width=width)


def _sample(poisha: int, who: str, look: str, p: Palette, t: Say, account: Account) -> ft.Control:
    """A picture of a row, not a row: screen readers pass over it, and it has one size however large text is."""
    scale = account.text_scale
    amount = still_text(format_taka(Money(poisha), account.language), "amount.sm", p.on_surface, scale)
    words = ft.Column(
        [amount, still_text(who, "caption", p.on_surface_variant, scale)],
        spacing=0,
        expand=True,
    )
    state = [] if scale > 1 else [badge("paid" if look == "paid" else "processing", p, t)]
    row = ft.Container(
        ft.Row([words, *state]),
        bgcolor=p.surface_container_lowest,
        border_radius=20,
        padding=ft.Padding.only(left=44, right=18, top=14, bottom=14),
    )
    return ft.Semantics(exclude_semantics=True, content=row)
