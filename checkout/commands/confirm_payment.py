"""What a gateway's answer does to a payment, all of it together or not at all."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

import structlog

from checkout.commands.alarms import ring_once
from checkout.commands.book_capture import book_capture
from checkout.commands.captures import named_as_kept, payment_of_capture
from checkout.commands.hold_payment import hold_payment, save_held
from checkout.commands.save_payment import save_payment
from checkout.core import backoff
from checkout.core.fees import NO_RATES, Rates, service_fee
from checkout.core.payment import Payment, PaymentId
from checkout.core.payment_status import CAPTURED, UNCAPTURED, Event, Status, after
from checkout.core.reasons import FailureKind, HoldReason, failure_named
from checkout.gateways.base import Confirmed, Contradicted, Declined, Held, Notice, Outcome, Unknown
from checkout.store import payments
from checkout.store.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)
# A gateway may be down for a night; longer, and a person is told.
_SILENCE_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """What a gateway said of a payment, and the notice that made us ask, which only words an end without money."""

    outcomes: tuple[Outcome, ...]
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class GatewayTerms:
    """What an installation has set for a payment's gateway: how soon it is asked again, and what the operator takes.

    One that is not set up any more is told of once for all its payments, and its silence not for each.
    """

    first_pause: timedelta
    service_rates: Rates = field(default_factory=lambda: NO_RATES)
    is_set_up: bool = True


def apply_outcomes(
    uow: UnitOfWork, payment_id: PaymentId, answer: GatewayAnswer, terms: GatewayTerms, *, by_clock: bool
) -> Payment:
    """Move the payment by what the gateway answered.

    However often and in whatever order answers come, each capture is booked once. Only an ask
    `by_clock` makes the next one rarer: a payer who reloads a page must not push it away.
    """
    payment = payments.get_and_lock(uow, payment_id)
    assert payment is not None, payment_id
    if not terms.is_set_up and payment.status not in CAPTURED:
        gateway = payment.gateway
        ring_once(uow, gateway, "not set up", "payments are open at a gateway that is not set up", gateway=gateway)
    for outcome in map(named_as_kept, answer.outcomes):
        if isinstance(outcome, Confirmed):
            payment = _as_it_is_now(payment, _captured(uow, payment, outcome, terms.service_rates))
        elif isinstance(outcome, Held):
            payment = _as_it_is_now(payment, hold_payment(uow, payment, outcome))
        elif isinstance(outcome, Contradicted):
            # Somebody may be tampering: never paid, and an operator must look.
            facts = {"payment_id": payment.id, "what": outcome.what}
            ring_once(uow, payment.id, "contradicted", "gateway contradicts us", **facts)
        elif isinstance(outcome, Unknown):
            log.warning("gateway did not answer", payment_id=payment.id, why=outcome.why)
            if terms.is_set_up and uow.now - payment.created_at > _SILENCE_FOR and payment.status in UNCAPTURED:
                facts = {"payment_id": payment.id, "gateway": payment.gateway, "why": outcome.why}
                ring_once(uow, payment.id, "unknown", "nobody knows what became of a payment", **facts)
        event = _end_without_money(outcome, answer.notice)
        # A payment that was captured and rejected keeps the reason that the operator gave.
        if event is not None and payment.status in UNCAPTURED and payment.failure is not FailureKind.REJECTED:
            kind = outcome.kind if isinstance(outcome, Declined) else ""
            payment = _ended(uow, payment, event, failure_named(kind), _words(outcome, answer.notice))
    if by_clock:
        silent = any(isinstance(outcome, Unknown) for outcome in answer.outcomes)
        payment = _ask_again_later(uow, payment, terms.first_pause, silent=silent)
    return payment


def _as_it_is_now(payment: Payment, kept: Payment) -> Payment:
    """The attempt that was asked about: what was kept may be the second capture of its page, which is another one."""
    return kept if kept.id == payment.id else payment


def _captured(uow: UnitOfWork, payment: Payment, seen: Confirmed, service_rates: Rates) -> Payment:
    """The payment that the money belongs to, as it is kept."""
    payment = payment_of_capture(uow, payment, seen)
    if payment.failure is FailureKind.REJECTED:
        return payment  # By the operator: the gateway's word about this money changes nothing more.
    if seen.fee is None or seen.amount != payment.amount:
        why = HoldReason.FEE_UNKNOWN if seen.fee is None else HoldReason.AMOUNT_DIFFERS
        why = HoldReason.RISK if seen.risky and seen.amount == payment.amount else why
        return hold_payment(uow, payment, _held_for(why, seen))
    if payment.hold_reason is HoldReason.GIVEN_BACK_ELSEWHERE:
        return payment  # One answer said that it went back, this one does not speak of it: a person decides.
    status = after(payment.status, Event.GATEWAY_HELD if seen.risky else Event.GATEWAY_CONFIRMED)
    if status is payment.status and payment.fee is not None:
        return payment  # Told before: no new entries, no second event.
    service = service_fee(service_rates, seen.method, seen.amount, seen.fee)
    if status is Status.ON_HOLD:
        # What it will bring is told at once, for whoever decides; it is credited only on release.
        fee = seen.fee + service
        known = replace(payment, fee=fee, service_fee=service, net=seen.amount - fee)
        return save_held(uow, known, _held_for(HoldReason.RISK, seen))
    return book_capture(uow, payment, seen, service)


def _held_for(why: HoldReason, seen: Confirmed) -> Held:
    return Held(why, seen.risk, seen.capture_ref, seen.amount, **seen.gateway_texts)


def _end_without_money(outcome: Outcome, notice: Notice | None) -> Event | None:
    """A signed notice that speaks of no money is believed: it can only end what may still be paid later."""
    if isinstance(outcome, Confirmed | Held | Contradicted):
        return None
    said_so = isinstance(outcome, Declined) and outcome.kind == "cancelled"
    if said_so or (notice is not None and notice.says == "cancelled"):
        return Event.PAYER_CANCELLED
    if notice is not None and notice.says == "expired":
        return Event.GAVE_UP
    if isinstance(outcome, Declined) or (notice is not None and notice.says == "failed"):
        return Event.GATEWAY_DECLINED
    return None


def _words(outcome: Outcome, notice: Notice | None) -> str:
    """The gateway's own."""
    if isinstance(outcome, Declined):
        return outcome.reason
    return notice.reason if notice else ""


def _ended(uow: UnitOfWork, payment: Payment, event: Event, failure: FailureKind, words: str) -> Payment:
    status = after(payment.status, event)
    if status is payment.status:
        return payment
    why = failure if status is Status.FAILED else None
    return save_payment(uow, replace(payment, status=status, failure=why, gateway_words=words[:255]))


def _ask_again_later(uow: UnitOfWork, payment: Payment, first_pause: timedelta, *, silent: bool) -> Payment:
    """Go on asking for three days, after every end too: late money is still theirs. Then give up."""
    checks_count = payment.checks_count + 1
    captured = payment.status not in UNCAPTURED
    at = backoff.next_check_at(uow.now, payment.created_at, checks_count, first_pause, captured=captured, silent=silent)
    payments.schedule(uow.conn, payment.id, checks_count, at)
    asked = replace(payment, checks_count=checks_count)
    if at is not None or captured:
        return asked
    return _ended(uow, asked, Event.GAVE_UP, asked.failure or FailureKind.DECLINED, asked.gateway_words)
