"""টাকা ফেরত: how much and why, then what it costs, and only then the promise."""

from dataclasses import dataclass
from typing import Protocol

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.fields import field, field_error
from app.kit.live_field import said, typed
from app.kit.look import Look, go, use_look, use_palette, use_words
from app.kit.surfaces import card, heading, rule
from app.kit.typography import text
from app.model.records import PaymentRecord
from app.services.answers import RefundQuote
from app.services.errors import CheckoutError, Rejected
from app.views.parts.badges import notice
from app.views.parts.errors import Errors, refused_words, use_errors
from app.views.parts.form import form_screen, go_to_step, read_amount, use_busy
from app.views.parts.history_rows import due_words
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.people import who_paid
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions, use_seen_shop, use_session, use_shop, use_store
from app.views.parts.sums import sum_line
from language import isolated
from money import Money, format_taka


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to go back, with its id: the same again when the same is sent again."""

    refund_id: str
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class _Form:
    """What is typed, and what is asked for: the same in either step."""

    question: str
    """Its address, below which the sums have theirs."""
    amount: MutableRef[ft.TextField]
    reason: MutableRef[ft.TextField]
    asked: MutableRef[Asked]
    sending: MutableRef[bool]


class GoOn(Protocol):
    """Goes on to the sums, or stays or goes back to the question and says what is wrong."""

    def __call__(self, found: RefundQuote | None, wrong: str = "") -> None: ...


@part
def GiveBack() -> ft.Control:
    """For one payment, all of it or a part."""
    p, t, store = use_palette(), use_words(), use_store()
    use_shop()
    payment_id = ft.use_route_params().get("id", "")
    payment = store.payment(payment_id)
    if payment is None:
        missing = text(t("pay.notfound"), "body", p.on_surface_variant)
        return form_screen(t("rf.title"), go("/"), [missing], [])
    left = payment.amount.poisha - payment.going_back.poisha
    return GiveBackForm(payment, Money(max(0, left)), key=payment_id)


@part
def GiveBackForm(payment: PaymentRecord, left: Money, key: str = "") -> ft.Control:
    """The question, and then the sums to agree to: with an address of their own, so that back leads to the question."""
    page, step, question = ft.context.page, ft.use_route_location(), f"/payments/{payment.id}/refund"

    def box(name: str) -> MutableRef[ft.TextField]:
        return use_kept(name, under=question)

    asked: MutableRef[Asked] = use_kept("asked", under=question)
    form = _Form(question, box("amount"), box("reason"), asked, use_kept("sending", bool, under=question))
    nothing: RefundQuote | None = None
    quote, set_quote = use_kept_state("quote", nothing, under=question)
    errors, set_errors = use_errors()

    def go_on(found: RefundQuote | None, wrong: str = "") -> None:
        set_quote(found)
        set_errors({"amount": wrong} if wrong else {})
        go_to_step(page, question, question if found is None else f"{question}/check")

    if quote is None or step != f"{question}/check":
        return HowMuch(payment, left, form, errors, go_on)
    return Agreement(payment.id, quote, form, go_on)


@part
def HowMuch(payment: PaymentRecord, left: Money, form: _Form, errors: Errors, go_on: GoOn) -> ft.Control:
    """How much of `left`, and why."""
    look, actions = use_look(), use_actions()
    p, t, language = look.p, look.t, look.language
    busy, at_work = use_busy()

    shop = use_seen_shop()
    most = shop.home.shop.gives_back_most if shop.home else None
    is_bounded = most is not None and most < left
    limit = most if most is not None and is_bounded else left

    async def see() -> None:
        above = "rf.err.most" if is_bounded else "new.err.max.any"
        wanted = read_amount(typed(form.amount), limit, t, language, above=above)
        if isinstance(wanted, str):
            go_on(None, wanted)
            return
        try:
            go_on(await actions.refund_quote(payment.id, wanted))
        except CheckoutError as refused:
            go_on(None, refused_words(refused, t))

    fields = [
        text(
            f"{isolated(who_paid(payment, language)[0])} · {format_taka(payment.amount, language)}",
            "subtitle",
            p.on_surface,
        ),
        field(
            "rf-amount",
            t("rf.amount"),
            form.amount,
            initial=format_taka(limit, language).removeprefix("৳"),
            error=errors.get("amount"),
            style="amount.md",
            keyboard_type=ft.KeyboardType.NUMBER,
            max_length=40,
            counter="",
        ),
        text(t("rf.left", amt=format_taka(left, language)), "small", p.on_surface_variant),
        *([text(t("rf.most", amt=format_taka(most, language)), "small", p.on_surface_variant)] if most else []),
        field(
            "rf-reason",
            t("rf.reason"),
            form.reason,
            optional=t("new.customer.hint"),
            hint_text=t("rf.reason.hint"),
            max_length=120,
            counter="",
        ),
    ]
    go_there = button("rf-next", t("rf.next"), at_work(see), kind="disabled" if busy else "primary")
    return form_screen(t("rf.title"), go(f"/payments/{payment.id}"), fields, [go_there], errors)


@part
def Agreement(payment_id: str, quote: RefundQuote, form: _Form, go_on: GoOn) -> ft.Control:
    """What goes, what it costs, and by when the customer has it."""
    look, session, actions = use_look(), use_session(), use_actions()
    p, t, page, store = look.p, look.t, ft.context.page, use_store()
    error, set_error = ft.use_state("")
    busy, at_work = use_busy()

    async def give() -> None:
        if form.sending.current:
            return
        wanted, asked = (quote.amount, said(form.reason)), form.asked.current
        off = {one.id for one in store.refunds(payment_id) if one.is_off}
        if asked is None or asked.refund_id in off or (asked.amount, asked.reason) != wanted:
            form.asked.current = asked = Asked(actions.new_id("rf"), *wanted)
        form.sending.current = True
        try:
            await actions.ask_refund(payment_id, asked.refund_id, *wanted)
        except Rejected as refused:
            go_on(None, refused_words(refused, t))
        except CheckoutError as lost:
            set_error(refused_words(lost, t))
        else:
            toast(page, t("rf.asked"))
            page.navigate(f"/payments/{payment_id}")
        finally:
            form.sending.current = False

    due = text(due_words(quote.due_at, session.clock(), t, look.language), "label.small", p.on_surface)
    lines: list[ft.Control] = [
        heading(t("rf.q"), "title", p.on_surface),
        card(ft.Column(_sums(quote, look), spacing=10)),
        *_lost(quote, look),
        ft.Semantics(identifier="rf-due", container=True, content=due),
        text(t("rf.sub"), "small", p.on_surface_variant),
    ]
    if error:
        lines.append(field_error("rf-error", error))
    yes = button("rf-yes", t("rf.yes"), at_work(give), kind="disabled" if busy else "danger")
    foot = [button("rf-no", t("rf.no"), go(form.question)), yes]
    return form_screen(t("rf.title"), go(form.question), lines, foot)


def _sums(quote: RefundQuote, look: Look) -> list[ft.Control]:
    """What goes, and what is there after it; as the server says, which keeps the books."""
    p, t, language = look.p, look.t, look.language
    lines: list[ft.Control] = [sum_line("rf-gets", t("rf.gets"), format_taka(quote.amount, language), p)]
    if quote.fee_back:
        lines.append(sum_line("rf-feeback", t("rf.feeback"), format_taka(-quote.fee_back, language), p))
    lines += [rule(), sum_line("rf-cost", t("rf.cost"), format_taka(quote.cost, language), p, total=True)]
    if quote.balance_after is not None:
        lines.append(sum_line("rf-after", t("rf.after"), format_taka(quote.balance_after, language), p))
    return lines


def _lost(quote: RefundQuote, look: Look) -> list[ft.Control]:
    """The charge that was taken when the customer paid and does not come back."""
    p, t, language = look.p, look.t, look.language
    if not quote.fee_kept:
        return []
    words = t("rf.lost", amt=format_taka(quote.fee_kept, language))
    ground, ink = p.tertiary_container, p.on_tertiary_container
    return [notice(words, ft.Icons.INFO_OUTLINE_ROUNDED, ground, ink, ident="rf-lost")]
