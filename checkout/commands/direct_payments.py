"""Money that came to a shop's own account: booked once, beside every balance, on the word of a server alone.

See docs/decisions/0062-money-at-the-shops-own-account.md.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.exc import IntegrityError

from checkout.commands.alarms import ring_once
from checkout.commands.book_capture import book_capture
from checkout.commands.idempotency import request_hash
from checkout.core.direct_payment import (
    DirectKind,
    DirectPayment,
    DirectPaymentId,
    ToldPayment,
    UnreadablePayment,
    check_is_for,
)
from checkout.core.event_types import EventType
from checkout.core.link import Link, LinkStatus
from checkout.core.merchant import UNNOTED, DoneBy, MerchantId
from checkout.core.notices import STILL_NEWS
from checkout.core.own_code import is_told_of, kept_own_code
from checkout.core.payment import NOBODY, OWN_CODE, Payment, PaymentId
from checkout.core.payment_status import Event, Status, after
from checkout.core.reasons import HoldReason
from checkout.core.webhook_status import WebhookStatus
from checkout.errors import BadFields, Problem, SameIdOtherContent, WrongState
from checkout.gateways.base import Confirmed, ProvedNotice
from checkout.ids import new_tran_id
from checkout.resources.direct_payment import direct_payment_resource
from checkout.store import direct_payments, events, inbox, links, merchants, own_accounts, payments
from checkout.store.unit_of_work import UnitOfWork
from codes import new_code, read_code
from language import plain_line
from money import Money

_METHOD: Final = "Bangla QR"
_REFERENCE_MOST: Final = 80
_SUBJECT_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A notice as it came, to be filed with what was done about it."""

    gateway: str
    body: bytes
    headers: str


def take_proved(uow: UnitOfWork, notice: KeptNotice, proved: ProvedNotice) -> None:
    """File a notice that is the gateway's own, and take in the money that it tells of.

    Told again, nothing more happens.
    """
    taken = None
    if isinstance(proved.payment, ToldPayment):
        taken = take_told(uow, proved.payment)
    elif isinstance(proved.payment, UnreadablePayment):
        subject = (proved.payment.trx_id or proved.id)[:_SUBJECT_MOST]
        facts = {"gateway": notice.gateway, "message": proved.id, "why": proved.payment.why}
        ring_once(uow, subject, HoldReason.UNREADABLE, "a notice of money cannot be read", **facts)
    elif proved.ends:
        facts = {"gateway": notice.gateway}
        ring_once(uow, proved.id[:_SUBJECT_MOST], "ended", "a gateway tells us nothing any more", **facts)
    status = WebhookStatus.UNMATCHED if taken is None and proved.payment is not None else WebhookStatus.DONE
    inbox.file(uow, notice.gateway, notice.body, status, headers=notice.headers)


def take_told(uow: UnitOfWork, told: ToldPayment) -> DirectPayment | None:
    """What came to a shop's own account: it pays the link that it names, with that link's sum, or waits for the shop.

    None where it is no shop's own: the account is no shop's here, or the money went our way. The same number again is
    the same money.
    """
    merchant_id = own_accounts.merchant_of(uow.conn, told.shop_code)
    if merchant_id is not None:
        uow.lock(merchant_id)
    known = direct_payments.by_trx_id(uow.conn, told.trx_id)
    if known is not None:
        _hold_against(uow, known, told)
        return known
    if merchant_id is None:
        return None
    if direct_payments.went_our_way(uow.conn, told.trx_id):
        facts = {"account": told.shop_code, "merchant_id": merchant_id}
        ring_once(
            uow, told.shop_code, "contradicted", "a shop was given an account that our pages are paid to", **facts
        )
        return None
    came_in = DirectPayment(
        id=DirectPaymentId(uow.new_id("dp")),
        merchant_id=merchant_id,
        kind=DirectKind.TOLD,
        amount=told.amount,
        trx_id=told.trx_id,
        reference=plain_line(told.invoice)[:_REFERENCE_MOST],
        shop_code=told.shop_code,
        by_qr=told.by_qr,
        came_at=told.paid_at.astimezone(UTC),
        link_id=None,
        payment_id=None,
        noted_by=UNNOTED,
        created_at=uow.now,
        assigned_at=None,
    )
    direct_payments.insert(uow.conn, came_in)
    link = _link_named(uow, came_in)
    if link is not None:
        return _paid(uow, came_in, link, UNNOTED)
    _tell(uow, came_in, EventType.DIRECT_CAME_IN)
    return came_in


def _hold_against(uow: UnitOfWork, known: DirectPayment, told: ToldPayment) -> None:
    """What was told first stays, for goods may have gone; that it is told otherwise now a person has to know."""
    if (known.amount, known.shop_code) != (told.amount, told.shop_code):
        facts = {"direct_payment": known.id, "amount": told.amount.decimal_text}
        ring_once(uow, known.id, "contradicted", "money at a shop's own account is told otherwise now", **facts)


def assign_direct_payment(
    uow: UnitOfWork, merchant_id: MerchantId, direct_id: str, link_id: str, by: DoneBy
) -> DirectPayment:
    """The shop says for which link it came, and the link is paid by it; said again of the same link, nothing happens.

    Raises NotFound, BadFields for a fixed link of another sum, and WrongState for what is another link's, was only
    seen, or came by a page of ours after all, and so is in the balance already.
    """
    uow.lock(merchant_id)
    came_in = direct_payments.own(uow.conn, merchant_id, direct_id)
    link = links.own(uow.conn, merchant_id, link_id)
    if came_in.payment_id is not None and came_in.link_id == link.id:
        return came_in
    if came_in.kind is not DirectKind.TOLD or came_in.payment_id is not None:
        raise WrongState("direct payment", came_in.kind)
    if direct_payments.went_our_way(uow.conn, came_in.trx_id):
        raise WrongState("direct payment", "paid by a page")
    check_is_for(link, came_in.amount)
    return _paid(uow, came_in, link, by)


@dataclass(frozen=True, slots=True)
class SeenPayment:
    """What a shop saw in its bank's app, as it says. Without a sum it is the fixed link's."""

    id: DirectPaymentId
    link_id: str
    amount: Money | None
    by: DoneBy


def note_seen(
    uow: UnitOfWork, merchant_id: MerchantId, seen: SeenPayment, since: datetime | None = None
) -> tuple[DirectPayment, bool]:
    """Note it beside the link, which stays as it is; and whether it is new: the same id answers as the first time.

    Only where nobody's server can tell of it: where one does, its word is waited for. Raises NotFound, BadFields,
    SameIdOtherContent, WrongState, and NotAllowed for an old link to who sees those since then alone.
    """
    uow.lock(merchant_id)
    asked = request_hash(merchant_id, seen.link_id, seen.amount.poisha if seen.amount else None)
    known = direct_payments.get(uow.conn, seen.id)
    if known is not None:
        if direct_payments.request_hash(uow.conn, seen.id) != asked:
            raise SameIdOtherContent("direct payment")
        return known, False
    link = links.own(uow.conn, merchant_id, seen.link_id, since)
    merchant = merchants.get(uow.conn, merchant_id)
    code = kept_own_code(merchant.own_code)
    if code is None:
        raise WrongState("own code", "none")
    if is_told_of(code, merchant.told_accounts):
        raise WrongState("own code", "told of")
    if link.status is LinkStatus.PAID:
        raise WrongState("link", link.status)
    amount = seen.amount or link.amount
    if amount is None:
        raise BadFields(Problem("amount", "missing"))
    noted = DirectPayment(
        id=seen.id,
        merchant_id=merchant_id,
        kind=DirectKind.SEEN,
        amount=amount,
        trx_id="",
        reference="",
        shop_code="",
        by_qr=True,
        came_at=uow.now,
        link_id=link.id,
        payment_id=None,
        noted_by=seen.by,
        created_at=uow.now,
        assigned_at=uow.now,
    )
    try:
        direct_payments.insert(uow.conn, noted, asked)
    except IntegrityError as error:
        raise SameIdOtherContent("direct payment") from error
    _tell(uow, noted, EventType.DIRECT_SEEN)
    return noted, True


def _link_named(uow: UnitOfWork, came_in: DirectPayment) -> Link | None:
    """The link whose number came with the money, if it is this shop's and asks for so much.

    A payer can write any number, and any sum, into a code of their own; the account alone is the shop's.
    """
    code = read_code(came_in.reference)
    link = links.by_code(uow.conn, "fixed", code) if code else None
    if link is None or link.merchant_id != came_in.merchant_id or link.amount != came_in.amount:
        return None
    return link


def _paid(uow: UnitOfWork, came_in: DirectPayment, link: Link, by: DoneBy) -> DirectPayment:
    """The link is paid by it, by the one table of moves and in the one place where payments become paid."""
    payment = _payment(uow, came_in, link)
    payments.insert(uow.conn, payment, f"own:{came_in.trx_id}", None)
    assert after(payment.status, Event.GATEWAY_CONFIRMED) is Status.PAID
    # What the shop's own contract with its bank costs it nobody tells us.
    seen = Confirmed(
        capture_ref=came_in.trx_id,
        amount=came_in.amount,
        fee=Money(0),
        risky=False,
        gateway_ref=came_in.trx_id,
        method=_METHOD,
    )
    paid = book_capture(uow, payment, seen, service=Money(0), paid_at=_paid_at(came_in, uow.now))
    assigned = replace(came_in, link_id=link.id, payment_id=paid.id, noted_by=by, assigned_at=uow.now)
    direct_payments.save(uow.conn, assigned)
    _tell(uow, assigned, EventType.DIRECT_ASSIGNED)
    return assigned


def _paid_at(came_in: DirectPayment, now: datetime) -> datetime:
    """A notice may be hours late, and the shop's word days: what came so long ago is announced as just come nowhere.

    SNS tries again after seconds and minutes, which are news all the same.
    """
    return now if now - came_in.came_at < STILL_NEWS else came_in.came_at


def _payment(uow: UnitOfWork, came_in: DirectPayment, link: Link) -> Payment:
    return Payment(
        id=PaymentId(uow.new_id("pay")),
        code=new_code(),
        tran_id=new_tran_id(),
        link_id=link.id,
        merchant_id=link.merchant_id,
        status=Status.CREATED,
        amount=came_in.amount,
        gateway=OWN_CODE,
        payer=NOBODY,
        language=merchants.get(uow.conn, link.merchant_id).language,
        created_at=uow.now,
    )


def _tell(uow: UnitOfWork, one: DirectPayment, event_type: EventType) -> None:
    events.append(uow, one.merchant_id, event_type, direct_payment_resource(one))
