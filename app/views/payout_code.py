"""The one-time code before money leaves: whoever holds an unlocked phone must not empty the balance."""

import asyncio
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, button, tappable
from app.kit.error_boundary import part
from app.kit.live_field import typed
from app.kit.look import use_palette, use_words
from app.kit.surfaces import heading
from app.kit.typography import text
from app.services.checkout_client import CheckoutError, CodeWanted, Rejected
from app.views.parts.badges import notice
from app.views.parts.code_field import CodeField
from app.views.parts.form import form_screen
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_account, use_actions
from app.views.payout_check import Asked
from codes import read_one_time_code
from language import wait_phrase
from money import format_taka

_NOT_SENT: Final = (0, 0, "")


@part
def PayoutCode(on_end: Press) -> ft.Control:
    """The six digits, sent on at the sixth; the form behind it keeps what was typed."""
    p, t, account, actions, page = use_palette(), use_words(), use_account(), use_actions(), ft.context.page
    language = account.language
    asked: MutableRef[Asked] = use_kept("asked")
    amount: MutableRef[ft.TextField] = use_kept("amount")
    code: MutableRef[ft.TextField] = use_kept("code")
    busy: MutableRef[bool] = use_kept("code-busy", bool)
    sent, set_sent = use_kept_state("code-sent", _NOT_SENT)
    sends_count, wait_seconds, demo_code = sent
    error, set_error = ft.use_state("")
    left, set_left = ft.use_state(wait_seconds)

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

    async def send_first() -> None:
        if not sends_count:
            await send()

    async def count_down() -> None:
        for second in range(wait_seconds, -1, -1):
            set_left(second)
            await asyncio.sleep(1)

    ft.use_effect(send_first, [], cleanup=lambda: None)
    ft.use_effect(count_down, [sends_count], cleanup=lambda: None)

    async def finish(given: str) -> None:
        if busy.current or asked.current is None:
            return
        if not given:
            set_error(t("otp.err"))
            return
        busy.current = True
        wrong = t("otp.err")
        try:
            try:
                await actions.confirm_payouts(given)
            except Rejected as refused:
                # It may be right, and used up by a try whose answer was lost: what is asked below will tell.
                wrong = refused.fields.get("code") or refused.detail
            await actions.ask_payout(asked.current.payout_id, asked.current.amount, asked.current.to)
        except CodeWanted:
            set_error(wrong)
        except Rejected as refused:
            set_error(next(iter(refused.fields.values()), refused.detail))
        except CheckoutError:
            set_error(t("err.unreachable"))
        else:
            # A second request for the same is another one.
            asked.current = amount.current = code.current = None
            set_sent(_NOT_SENT)
            on_end()
            toast(page, t("po.asked"))
        finally:
            busy.current = False

    async def press() -> None:
        await finish(read_one_time_code(typed(code)))

    wanted = format_taka(asked.current.amount, language) if asked.current else ""
    again = (
        text(t("otp.resend.in", t=wait_phrase(left, language)), "small", p.on_surface_variant, expand=True)
        if left
        else tappable("po-resend", text(t("otp.resend"), "label.small", p.primary), send, padding=6)
    )
    body: list[ft.Control] = [
        heading(t("po.code.title"), "headline", p.on_surface),
        text(t("po.code.sub", amt=wanted), "small", p.on_surface_variant),
        CodeField("po-code", code, error, finish, press, demo_code, "po-demo-code"),
        ft.Row([ft.Icon(ft.Icons.SCHEDULE_OUTLINED, size=20, color=p.on_surface_variant), again], spacing=8),
        text(t("po.code.late"), "caption", p.on_surface_variant),
    ]
    body.append(notice(t("otp.safe"), ft.Icons.SHIELD_ROUNDED, p.tertiary_container, p.on_tertiary_container))
    return form_screen(t("po.title"), on_end, body, [button("po-verify", t("otp.verify"), p, press)])
