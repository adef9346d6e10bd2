"""What a gateway's answer does to a payment: status, books, balance, link and events, together or not at all."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import structlog

from checkout.acts.alarms import ring_once
from checkout.gateways.base import Confirmed, Contradicted, Declined, Held, Notice, Outcome, Unknown
from checkout.ledger.rules import when_paid
from checkout.payments import reconciling
from checkout.payments.fees import NO_RATES, Rates, service_fee
from checkout.payments.nouns import Link, Payment, PaymentId
from checkout.payments.reasons import HoldReason
from checkout.payments.refunds import RefundStatus
from checkout.payments.status import CAPTURED, UNCAPTURED, Event, LinkStatus, Status, after
from checkout.resources import entry_resource, link_resource, payment_resource
from checkout.store import events, ledger, links, payments, refunds
from checkout.store.database import Act
from codes import new_code
from money import Money

log = structlog.get_logger(__name__)
# A gateway may be down for a night; longer, and a person is told.
_SILENCE_FOR: Final = timedelta(days=1)


def apply_outcomes(
    act: Act,
    payment_id: PaymentId,
    outcomes: tuple[Outcome, ...],
    notice: Notice | None,
    first_pause: timedelta,
    *,
    by_clock: bool,
    service_rates: Rates = NO_RATES,
    is_set_up: bool = True,
) -> Payment:
    """Move the payment by what the gateway answered; `notice` only words an end without money.

    However often and in whatever order answers come, each capture is booked once. Only an ask
    `by_clock` makes the next one rarer: a payer who reloads a page must not push it away. A gateway that
    is not set up any more is told of once for all its payments, and its silence not for each.
    """
    act.hold(_payment(act, payment_id).merchant_id)
    if not is_set_up and _payment(act, payment_id).status not in CAPTURED:
        gateway = _payment(act, payment_id).gateway
        ring_once(act, gateway, "not set up", "payments are open at a gateway that is not set up", gateway=gateway)
    for outcome in outcomes:
        payment = _payment(act, payment_id)
        if isinstance(outcome, Confirmed):
            _captured(act, payment, outcome, service_rates)
        elif isinstance(outcome, Held):
            _held(act, payment, outcome)
        elif isinstance(outcome, Contradicted):
            # Somebody may be tampering: never paid, and an operator must look.
            facts = {"payment_id": payment.id, "what": outcome.what}
            ring_once(act, payment.id, f"contradicted: {outcome.what}", "gateway contradicts us", **facts)
        elif isinstance(outcome, Unknown):
            log.warning("gateway did not answer", payment_id=payment.id, why=outcome.why)
            if is_set_up and act.now - payment.created_at > _SILENCE_FOR and payment.status in UNCAPTURED:
                facts = {"payment_id": payment.id, "gateway": payment.gateway, "why": outcome.why}
                ring_once(act, payment.id, "unknown", "nobody knows what became of a payment", **facts)
        event = _end_without_money(outcome, notice)
        # A payment that was captured and rejected keeps the reason that the operator gave.
        if event is not None and payment.status in UNCAPTURED and not payment.capture_ref:
            _ended(act, payment, event, _reason(outcome, notice))
    if by_clock:
        silent = any(isinstance(outcome, Unknown) for outcome in outcomes)
        _ask_again_later(act, _payment(act, payment_id), first_pause, silent=silent)
    return _payment(act, payment_id)


def _captured(act: Act, payment: Payment, seen: Confirmed, service_rates: Rates) -> None:
    if payment.capture_ref and payment.capture_ref != seen.capture_ref:
        payment = _second_capture(act, payment, seen)
    if seen.fee is None or seen.amount != payment.amount:
        why = HoldReason.FEE_UNKNOWN if seen.fee is None else HoldReason.AMOUNT_DIFFERS
        _held(act, payment, Held(why, "", seen.capture_ref, seen.gateway_ref, seen.method, seen.amount))
        return
    if payment.capture_ref and payment.status is Status.FAILED:
        return  # Held, then rejected by the operator: the gateway's word about this money changes nothing more.
    status = after(payment.status, Event.GATEWAY_HELD if seen.risky else Event.GATEWAY_CONFIRMED)
    if status is payment.status and payment.fee is not None:
        return  # Told before: no new entries, no second event.
    service = service_fee(service_rates, seen.method, seen.amount, seen.fee)
    known = {"capture_ref": seen.capture_ref, "gateway_ref": seen.gateway_ref, "method": seen.method}
    if status is Status.ON_HOLD:
        # What it will bring is told at once, for whoever decides; it is credited only on release.
        fee = seen.fee + service
        net = seen.amount - fee
        payments.change(
            act.conn,
            payment.id,
            status=status,
            fee_poisha=fee.poisha,
            service_fee_poisha=service.poisha,
            net_poisha=net.poisha,
            reason=seen.risk[:255],
            **known,
        )
        held = replace(
            payment,
            status=status,
            fee=fee,
            service_fee=service,
            net=net,
            reason=seen.risk[:255],
            **known,  # type: ignore[arg-type]
        )
        events.append(act, held.merchant_id, "payment.on_hold", payment_resource(held))
    else:
        book(act, payment, seen, service)


def _held(act: Act, payment: Payment, seen: Held) -> None:
    """Money that the rules cannot credit waits for the operator; what is captured already is not undone.

    Only of what somebody gave back at the gateway a person is told: the shop has it in its balance still.
    """
    if payment.capture_ref and seen.capture_ref and payment.capture_ref != seen.capture_ref:
        payment = _second_capture(act, payment, seen)
    if payment.status is Status.ON_HOLD or (payment.capture_ref and payment.status is Status.FAILED):
        return
    status = after(payment.status, Event.GATEWAY_HELD)
    if status is payment.status:
        if seen.why is HoldReason.GIVEN_BACK_ELSEWHERE and not _given_back_by_us(act, payment):
            facts = {"payment_id": payment.id, "gateway": payment.gateway, "words": seen.words}
            ring_once(act, payment.id, seen.why, "a payment in our books was given back elsewhere", **facts)
        return
    log.error("alarm: a payment is on hold", payment_id=payment.id, why=seen.why, words=seen.words)
    known = {"capture_ref": seen.capture_ref, "gateway_ref": seen.gateway_ref, "method": seen.method}
    reason = f"{seen.why}: {seen.words}"[:255]
    held = replace(payment, status=status, reason=reason, **known)  # type: ignore[arg-type]
    payments.change(act.conn, payment.id, status=status, reason=reason, **known)
    events.append(act, held.merchant_id, "payment.on_hold", payment_resource(held))


def _given_back_by_us(act: Act, payment: Payment) -> bool:
    """Whether a refund of ours, ended or under way, is what the gateway may speak of."""
    return any(refund.status is not RefundStatus.REFUSED for refund in refunds.of_payment(act.conn, payment.id))


def book(act: Act, payment: Payment, seen: Confirmed, service: Money) -> None:
    """The one place where a payment becomes paid; callers have asked the table of moves."""
    link = links.get(act.conn, payment.link_id)
    assert link is not None, payment.link_id
    assert seen.fee is not None
    fee = seen.fee + service
    paid = replace(
        payment,
        status=Status.PAID,
        fee=fee,
        service_fee=service,
        net=seen.amount - fee,
        capture_ref=seen.capture_ref,
        gateway_ref=seen.gateway_ref,
        method=seen.method,
        reason="",
        late=_is_late(act, link, payment),
        duplicate=payment.duplicate or (link.kind == "fixed" and link.is_full),
        paid_at=act.now,
    )
    payments.change(
        act.conn,
        paid.id,
        status=paid.status,
        fee_poisha=fee.poisha,
        service_fee_poisha=service.poisha,
        net_poisha=(seen.amount - fee).poisha,
        capture_ref=paid.capture_ref,
        gateway_ref=paid.gateway_ref,
        method=paid.method,
        reason="",
        late=paid.late,
        duplicate=paid.duplicate,
        paid_at=act.now,
    )
    source = f"{paid.gateway}:capture:{seen.capture_ref}"
    entries = when_paid(paid.merchant_id, paid.gateway, seen.amount, seen.fee, service)
    posted = ledger.post(act, source, paid.id, entries)
    full = link.kind == "fixed" and replace(link, payments_count=link.payments_count + 1).is_full
    status = LinkStatus.PAID if full else link.status
    links.add_payment(act.conn, link, paid.amount - paid.surcharge, status, act.now)
    counted = links.get(act.conn, link.id)
    assert counted is not None, link.id
    link_event = "link.paid" if counted.status is LinkStatus.PAID else "link.updated"
    events.append(act, paid.merchant_id, "payment.paid", payment_resource(paid))
    events.append(act, paid.merchant_id, link_event, link_resource(counted, act.public_url))
    for entry in posted:
        events.append(act, paid.merchant_id, "balance.entry", entry_resource(entry))


def _second_capture(act: Act, first: Payment, seen: Confirmed | Held) -> Payment:
    """The same gateway page paid twice: the second money is a payment of its own, marked duplicate."""
    form_key = f"capture:{seen.capture_ref}"
    known = payments.by_form_key(act.conn, first.link_id, form_key)
    if known is not None:
        return known
    again = replace(
        first,
        id=PaymentId(act.new_id("pay")),
        code=new_code(),
        status=Status.PENDING,
        fee=None,
        service_fee=Money(0),
        net=None,
        refunded=Money(0),
        capture_ref="",
        gateway_ref="",
        method="",
        reason="",
        duplicate=True,
        created_at=act.now,
        paid_at=None,
    )
    payments.insert(act.conn, again, form_key, None)
    return again


def _is_late(act: Act, link: Link, payment: Payment) -> bool:
    """Whether the money came after the link had closed, or after we had given the payment up."""
    closed = link.status_at(act.now) in (LinkStatus.EXPIRED, LinkStatus.CANCELLED)
    return closed or payment.status is Status.EXPIRED


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


def _reason(outcome: Outcome, notice: Notice | None) -> str:
    """The gateway's own words, after the name of our sentence for payers if there is one."""
    if isinstance(outcome, Declined):
        return f"{outcome.kind}: {outcome.reason}" if outcome.kind else outcome.reason
    return notice.reason if notice else ""


def _ended(act: Act, payment: Payment, event: Event, reason: str) -> None:
    status = after(payment.status, event)
    if status is payment.status:
        return
    ended = replace(payment, status=status, reason=reason[:255])
    payments.change(act.conn, payment.id, status=status, reason=ended.reason)
    events.append(act, ended.merchant_id, f"payment.{status}", payment_resource(ended))


def _ask_again_later(act: Act, payment: Payment, first_pause: timedelta, *, silent: bool) -> None:
    """Go on asking for three days, after every end too: late money is still theirs. Then give up."""
    checks_count = payment.checks_count + 1
    captured = payment.status not in UNCAPTURED
    at = reconciling.next_check_at(
        act.now, payment.created_at, checks_count, first_pause, captured=captured, silent=silent
    )
    payments.change(act.conn, payment.id, checks_count=checks_count, next_check_at=at)
    if at is None and not captured:
        _ended(act, payment, Event.GAVE_UP, payment.reason)


def _payment(act: Act, payment_id: PaymentId) -> Payment:
    payment = payments.get(act.conn, payment_id)
    assert payment is not None, payment_id
    return payment
