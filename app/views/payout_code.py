"""The one-time code before money leaves: whoever holds an unlocked phone must not empty the balance."""

from collections.abc import Awaitable, Callable
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.actions import Actions
from app.kit.buttons import Press, button
from app.kit.error_boundary import part
from app.kit.live_field import typed
from app.kit.look import Say, go, use_look
from app.kit.surfaces import heading
from app.kit.typography import text
from app.services.errors import CheckoutError, CodeWanted, Rejected
from app.views.parts.badges import notice
from app.views.parts.code_field import CodeField, ask_again, use_countdown
from app.views.parts.errors import refused_words
from app.views.parts.form import form_screen, use_busy
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.shop_context import use_actions
from app.views.payout_check import CHECK, PAYOUT, Asked
from codes import read_one_time_code
from money import format_taka

_NOT_SENT: Final = (0, 0, "")


@part
def PayoutCode(asked: Asked, on_asked: Press) -> ft.Control:
    """The six digits, sent on at the sixth; the form behind it keeps what was typed."""
    look, actions = use_look(), use_actions()
    p, t = look.p, look.t
    code: MutableRef[ft.TextField] = use_kept("code", under=PAYOUT)
    busy: MutableRef[bool] = use_kept("code-busy", bool, under=PAYOUT)
    (sends_count, wait_seconds, demo_code), set_sent = use_kept_state("code-sent", _NOT_SENT, under=PAYOUT)
    error, set_error = ft.use_state("")
    left = use_countdown(wait_seconds, sends_count)
    is_busy, at_work = use_busy()

    async def send() -> None:
        set_error("")
        try:
            coming = await actions.send_payout_code()
        except Rejected as refused:
            set_error(refused.detail)
            set_sent((sends_count + 1, refused.again_seconds, demo_code))
        except CheckoutError:
            # It may be on its way all the same.
            set_error(t("err.unreachable"))
            set_sent((sends_count + 1, 0, demo_code))
        else:
            set_sent((sends_count + 1, coming.resend_after_seconds, coming.demo_code))

    _use_first(send, is_sent=bool(sends_count))

    async def finish(given: str) -> None:
        if busy.current:
            return
        busy.current = True
        try:
            wrong = await _ask(actions, asked, given, t) if given else t("otp.err")
        finally:
            busy.current = False
        if wrong:
            set_error(wrong)
            return
        code.current = None
        set_sent(_NOT_SENT)
        on_asked()

    async def press() -> None:
        await finish(read_one_time_code(typed(code)))

    body: list[ft.Control] = [
        heading(t("po.code.title"), "headline", p.on_surface),
        text(t("po.code.sub", amt=format_taka(asked.amount, look.language)), "small", p.on_surface_variant),
        CodeField("po-code", code, error, finish, press, demo_code, "po-demo-code"),
        ask_again("po-resend", left, send, padding=6),
        text(t("po.code.late"), "caption", p.on_surface_variant),
        notice(t("otp.safe"), ft.Icons.SHIELD_ROUNDED, p.tertiary_container, p.on_tertiary_container),
    ]
    verify = button("po-verify", t("otp.verify"), at_work(press), kind="disabled" if is_busy else "primary")
    return form_screen(t("po.title"), go(CHECK), body, [verify])


def _use_first(send: Callable[[], Awaitable[None]], *, is_sent: bool) -> None:
    """Send the first one without being asked."""

    async def send_first() -> None:
        if not is_sent:
            await send()

    ft.use_effect(send_first, [], cleanup=lambda: None)


async def _ask(actions: Actions, asked: Asked, code: str, t: Say) -> str:
    """Give the code, and ask for what it was wanted for; what is wrong with it, or nothing."""
    wrong = t("otp.err")
    try:
        try:
            await actions.confirm_payouts(code)
        except Rejected as refused:
            # It may be right, and used up by a try whose answer was lost: what is asked below will tell.
            wrong = refused.fields.get("code") or refused.detail
        await actions.ask_payout(asked.payout_id, asked.amount, asked.to)
    except CodeWanted:
        return wrong
    except CheckoutError as refused:
        return refused_words(refused, t)
    return ""
