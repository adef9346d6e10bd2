"""One payment: whether the goods may go, what was paid and received, and who paid."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

import flet as ft

from app.kit.buttons import ClientPress, button, icon_button
from app.kit.error_boundary import part
from app.kit.look import Look, go, use_look
from app.kit.qr import short_url
from app.kit.rows import near_time
from app.kit.surfaces import card, heading, rule, scrolling, top_bar
from app.kit.typography import amount_text, text
from app.model.handover import Goods, display_status_of, goods_of
from app.model.holds import why_held
from app.model.records import LinkRecord, PaymentRecord, RefundRecord, public_url
from app.views.parts.badges import given_badge, goods_badge
from app.views.parts.frame import TroubleStrip
from app.views.parts.history_rows import due_words
from app.views.parts.holds import hold_lines
from app.views.parts.people import device_words, given_words
from app.views.parts.share_button import ReceiptButton, toast
from app.views.parts.shop_context import use_account, use_session, use_shop, use_signed_in, use_store
from app.views.parts.sums import amount_and_badge, fact_line, is_narrow, ruled, sum_line
from language import DHAKA, Language, clock_time, day_month, grouped_mobile, in_digits_of, isolated, method_name
from money import Money, format_taka

# The edges of the green card, and the tick in it.
_BESIDE_SUM: Final = 124


@part
def PaymentDetail() -> ft.Control:
    """Paid − charge = received; then the customer's rows and the gateway's."""
    look = use_look()
    p, t, large = look.p, look.t, look.is_large
    store, projection = use_store(), use_signed_in().projection
    shop = use_shop()  # Redrawn when a payment changes.
    payment_id = ft.use_route_params().get("id", "")
    payment = store.payment(payment_id)
    seen = payment_id, payment.link_id if payment else ""
    ft.use_effect(lambda: projection.opened(*seen), [payment_id, shop.version], cleanup=lambda: None)
    if payment is None:
        body: list[ft.Control] = [text(t("pay.notfound"), "body", p.on_surface_variant)]
        return ft.Column([top_bar(t("pay.title"), go("/"), t("act.back")), scrolling(body)], spacing=0, expand=True)
    bar = top_bar(t("pay.title"), go(f"/links/{payment.link_id}"), t("act.back"))
    body = [
        *_head(payment, look),
        *([_sums(payment, look)] if payment.paid_at is not None and _has_sums(payment) else []),
        *_receipt(payment, look.language),
        *_refunds(payment, look),
        # Of who paid by a Bangla QR nothing is known, and of who is forgotten nothing any more.
        *([_customer(payment, look, large=large or is_narrow(look))] if payment.name or payment.phone else []),
        _gateway(payment, look, large=large or is_narrow(look)),
    ]
    inside = ft.Container(scrolling(body), width=min(look.width, 640), expand=True)
    return ft.Column(
        [bar, TroubleStrip(), inside], spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER
    )


def _head(payment: PaymentRecord, look: Look) -> list[ft.Control]:
    p, t = look.p, look.t
    language = look.language
    moment = payment.paid_at or payment.created_at
    when = f"{day_month(moment.astimezone(DHAKA).date(), language, year=True)} · {clock_time(moment, language)}"
    status, goods = display_status_of(payment), goods_of(payment)
    amount = format_taka(payment.amount, language)
    if goods != "paid":
        # Beside a line that keeps the goods back no badge is green.
        top = amount_and_badge(amount, None if status == "paid" else status, look)
        column = ft.Column([top, text(when, "small", p.on_surface_variant)], spacing=2)
        return [column, _goods_badge(goods, look), *hold_lines(payment)]
    if given := given_words(payment, use_session().clock(), language):
        # Nobody else of the shop is told that they may go.
        column = ft.Column([amount_and_badge(amount, None, look), text(when, "small", p.on_surface_variant)], spacing=2)
        return [column, given_badge(given, look)]
    ink = p.on_paid_surface
    figure = amount_text(amount, "amount.lg", ink, min(260, look.width - _BESIDE_SUM), look.text_scale)
    column = ft.Column(
        [
            ft.Row(
                [
                    ft.Container(figure, expand=True),
                    ft.Icon(ft.Icons.VERIFIED_ROUNDED, size=40, color=ink),
                ]
            ),
            text(t("go.paid"), "label", ink),
            text(when, "small", ink),
        ],
        spacing=2,
    )
    green = ft.Container(column, bgcolor=p.paid_surface, border_radius=20, padding=20)
    return [ft.Semantics(identifier="hand-over", container=True, content=green)]


def _goods_badge(goods: Goods, look: Look) -> ft.Control:
    return goods_badge("failed" if goods in ("cancelled", "expired") else goods, look)


def _has_sums(payment: PaymentRecord) -> bool:
    """Nobody at the till is told what of a payment came into the balance."""
    return payment.net is not None or payment.at_own_account


def _sums(payment: PaymentRecord, look: Look) -> ft.Control:
    p, t, language = look.p, look.t, look.language
    if payment.at_own_account:
        # What it costs the shop there nobody tells us, and none of it stands in the balance.
        amount = sum_line("pay-amount", t("pay.amount"), format_taka(payment.amount, language), p)
        words = text(t("pay.own"), "label.small", p.on_surface)
        where = ft.Semantics(identifier="pay-own", container=True, content=words)
        back = text(t("pay.own.back"), "caption", p.on_surface_variant)
        return card(ft.Column([amount, where, back], spacing=10))
    fee, net = payment.fee or Money(0), payment.net or Money(0)
    percent = in_digits_of(language, f"{fee.poisha * 100 / payment.amount.poisha:.2f}".rstrip("0").rstrip("."))
    lines: list[ft.Control] = [
        sum_line("pay-amount", t("pay.amount"), format_taka(payment.amount, language), p),
        sum_line("pay-fee", t("pay.fee", p=f"{percent}%"), format_taka(-fee, language), p),
    ]
    if payment.going_back:
        return card(ft.Column([*lines, *_went_back(payment, look)], spacing=10))
    added: list[ft.Control] = [
        ft.Icon(ft.Icons.ACCOUNT_BALANCE_WALLET_OUTLINED, size=20, color=p.paid),
        text(t("pay.added"), "label.small", p.paid, expand=True),
    ]
    total = sum_line("pay-net", t("pay.net"), format_taka(net, language), p, total=True)
    return card(ft.Column([*lines, rule(), total, ft.Row(added, spacing=8)], spacing=10))


def _went_back(payment: PaymentRecord, look: Look) -> list[ft.Control]:
    """What went or is going back, what of the charge came back with it, and what is left to the shop."""
    p, t, language = look.p, look.t, look.language
    lines: list[ft.Control] = [
        sum_line("pay-refunded", t("pay.refunded"), format_taka(-payment.going_back, language), p)
    ]
    if payment.fee_back:
        lines.append(sum_line("pay-feeback", t("rf.feeback"), format_taka(payment.fee_back, language), p))
    left = format_taka(payment.remains, language)
    lines += [rule(), sum_line("pay-left", t("pay.left"), left, p, total=True)]
    lost = (payment.fee or Money(0)) - payment.fee_back
    if lost and payment.going_back >= payment.amount:
        words = t("rf.lost", amt=format_taka(lost, language))
        lines.append(text(words, "caption", p.on_surface_variant))
    return lines


def _receipt(payment: PaymentRecord, language: Language) -> list[ft.Control]:
    """The payer's receipt, to be sent again or printed: the checkout draws it as one sheet."""
    link = use_store().link(payment.link_id)
    if payment.paid_at is None or not payment.code or link is None:
        return []
    url = f"{public_url(link)}/p/{payment.code}?lang={language}"
    return [ReceiptButton(url, url.replace("?", ".pdf?"))]


def _refunds(payment: PaymentRecord, look: Look) -> list[ft.Control]:
    """What went back or is on its way, and the button for what is left."""
    p, t = look.p, look.t
    now = use_session().clock()
    rows = [_refund_line(refund, now, look) for refund in use_store().refunds(payment.id)]
    out: list[ft.Control] = []
    if rows:
        title = heading(t("hist.out"), "subtitle", p.on_surface)
        out.append(card(ft.Column([title, *ruled(rows)], spacing=8)))
    may_give = use_session().shop.rights.gives_back and not payment.at_own_account
    if may_give and payment.paid_at is not None and payment.going_back < payment.amount:
        there = f"/payments/{payment.id}/refund"
        out.append(button("refund", t("pay.refund"), go(there), kind="outline", icon=ft.Icons.UNDO_ROUNDED))
    return out


def _refund_line(refund: RefundRecord, now: datetime, look: Look) -> ft.Control:
    """The sum, how it stands, and while it is on its way by when the customer has it."""
    p, t, language = look.p, look.t, look.language
    known = refund.status if refund.status in ("refunded", "refused") else "pending"
    words = t(f"rf.st.{known}")
    key = f"{refund.id} {known}"
    line = sum_line(
        f"refund-{known}",
        f"{words}: {isolated(refund.refusal)}" if refund.refusal else words,
        format_taka(refund.amount, language),
        p,
        key=key,
    )
    below: list[ft.Control] = []
    if known == "pending":
        is_late = refund.due_at is not None and refund.due_at < now
        due = text(due_words(refund.due_at, now, t, language), "caption", p.error if is_late else p.on_surface_variant)
        below.append(ft.Semantics(identifier="refund-due", container=True, content=due))
    if refund.asked_by:
        by = text(t("rf.by", who=device_words(refund.asked_by, t)), "caption", p.on_surface_variant)
        below.append(ft.Semantics(identifier="refund-by", container=True, content=by))
    return ft.Column([line, *below], spacing=2, key=key) if below else line


def _customer(payment: PaymentRecord, look: Look, *, large: bool) -> ft.Control:
    """Name, phone, e-mail and address, each with what can be done with it."""
    p, t = look.p, look.t
    account, page = use_account(), ft.context.page
    # Phones come as people dial them, from the payer's own form.
    call = icon_button(
        "call", ft.Icons.CALL_OUTLINED, t("act.call"), p.primary, ClientPress(ft.OpenUrl(f"tel:{payment.phone}"))
    )
    mail = icon_button(
        "mail", ft.Icons.MAIL_OUTLINED, t("share.email"), p.primary, ClientPress(ft.OpenUrl(payment.mails))
    )
    copy = icon_button(
        "copy-address",
        ft.Icons.CONTENT_COPY_OUTLINED,
        t("act.copy"),
        p.primary,
        ClientPress(ft.CopyToClipboard(payment.address), then=lambda: toast(page, t("act.copied"))),
    )
    phone = in_digits_of(account.language, grouped_mobile(payment.phone))
    # Four short labels: an e-mail address, which has no place to be broken at, needs the room.
    fact = partial(fact_line, p=p, large=large, label_share=3)
    rows = [
        fact("payer-name", t("pay.name"), payment.name),
        fact("payer-phone", t("pay.phone"), phone, more=call),
        *([fact("payer-email", t("pay.email"), payment.email, more=mail)] if payment.email else []),
        *([fact("payer-address", t("pay.address"), payment.address, more=copy)] if payment.address else []),
    ]
    return card(ft.Column([heading(t("pay.customer"), "subtitle", p.on_surface), *ruled(rows)], spacing=6))


def _done_by(
    payment: PaymentRecord, link: LinkRecord | None, look: Look, fact: Callable[[str, str, str], ft.Control]
) -> list[ft.Control]:
    """Who made the link, and who handed the goods over, as far as the shop knows."""
    t, rows = look.t, list[ft.Control]()
    if link is not None and link.made_by:
        rows.append(fact("pay-made-by", t("pay.made_by"), device_words(link.made_by, t)))
    if payment.handed_over_at is not None:
        when = near_time(payment.handed_over_at, use_session().clock(), look.language)
        rows.append(fact("pay-given-by", t("pay.given_by"), f"{device_words(payment.handed_over_by, t)} · {when}"))
    return rows


def _gateway(payment: PaymentRecord, look: Look, *, large: bool) -> ft.Control:
    p, t = look.p, look.t
    page, store, language = ft.context.page, use_store(), use_account().language
    link = store.link(payment.link_id)
    copy = icon_button(
        "copy-ref",
        ft.Icons.CONTENT_COPY_OUTLINED,
        t("act.copy"),
        p.primary,
        ClientPress(ft.CopyToClipboard(payment.gateway_ref), then=lambda: toast(page, t("act.copied"))),
    )
    to_link = icon_button(
        "to-link", ft.Icons.CHEVRON_RIGHT_ROUNDED, t("link.title"), p.primary, go(f"/links/{payment.link_id}")
    )
    which = (t("pay.shoplink") if link.kind == "store" else short_url(link.url)) if link else ""
    fact = partial(fact_line, p=p, large=large)
    is_rejected = bool(payment.hold_reason) and payment.status == "failed"
    rows = [
        # While it is held the reason stands at the top; here it tells why it was rejected.
        *([fact("pay-hold", t("pay.reason"), why_held(payment.hold_reason, language))] if is_rejected else []),
        *([fact("pay-reason", t("pay.said"), payment.reason)] if payment.hold_reason and payment.reason else []),
        *([fact("pay-method", t("pay.method"), method_name(payment.method, language))] if payment.method else []),
        *([fact("pay-txn", t("pay.txn"), payment.gateway_ref, more=copy)] if payment.gateway_ref else []),
        fact("pay-link", t("pay.link"), which, more=to_link),
        *_done_by(payment, link, look, fact),
    ]
    return card(ft.Column(ruled(rows), spacing=6))
