"""Money back to payers: promised in the books first, then asked of the gateway, then settled by its word."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from checkout.commands.alarms import ring_once
from checkout.commands.idempotency import request_hash
from checkout.commands.save_payment import save_payment
from checkout.core.access import today_began
from checkout.core.backoff import next_look_at
from checkout.core.event_types import EventType
from checkout.core.merchant import UNNOTED, DoneBy, MerchantId
from checkout.core.payment import Payment, PaymentId
from checkout.core.payment_status import Event, Status, after
from checkout.core.posting_rules import Entry, undone, when_refund_promised, when_refunded
from checkout.core.refund import OPEN, Refund, RefundId, RefundStatus, fee_back
from checkout.errors import (
    BadFields,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Problem,
    ReferenceUsed,
    SameIdOtherContent,
    WrongState,
)
from checkout.gateways.base import (
    CannotTell,
    NotAsked,
    RefundOutcome,
    RefundRefused,
    RefundRequest,
    Returned,
    UnderWay,
    Unknown,
)
from checkout.ids import new_tran_id
from checkout.resources.balance import entry_resource
from checkout.resources.payment import refund_resource
from checkout.store import events, ledger, merchants, payments, refunds
from checkout.store.unit_of_work import UnitOfWork
from money import Money

log = structlog.get_logger(__name__)
_REFUNDABLE: Final = (Status.PAID, Status.PARTLY_REFUNDED)
_ZERO: Final = Money(0)
_REFERENCE_MAX: Final = 80
# A gateway may be down for a night; longer, and a person is told.
_SILENCE_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a refund would do. `cost` leaves the balance; `left` is what may still go back in all.

    Of the payment's fee two parts fall to this sum: `fee_back` comes back to the shop, `fee_kept` is lost to it.
    """

    amount: Money
    fee_back: Money
    fee_kept: Money
    cost: Money
    left: Money
    balance_after: Money


@dataclass(frozen=True, slots=True)
class WantedRefund:
    """Money back as the shop asks for it, under an id that the shop made."""

    id: RefundId
    payment_id: str
    amount: Money
    reason: str = ""
    asked_by: DoneBy = UNNOTED


def quote_refund(
    conn: Connection, merchant_id: MerchantId, payment_id: str, amount: Money | None, *, returns_fee: bool
) -> Quote:
    """What giving `amount` back would cost the shop, or all that is left. Raises NotFound, WrongState, BadFields."""
    payment = _refundable(conn, merchant_id, payment_id)
    before, fee_before = refunds.going_back(conn, payment.id)
    left = payment.amount - before
    amount = left if amount is None else amount
    if not _ZERO < amount <= left:
        raise BadFields(Problem("amount", "refund_left", {"poisha": str(left.poisha)}))
    # The operator keeps its service fee; a gateway may give its own back.
    gateway_fee = (payment.fee or _ZERO) - payment.service_fee
    of_gateway, of_service = (
        fee_back(fee, payment.amount, before, amount) for fee in (gateway_fee, payment.service_fee)
    )
    back = of_gateway if returns_fee else _ZERO
    # Should the operator have changed the policy between two refunds, never more than the fee itself.
    back = max(_ZERO, min(back, gateway_fee - fee_before))
    cost = amount - back
    return Quote(
        amount=amount,
        fee_back=back,
        fee_kept=of_gateway + of_service - back,
        cost=cost,
        left=left,
        balance_after=ledger.balance(conn, merchant_id) - cost,
    )


def ask_refund(
    uow: UnitOfWork,
    merchant_id: MerchantId,
    wanted: WantedRefund,
    *,
    returns_fee: bool,
    within: timedelta | None = None,
    is_bounded: bool = False,
    tells_balance: bool = True,
) -> tuple[Refund, bool]:
    """Promise money back, in the books at once; and whether it is new: the same id answers as the first time.

    `within` is the time in which the payer has it, as the operator says. Who `is_bounded` gives back up to a sum in one
    day of Dhaka, and NotAllowed says how much of that is left. Raises NotFound, WrongState, NotSignedIn,
    SameIdOtherContent, and BadFields when more is asked than is left of the payment, or than the balance holds.
    The balance may go below zero by the payment's own fee, so that
    a shop can always give back the whole of what it was just paid.
    """
    uow.lock(merchant_id)
    asked = request_hash(merchant_id, wanted.payment_id, wanted.amount.poisha, wanted.reason)
    known = refunds.get(uow.conn, wanted.id)
    if known is not None:
        if refunds.request_hash(uow.conn, wanted.id) != asked:
            raise SameIdOtherContent("refund")
        return known, False
    quoted = quote_refund(uow.conn, merchant_id, wanted.payment_id, wanted.amount, returns_fee=returns_fee)
    if is_bounded:
        _check_the_days_sum(uow, merchant_id, wanted)
    payment = _refundable(uow.conn, merchant_id, wanted.payment_id)
    balance = ledger.balance(uow.conn, merchant_id)
    if balance + (payment.fee or _ZERO) < quoted.cost:
        told = Problem("amount", "refund_balance", {"poisha": str(max(_ZERO, balance).poisha)})
        raise BadFields(told if tells_balance else Problem("amount", "refund_not_covered"))
    refund = Refund(
        id=wanted.id,
        payment_id=payment.id,
        merchant_id=merchant_id,
        amount=wanted.amount,
        fee_back=quoted.fee_back,
        status=RefundStatus.PROMISED,
        reason=wanted.reason,
        gateway=payment.gateway,
        refund_ref=new_tran_id(),
        gateway_ref="",
        refusal="",
        checks_count=0,
        created_at=uow.now,
        ended_at=None,
        due_at=None if within is None else uow.now + within,
        asked_by=wanted.asked_by,
    )
    try:
        refunds.insert(uow.conn, refund, asked, uow.now)
    except IntegrityError as error:
        raise SameIdOtherContent("refund") from error
    _post(uow, refund, "promised", _promise(refund))
    _tell(uow, refund)
    return refund, True


def _check_the_days_sum(uow: UnitOfWork, merchant_id: MerchantId, wanted: WantedRefund) -> None:
    """Many small ones are as much as one. The caller has the shop to itself, so two at once are counted both.

    What the asker may is read here once more: it may have been let go, or may do less, since it was let through.
    """
    asker = merchants.get_device(uow.conn, merchant_id, wanted.asked_by.id)
    if asker is None:
        raise NotSignedIn
    # Who may give back up to a sum and was told none gives back nothing.
    most = asker.device.grant.gives_back_most or _ZERO
    given = refunds.given_back(uow.conn, merchant_id, wanted.asked_by.id, today_began(uow.now))
    if given + wanted.amount > most:
        raise NotAllowed("sum", max(_ZERO, most - given))


def begin_sending_refund(uow: UnitOfWork, refund_id: RefundId) -> RefundRequest | None:
    """What to ask of the gateway, given out once in a refund's life; None to everybody after.

    None, too, while another refund of the same payment has not come to its end: then this one waits.
    """
    uow.lock(_get(uow.conn, refund_id).merchant_id)
    if not refunds.begin_sending(uow.conn, refund_id):
        return None
    return _money_back(uow.conn, refund_id)


def refund_request(conn: Connection, refund_id: RefundId) -> RefundRequest:
    """What was asked of the gateway, to look it up."""
    return _money_back(conn, refund_id)


def apply_refund_outcome(
    uow: UnitOfWork, refund_id: RefundId, outcome: RefundOutcome, first_pause: timedelta
) -> Refund:
    """Move the refund by what the gateway said. However often it is said, the books move once."""
    uow.lock(_get(uow.conn, refund_id).merchant_id)
    refund = _get(uow.conn, refund_id)
    if refund.status not in OPEN:
        _ring_at_a_late_contradiction(uow, refund, outcome)
        return refund
    if isinstance(outcome, Returned | UnderWay):
        other = refunds.closed_by(uow.conn, refund.gateway, outcome.gateway_ref[:_REFERENCE_MAX])
        if other is not None:
            return _by_hand(uow, refund, f"{outcome.gateway_ref}, which the gateway names for it, closed {other}")
    if isinstance(outcome, Returned):
        return _refunded(uow, refund, outcome.gateway_ref)
    if isinstance(outcome, RefundRefused) and not outcome.exceeds:
        return _refused(uow, refund, outcome.reason)
    if isinstance(outcome, RefundRefused | CannotTell):
        return _by_hand(uow, refund, outcome.why if isinstance(outcome, CannotTell) else outcome.reason)
    if isinstance(outcome, Unknown) and uow.now - refund.created_at > _SILENCE_FOR:
        facts = {"refund_id": refund.id, "gateway": refund.gateway, "why": outcome.why}
        ring_once(uow, refund.id, "unknown", "nobody knows what became of a refund", **facts)
    at = next_look_at(uow.now, refund.checks_count, first_pause)
    refunds.schedule(uow.conn, refund.id, refund.checks_count + 1, at)
    if isinstance(outcome, UnderWay):
        refund = replace(refund, status=RefundStatus.UNDER_WAY, gateway_ref=outcome.gateway_ref[:_REFERENCE_MAX])
    elif isinstance(outcome, NotAsked):
        refund = replace(refund, status=RefundStatus.PROMISED)
    return refunds.save(uow.conn, refund)


def closed_by_operator(uow: UnitOfWork, refund_id: str, *, reference: str = "", refusal: str = "") -> Refund:
    """The operator's word, from the gateway's panel: paid back under a reference, or refused for a reason.

    Raises NotFound, WrongState for a refund that has an end or is about to be asked by itself, and
    ReferenceUsed when the reference closed another one.
    """
    assert bool(reference) != bool(refusal)
    known = refunds.get(uow.conn, refund_id)
    if known is None:
        raise NotFound("refund")
    uow.lock(known.merchant_id)
    refund = _get(uow.conn, known.id)
    if refund.status not in OPEN or refund.status is RefundStatus.PROMISED:
        raise WrongState("refund", refund.status)
    reference = reference.strip()
    other = refunds.closed_by(uow.conn, refund.gateway, reference[:_REFERENCE_MAX]) if reference else None
    if other is not None:
        raise ReferenceUsed(reference, other)
    return _refunded(uow, refund, reference) if reference else _refused(uow, refund, refusal)


def _refunded(uow: UnitOfWork, refund: Refund, reference: str) -> Refund:
    payment = payments.get(uow.conn, refund.payment_id)
    assert payment is not None, refund.payment_id
    refunded = payment.refunded + refund.amount
    event = Event.REFUNDED_WHOLE if refunded == payment.amount else Event.REFUNDED_IN_PART
    ended = _ended(uow, replace(refund, status=RefundStatus.REFUNDED, gateway_ref=reference[:_REFERENCE_MAX]))
    _post(uow, refund, "done", when_refunded(refund.gateway, refund.amount))
    save_payment(uow, replace(payment, status=after(payment.status, event), refunded=refunded))
    _tell(uow, ended)
    return ended


def _by_hand(uow: UnitOfWork, refund: Refund, why: str) -> Refund:
    """No program can tell what becomes of it: the operator looks in the gateway's panel. The promise stays."""
    log.error("alarm: a refund needs the operator", refund_id=refund.id, why=why)
    refunds.schedule(uow.conn, refund.id, refund.checks_count, None)
    return refunds.save(uow.conn, replace(refund, status=RefundStatus.BY_HAND))


def _refused(uow: UnitOfWork, refund: Refund, refusal: str) -> Refund:
    ended = _ended(uow, replace(refund, status=RefundStatus.REFUSED, refusal=refusal[:255]))
    _post(uow, refund, "refused", undone(*_promise(refund)))
    _tell(uow, ended)
    return ended


def _ended(uow: UnitOfWork, refund: Refund) -> Refund:
    refunds.schedule(uow.conn, refund.id, refund.checks_count, None)
    ended = refunds.save(uow.conn, replace(refund, ended_at=uow.now))
    refunds.wake(uow.conn, refund.payment_id, uow.now)
    return ended


def _ring_at_a_late_contradiction(uow: UnitOfWork, refund: Refund, outcome: RefundOutcome) -> None:
    """Told as refused, and paid back after all: the shop has the sum again, and so has the payer."""
    if refund.status is RefundStatus.REFUSED and isinstance(outcome, Returned):
        facts = {"refund_id": refund.id, "gateway": refund.gateway, "reference": outcome.gateway_ref}
        ring_once(uow, refund.id, "returned", "a refund that was refused was paid back", **facts)


def _promise(refund: Refund) -> tuple[Entry, ...]:
    return when_refund_promised(refund.merchant_id, refund.gateway, refund.amount, refund.fee_back)


def _post(uow: UnitOfWork, refund: Refund, what: str, entries: tuple[Entry, ...]) -> None:
    for entry in ledger.post(uow, f"refund:{what}:{refund.id}", refund.payment_id, entries):
        events.append(uow, refund.merchant_id, EventType.BALANCE_ENTRY, entry_resource(entry))


def _tell(uow: UnitOfWork, refund: Refund) -> None:
    told = refund_resource(refund)
    events.append(uow, refund.merchant_id, EventType(f"refund.{told['status']}"), told)


def _refundable(conn: Connection, merchant_id: MerchantId, payment_id: str) -> Payment:
    payment = payments.get(conn, PaymentId(payment_id))
    if payment is None or payment.merchant_id != merchant_id:
        raise NotFound("payment")
    if payment.is_at_own_account:
        raise BadFields(Problem("payment_id", "at_own_account"))
    if payment.status not in _REFUNDABLE:
        raise WrongState("payment", payment.status)
    return payment


def _money_back(conn: Connection, refund_id: RefundId) -> RefundRequest:
    refund = _get(conn, refund_id)
    payment = payments.get(conn, refund.payment_id)
    assert payment is not None, refund.payment_id
    others = (one for one in refunds.of_payment(conn, payment.id) if one.id != refund.id)
    return RefundRequest(
        refund_ref=refund.refund_ref,
        capture_ref=payment.capture_ref,
        gateway_ref=payment.gateway_ref,
        amount=refund.amount,
        reason=refund.reason,
        earlier_refs=tuple(one.gateway_ref for one in others if one.gateway_ref),
    )


def _get(conn: Connection, refund_id: RefundId) -> Refund:
    refund = refunds.get(conn, refund_id)
    assert refund is not None, refund_id
    return refund
