"""What the server tells of links, payments and entries, read into the app's own records.

Unknown fields and unknown statuses are carried or skipped, so that an old app outlives a new server. Each raises
WrongField or another ValueError for what cannot be read.
"""

import base64

from app.model.documents import (
    Doc,
    all_money,
    any_doc,
    any_line,
    any_moment,
    any_money,
    any_number,
    any_text,
    doc_of,
    moment_of,
    money_of,
    text_of,
)
from app.model.records import (
    COST_OF_BACK,
    GOING_BACK,
    NOTHING,
    Customer,
    DeviceRecord,
    EntryRecord,
    LinkDraft,
    LinkRecord,
    PaymentRecord,
    PayoutRecord,
    RefundRecord,
    ShopRecord,
)
from language import plain_line, read_language


def read_shop(doc: Doc) -> ShopRecord:
    return ShopRecord(
        id=text_of(doc, "id"),
        phone=text_of(doc, "phone"),
        name=plain_line(text_of(doc, "name")),
        address=any_line(doc, "address"),
        language=read_language(any_text(doc, "language")),
        slug=any_text(doc, "slug"),
        word_key=any_text(doc, "word_key"),
        link_key=any_text(doc, "link_key"),
        logo=base64.b64decode(any_text(doc, "logo")),
        shows_phone=bool(doc.get("shows_phone", True)),
        requires_email=bool(doc.get("requires_email")),
        requires_address=bool(doc.get("requires_address")),
        payer_bears_fee=bool(doc.get("payer_bears_fee")),
    )


def read_link(doc: Doc) -> LinkRecord:
    return LinkRecord(
        id=text_of(doc, "id"),
        kind=text_of(doc, "kind"),
        url=text_of(doc, "url"),
        code=text_of(doc, "code"),
        amount=any_money(doc, "amount"),
        note=any_line(doc, "note"),
        status=text_of(doc, "status"),
        expires_at=any_moment(doc, "expires_at"),
        created_at=moment_of(doc, "created_at"),
        paid_at=any_moment(doc, "paid_at"),
        payments_count=any_number(doc, "payments_count"),
        paid_total=any_money(doc, "paid_total") or NOTHING,
        closing_message=any_line(doc, "closing_message"),
        customer=_customer(any_doc(doc, "customer")),
        least=any_money(doc, "least"),
        most=any_money(doc, "most"),
        suggested=all_money(doc, "suggested"),
        opened_at=any_moment(doc, "opened_at"),
        waiting=bool(doc.get("waiting")),
        problem=any_text(doc, "problem"),
    )


def read_draft(doc: Doc) -> LinkDraft:
    """What was asked for, from a link that waits to be sent."""
    return LinkDraft(
        id=text_of(doc, "id"),
        code=text_of(doc, "code"),
        amount=money_of(doc, "amount"),
        note=any_text(doc, "note"),
        customer=_customer(any_doc(doc, "customer")),
        expires_at=any_moment(doc, "expires_at"),
    )


def read_payment(doc: Doc) -> PaymentRecord:
    payer = any_doc(doc, "payer")
    return PaymentRecord(
        id=text_of(doc, "id"),
        link_id=text_of(doc, "link_id"),
        status=text_of(doc, "status"),
        amount=money_of(doc, "amount"),
        fee=any_money(doc, "fee"),
        net=any_money(doc, "net"),
        method=any_line(doc, "method"),
        gateway_ref=any_text(doc, "gateway_ref"),
        name=any_line(payer, "name"),
        phone=any_text(payer, "phone"),
        email=any_line(payer, "email"),
        address=any_line(payer, "address"),
        late=bool(doc.get("late")),
        duplicate=bool(doc.get("duplicate")),
        reason=any_line(doc, "operator_words"),
        hold_reason=_hold_reason(doc),
        refunded=any_money(doc, "refunded") or NOTHING,
        created_at=moment_of(doc, "created_at"),
        paid_at=any_moment(doc, "paid_at"),
        code=any_text(doc, "code"),
        going_back=any_money(doc, GOING_BACK) or NOTHING,
        cost_of_back=any_money(doc, COST_OF_BACK) or NOTHING,
    )


def _hold_reason(doc: Doc) -> str:
    """The kind; an older server held only what its gateway called risky, and named no kind."""
    if "hold_reason" in doc:
        return any_text(doc, "hold_reason")
    is_captured = doc.get("net") is not None and doc.get("paid_at") is None
    return "risk" if is_captured else ""


def read_entry(doc: Doc) -> EntryRecord:
    return EntryRecord(
        id=text_of(doc, "id"),
        kind=text_of(doc, "kind"),
        amount=money_of(doc, "amount"),
        balance_after=money_of(doc, "balance_after"),
        payment_id=any_text(doc, "payment_id") or None,
        created_at=moment_of(doc, "created_at"),
    )


def read_refund(doc: Doc) -> RefundRecord:
    return RefundRecord(
        id=text_of(doc, "id"),
        payment_id=text_of(doc, "payment_id"),
        status=text_of(doc, "status"),
        amount=money_of(doc, "amount"),
        cost=money_of(doc, "cost"),
        refusal=any_line(doc, "refusal"),
        created_at=moment_of(doc, "created_at"),
        due_at=any_moment(doc, "due_at"),
    )


def read_payout(doc: Doc) -> PayoutRecord:
    to = doc_of(doc, "to")
    return PayoutRecord(
        id=text_of(doc, "id"),
        status=text_of(doc, "status"),
        amount=money_of(doc, "amount"),
        kind=text_of(to, "kind"),
        account=text_of(to, "account"),
        bank=any_line(to, "bank"),
        reference=any_line(doc, "reference"),
        refusal=any_line(doc, "refusal"),
        created_at=moment_of(doc, "created_at"),
        branch=any_line(to, "branch"),
        holder=any_line(to, "holder"),
        due_at=any_moment(doc, "due_at"),
    )


def read_device(doc: Doc) -> DeviceRecord:
    return DeviceRecord(
        id=text_of(doc, "id"),
        name=text_of(doc, "name"),
        created_at=moment_of(doc, "created_at"),
        is_this=bool(doc.get("this_device")),
    )


def _customer(doc: Doc) -> Customer:
    return Customer(any_line(doc, "name"), any_text(doc, "phone"))
