"""A payer setting out to pay: the payment is kept first, then the gateway is asked for its page."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from checkout.commands.save_payment import save_payment
from checkout.core import backoff
from checkout.core.link import Link, LinkStatus
from checkout.core.payment import Payment, PaymentId
from checkout.core.payment_form import PaymentRequest, new_form_key
from checkout.core.payment_status import CAPTURED, Event, Status, after
from checkout.core.reasons import FailureKind
from checkout.gateways.base import PaymentPage
from checkout.ids import new_tran_id
from checkout.store import links, payment_claims, payments
from checkout.store.unit_of_work import UnitOfWork
from codes import new_code
from language import Language

# How long a payer may be at it before somebody else's attempt, or another of theirs, stands beside it.
PROGRESS_FOR: Final = timedelta(minutes=15)
_OPEN: Final = (Status.CREATED, Status.PENDING)


class LinkEnded(Exception):
    """The link can take no payment any more: it is paid, cancelled or expired."""

    def __init__(self, status: LinkStatus) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class SentForm:
    """A payer's form that was found good: of which link, by what key it is known again, and in which language."""

    link_id: str
    key: str
    asked: PaymentRequest
    language: Language


@dataclass(frozen=True, slots=True)
class GatewayTurn:
    """The gateway whose page is asked for, and the times that go with it."""

    gateway: str
    first_pause: timedelta
    """Until it is first asked what became of the payment."""
    claim: timedelta
    """For how long its page may be one caller's alone to ask for."""


@dataclass(frozen=True, slots=True)
class PageClaim:
    """A payment, and until when its gateway's page is this caller's alone to ask for; None when it is not."""

    payment: Payment
    held_until: datetime | None


def start_payment(uow: UnitOfWork, form: SentForm, turn: GatewayTurn) -> PageClaim:
    """Keep a new payment before the gateway hears of it. The same form sent again gives the same one.

    Of all who send it at once, at whichever worker, one is told to open the page, and has until its claim
    is over to do it. Raises LinkEnded.
    """
    link = links.get_and_lock(uow, form.link_id)
    assert link is not None, form.link_id
    known, form_key = _under_way(uow, link, form)
    if known is not None:
        return PageClaim(known, claim_opening(uow, known.id, turn.claim))
    payment = new_payment(uow, link, form, turn.gateway)
    next_check_at, until = backoff.next_check_at(uow.now, uow.now, 0, turn.first_pause), uow.now + turn.claim
    payments.insert(uow.conn, payment, form_key, next_check_at, until)
    return PageClaim(payment, until)


def new_payment(uow: UnitOfWork, link: Link, form: SentForm, gateway: str) -> Payment:
    """One attempt to pay a link, as it begins; the caller keeps it."""
    asked = form.asked
    return Payment(
        id=PaymentId(uow.new_id("pay")),
        code=new_code(),
        tran_id=new_tran_id(),
        link_id=link.id,
        merchant_id=link.merchant_id,
        status=Status.CREATED,
        amount=asked.sum,
        surcharge=asked.surcharge,
        instrument=asked.instrument,
        gateway=gateway,
        payer=asked.payer,
        language=form.language,
        created_at=uow.now,
    )


def claim_opening(uow: UnitOfWork, payment_id: PaymentId, claim: timedelta) -> datetime | None:
    """Until when a gateway's page for this payment is this caller's alone to ask for; None when another asks.

    The moment is what the caller holds it by: who took over from one that was too slow has another one.
    """
    until = uow.now + claim
    return until if payment_claims.claim_opening(uow.conn, payment_id, uow.now, until) else None


def page_opened(uow: UnitOfWork, payment_id: PaymentId, gateway: str, opened: PaymentPage) -> Payment:
    """The gateway gave a page: the payer is sent there, unless another gateway was asked meanwhile."""
    payment = _payment(uow, payment_id)
    if payment.gateway != gateway:
        return payment  # Money paid there would be asked about at the other.
    if payment.status is not Status.CREATED:
        return payment  # A notice overtook the gateway's own answer.
    status = after(payment.status, Event.SENT_TO_GATEWAY)
    sent = replace(payment, status=status, gateway_url=opened.page_url, session_ref=opened.session_ref)
    return save_payment(uow, sent)


def fall_back_to(uow: UnitOfWork, payment_id: PaymentId, turn: GatewayTurn, held_until: datetime) -> PageClaim:
    """The gateway before gave no page, so nobody can pay there: this one is asked instead, if it is still ours to."""
    payment = _payment(uow, payment_id)
    asked = replace(payment, gateway=turn.gateway)
    next_check_at, until = backoff.next_check_at(uow.now, uow.now, 0, turn.first_pause), uow.now + turn.claim
    if not payment_claims.save_claimed(uow.conn, asked, held_until, next_check_at, until):
        return PageClaim(payment, None)
    return PageClaim(asked, until)


def give_up_opening(uow: UnitOfWork, payment_id: PaymentId, held_until: datetime) -> None:
    """The next caller may ask for the page, unless somebody does already."""
    payment_claims.give_up_claim(uow.conn, payment_id, held_until)


def page_not_opened(uow: UnitOfWork, payment_id: PaymentId, held_until: datetime, failure: FailureKind) -> Payment:
    """No gateway gave a page, so nobody can pay this attempt; the payer may try again.

    Does nothing to a payment that a notice has moved meanwhile, or whose page another one asks for.
    """
    payment = _payment(uow, payment_id)
    if not payment_claims.give_up_claim(uow.conn, payment_id, held_until):
        return payment
    return save_payment(uow, replace(payment, status=after(payment.status, Event.START_FAILED), failure=failure))


def _under_way(uow: UnitOfWork, link: Link, form: SentForm) -> tuple[Payment | None, str]:
    """The payment that this form stands for already, if there is one; else the key for a new one. Raises LinkEnded."""
    asked, form_key = form.asked, form.key
    status = link.status_at(uow.now)
    known = payments.by_form_key(uow.conn, link.id, form_key)
    if known is not None:
        if known.status in CAPTURED or known.status is Status.ON_HOLD:
            return known, form_key
        if status is LinkStatus.ACTIVE and known.status in _OPEN and _is_same(known, asked):
            return known, form_key
        # An ended attempt, or other words in the same form: a new attempt, never the old sum.
        form_key = new_form_key()
    if status is not LinkStatus.ACTIVE:
        raise LinkEnded(status)
    # The same payer in a second tab, or back from the gateway's page: the attempt that is open already.
    open_ones = payments.in_progress(uow.conn, link.id, asked.payer, asked.sum, uow.now - PROGRESS_FOR)
    return next((one for one in open_ones if _is_same(one, asked)), None), form_key


def _payment(uow: UnitOfWork, payment_id: PaymentId) -> Payment:
    """The payment, with its shop held."""
    payment = payments.get_and_lock(uow, payment_id)
    assert payment is not None, payment_id
    return payment


def _is_same(payment: Payment, asked: PaymentRequest) -> bool:
    return (payment.amount, payment.payer, payment.instrument) == (asked.sum, asked.payer, asked.instrument)
