"""The look before money leaves: how much, to whom, to which last digits, what it costs and by when it comes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, button
from app.kit.error_boundary import part
from app.kit.fields import field_error
from app.kit.look import Look, go, use_look
from app.kit.surfaces import card, rule
from app.kit.typography import amount_text, text
from app.model.own_accounts import was_sent_to
from app.model.records import Destination
from app.services.errors import CheckoutError, CodeWanted
from app.views.parts.badges import notice
from app.views.parts.errors import refused_words
from app.views.parts.form import form_screen, use_busy
from app.views.parts.kept_state import use_kept
from app.views.parts.shop_context import use_actions, use_session, use_store
from app.views.parts.sums import sum_line
from language import in_digits_of, isolated, method_name, until_phrase
from money import Money, format_taka

PAYOUT: Final = "/history/payout"
CHECK: Final = f"{PAYOUT}/check"
CODE: Final = f"{CHECK}/code"
"""The form, what it comes to, and the code for it: each has an address, so that back leads to the one before."""
_LAST: Final = 4
"""As many digits as one compares by eye."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, with its id: the same again when the same is sent again."""

    payout_id: str
    amount: Money
    to: Destination


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is asked for, as the server reads it: the account's plain digits, the charge, and by when it is sent."""

    asked: Asked
    account: str
    fee: Money
    sent: Money
    due_at: datetime


@part
def PayoutCheck(quoted: Quoted, on_asked: Press, on_code_wanted: Callable[[Asked], None]) -> ft.Control:
    """All of it once more, large where a slip would cost most; then the asking itself."""
    look, session, actions = use_look(), use_session(), use_actions()
    p, t = look.p, look.t
    sending: MutableRef[bool] = use_kept("sending", bool, under=PAYOUT)
    error, set_error = ft.use_state("")
    busy, at_work = use_busy()

    async def send() -> None:
        if sending.current:
            return
        sending.current = True
        try:
            await actions.ask_payout(quoted.asked.payout_id, quoted.asked.amount, quoted.asked.to)
        except CodeWanted:
            on_code_wanted(quoted.asked)
        except CheckoutError as refused:
            set_error(refused_words(refused, t))
        else:
            on_asked()
        finally:
            sending.current = False

    due = t("po.due", t=until_phrase(quoted.due_at, session.clock(), look.language))
    body: list[ft.Control] = [
        text(t("po.check.title"), "title", p.on_surface),
        card(ft.Semantics(identifier="po-where", container=True, content=_where(quoted, look))),
        card(ft.Column(_sums(quoted, look), spacing=10)),
        ft.Semantics(identifier="po-due", container=True, content=text(due, "label.small", p.on_surface)),
        notice(t("po.check.sub"), ft.Icons.INFO_OUTLINE_ROUNDED, p.tertiary_container, p.on_tertiary_container),
    ]
    if error:
        body.append(field_error("po-error", error))
    foot = [
        button("po-sure", t("po.sure"), at_work(send), kind="disabled" if busy else "primary"),
        button("po-change", t("po.change"), go(PAYOUT), kind="outline"),
    ]
    return form_screen(t("po.title"), go(PAYOUT), body, foot)


def _where(quoted: Quoted, look: Look) -> ft.Control:
    """Place, name and number, and whether money arrived there before."""
    p, t, to = look.p, look.t, quoted.asked.to
    digits = in_digits_of(look.language, quoted.account)
    first, last = digits[:-_LAST], digits[-_LAST:]
    place = (
        method_name("bKash", look.language)
        if to["kind"] == "bkash"
        else " · ".join(isolated(to[name]) for name in ("bank", "branch"))
    )
    named = isolated(to.get("holder") or "")
    figure = amount_text(last, "amount.lg", p.on_surface, 160, look.text_scale)
    number = ft.Row(
        [
            text(first, "body", p.on_surface_variant),
            ft.Semantics(identifier="po-last", container=True, content=figure),
        ],
        spacing=6,
        wrap=True,
        vertical_alignment=ft.CrossAxisAlignment.END,
    )
    known = was_sent_to(use_store().payouts(), to["kind"], quoted.account)
    lines: list[ft.Control] = [
        text(place, "label.small", p.on_surface),
        *([text(named, "label", p.on_surface)] if named else []),
        number,
        text(t("po.check.known" if known else "po.check.new"), "caption", p.on_surface_variant),
    ]
    return ft.Column(lines, spacing=4)


def _sums(quoted: Quoted, look: Look) -> list[ft.Control]:
    """What leaves the balance, what that costs, and what arrives."""
    p, t, language = look.p, look.t, look.language
    charge = format_taka(-quoted.fee, language) if quoted.fee else t("po.fee.none")
    return [
        sum_line("po-takes", t("po.takes"), format_taka(quoted.asked.amount, language), p),
        sum_line("po-fee", t("po.fee"), charge, p),
        rule(),
        sum_line("po-gets", t("po.gets"), format_taka(quoted.sent, language), p, total=True),
    ]
