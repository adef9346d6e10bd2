"""Signing in: the mobile number, then the code that came by SMS."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, button, tappable
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.fields import field
from app.kit.live_field import typed
from app.kit.look import WIDE_FROM, Look, use_look, use_palette, use_words
from app.kit.surfaces import bottom_bar, heading, top_bar
from app.kit.typography import text
from app.model.code_step import before_code, code_step_of, invited_step_of, is_code_step, is_invited_step
from app.model.invitation import code_of
from app.services.answers import SentCode
from app.services.errors import CheckoutError, Rejected
from app.views.join import JoinForm
from app.views.parts.badges import notice
from app.views.parts.code_field import CodeField, ask_again, use_countdown
from app.views.parts.errors import Errors, FormBody, use_errors
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.legal import LegalLine, WhoHelps
from app.views.parts.open_book import LanguageSwitch, Poster, poster_width
from app.views.parts.shop_context import use_account, use_session
from codes import read_one_time_code, seen
from language import grouped_mobile, in_digits_of, wait_phrase

_MOBILE: Final = re.compile(r"(?:\+?88)?0?(1[3-9]\d{8})")


@dataclass(frozen=True, slots=True)
class Sent:
    """A code that is on its way to this phone."""

    phone: str
    code: SentCode
    sends_count: int


_NOT_SENT: Final = Sent("", SentCode(0, ""), 0)


@part
def SignIn() -> ft.Control:
    """Number first, then the code, at an address of its own; what was typed stays through every error, and back."""
    # With the code itself what it was sent for: without that no other session of this page could use it.
    sent, set_sent = use_kept_state("sent", _NOT_SENT)
    # Held here, so that it is still there for who comes back to correct a digit.
    number: MutableRef[ft.TextField] = use_kept("phone")
    code: MutableRef[ft.TextField] = use_kept("code")
    account, page = use_account(), ft.context.page

    def ask_code(phone: str, coming: SentCode) -> None:
        code.current = None
        set_sent(Sent(phone, coming, 1))
        page.navigate(code_step_of(page.route))

    is_asked = bool(sent.phone) and is_code_step(page.route)
    if account.invitation or is_invited_step(page.route) or code_of(page.route):
        form = JoinForm()
    else:
        form = CodeForm(sent, set_sent, code) if is_asked else PhoneForm(number, ask_code)
    p = use_palette()
    if account.width >= WIDE_FROM:
        return ft.Row(
            [
                ft.Container(Poster(True), width=poster_width(account.width), bgcolor=p.ink),
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
    look, account, session, page = use_look(), use_account(), use_session(), ft.context.page
    p, t = look.p, look.t
    errors, set_errors = use_errors()
    busy, set_busy = ft.use_state(False)

    async def send() -> None:
        number = read_mobile(typed(ref))
        if not number:
            set_errors({"phone": t("in.err.phone")})
            return
        set_busy(True)
        set_errors({})
        try:
            code = await session.send_code(number)
        except Rejected as refused:
            set_errors({"phone": refused.fields.get("phone") or refused.detail})
        except CheckoutError:
            set_errors({"phone": t("err.unreachable")})
        else:
            on_sent(number, code)
        finally:
            set_busy(False)

    lines: list[ft.Control] = [
        *([_notice(t(account.notice), ft.Icons.LOGOUT_ROUNDED, look)] if account.notice else []),
        heading(t("in.title"), "headline", p.on_surface, level=1),
        text(t("in.sub"), "small", p.on_surface_variant),
        field(
            "phone",
            t("in.phone"),
            ref,
            error=errors.get("phone"),
            style="label",
            autofocus=True,
            prefix_icon=_country(look),
            hint_text=in_digits_of(look.language, "1700 000 000"),
            keyboard_type=ft.KeyboardType.PHONE,
            on_submit=send,
            max_length=20,
            counter="",
        ),
        button("send-code", t("in.send"), send, kind="disabled" if busy else "primary"),
        # What is accepted stands at the press that accepts it.
        LegalLine(),
        button("invited", t("in.invited"), lambda: page.navigate(invited_step_of(page.route)), kind="text"),
        *([OwnServer()] if session.may_choose_server else []),
    ]
    return _phone_wide(lines) if look.is_wide else _phone_narrow(lines, errors, look)


def _phone_wide(lines: Sequence[ft.Control]) -> ft.Control:
    """Who helps stands in the room below: what is told later moves nothing."""
    language = ft.Container(LanguageSwitch(False), alignment=ft.Alignment.CENTER_RIGHT, padding=20)
    return ft.Column(
        [language, ft.Container(expand=True), ft.Container(_form(lines), width=420), _below(WhoHelps())],
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        expand=True,
    )


def _phone_narrow(lines: Sequence[ft.Control], errors: Errors, look: Look) -> ft.Control:
    """The book, the form, and who helps last, for the same reason."""
    form = ft.Container(_form([*lines, WhoHelps()]), padding=20)
    body = FormBody([ft.Container(Poster(False), bgcolor=look.p.ink), form], errors, padding=0, spacing=0)
    return ft.Column([body], expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _form(lines: Sequence[ft.Control]) -> ft.Control:
    return ft.Column(list(lines), spacing=14, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _notice(words: str, icon: ft.IconData, look: Look) -> ft.Control:
    return notice(words, icon, look.p.tertiary_container, look.p.on_tertiary_container)


def read_mobile(written: str) -> str:
    """A mobile number of Bangladesh as `01XXXXXXXXX`, with or without its country and its zero; empty for another."""
    found = _MOBILE.fullmatch(re.sub(r"[\s\u2010-\u2013-]", "", seen(written)))
    return f"0{found[1]}" if found else ""


def _below(content: ft.Control) -> ft.Control:
    """Two thirds of a desktop's free height, so that the form stands a little above the middle."""
    return ft.Container(content, width=420, expand=2, alignment=ft.Alignment.TOP_CENTER)


def _country(look: Look) -> ft.Control:
    """What stands before every mobile number, with a line behind it."""
    p, t = look.p, look.t
    code = text(t("in.country"), "label", p.on_surface_variant)
    line = ft.Container(width=1, height=24, bgcolor=p.outline_variant)
    return ft.Container(ft.Row([code, line], spacing=12, tight=True), padding=ft.Padding.only(left=14))


@part
def CodeForm(sent: Sent, set_sent: Callable[[Sent], None], ref: MutableRef[ft.TextField]) -> ft.Control:
    """The six digits; another code can be asked for after a minute."""
    look, session, page = use_look(), use_session(), ft.context.page
    p, t = look.p, look.t
    errors, set_errors = use_errors()
    busy, set_busy = ft.use_state(False)
    verifying: MutableRef[bool] = use_kept("verifying", bool)
    left = use_countdown(sent.code.resend_after_seconds, sent.sends_count)

    async def verify(code: str) -> None:
        if verifying.current:
            return
        if not code:
            set_errors({"code": t("otp.err")})
            return
        verifying.current = True
        set_busy(True)
        try:
            await session.sign_in(sent.phone, code, sent.code.request)
        except CheckoutError as refused:
            set_errors({"code": _why_not(refused, look)})
        else:
            page.navigate(before_code(page.route))
        finally:
            verifying.current = False
            set_busy(False)

    async def press() -> None:
        await verify(read_one_time_code(typed(ref)))

    async def resend() -> None:
        try:
            code = await session.send_code(sent.phone)
        except CheckoutError as refused:
            set_errors({"code": refused.detail if isinstance(refused, Rejected) else t("err.unreachable")})
        else:
            set_sent(Sent(sent.phone, code, sent.sends_count + 1))

    def change() -> None:
        ref.current = None
        set_sent(_NOT_SENT)
        page.navigate(before_code(page.route))

    shown = in_digits_of(look.language, grouped_mobile(sent.phone))
    lines: list[ft.Control] = [
        heading(t("otp.title"), "headline", p.on_surface, level=1),
        text(t("otp.sub", phone=shown), "small", p.on_surface_variant),
        ft.Row([tappable("change-number", text(t("otp.change"), "label.small", p.primary), change, padding=14)]),
        CodeField("code", ref, errors.get("code"), verify, press, sent.code.demo_code, "demo-code"),
        ask_again("resend", left, resend, padding=14),
        _notice(t("otp.safe"), ft.Icons.SHIELD_ROUNDED, look),
    ]
    go_on = button("verify", t("otp.verify"), press, kind="disabled" if busy else "primary")
    if look.is_wide:
        return _code_wide([*lines, go_on])
    body = FormBody([*lines, WhoHelps()], None, padding=20, spacing=14)
    return ft.Column([top_bar("", change, t("act.back")), body, bottom_bar([go_on])], spacing=0, expand=True)


def _code_wide(lines: Sequence[ft.Control]) -> ft.Control:
    return ft.Column(
        [ft.Container(expand=1), ft.Container(_form(lines), width=420), _below(WhoHelps())],
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        expand=True,
    )


def _why_not(refused: CheckoutError, look: Look) -> str:
    """Why the code did not sign in."""
    if not isinstance(refused, Rejected):
        return look.t("err.unreachable")
    if refused.again_seconds:
        return look.t("otp.locked", t=wait_phrase(refused.again_seconds, look.language))
    return refused.fields.get("code") or refused.detail


@part
def OwnServer() -> ft.Control:
    """For those who host Aday themselves: the address, and another one."""
    p, t, session = use_palette(), use_words(), use_session()
    asking, set_asking = ft.use_state(False)
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)
    ref: MutableRef[ft.TextField] = ft.use_ref(None)

    async def choose() -> None:
        set_busy(True)
        set_error("")
        try:
            await session.choose_server(typed(ref))
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
            initial=session.server_url,
            error=error,
            keyboard_type=ft.KeyboardType.URL,
            on_submit=choose,
            max_length=200,
            counter="",
        ),
        button("server-save", t("act.save"), choose, kind="disabled" if busy else "primary"),
        button("server-no", t("act.cancel"), close, kind="text"),
    ]
    use_dialog(open_now=asking, lines=lines, close=close)
    host = session.server_url.partition("://")[2]
    return button("own-server", t("in.server", host=host), lambda: set_asking(True), kind="text")
