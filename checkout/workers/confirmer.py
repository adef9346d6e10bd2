"""Asking a gateway what became of a payment, and doing what its answer says."""

from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from checkout import metrics
from checkout.commands.confirm_payment import GatewayAnswer, GatewayTerms, apply_outcomes
from checkout.core.backoff import ASK_FOR
from checkout.core.fees import rate_for
from checkout.core.link import LinkStatus
from checkout.core.payment import Payment
from checkout.core.payment_status import OPEN, UNCAPTURED
from checkout.gateways.base import Attempt, Confirmed, Notice, Outcome, Unknown
from checkout.gateways.registry import Gateways, first_pause
from checkout.metrics import count_move
from checkout.settings import Settings
from checkout.store import inbox, links, payment_claims, payments
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from checkout.workers.single_flight import SingleFlight
from money import Money

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """The payment after an ask, and whether the gateway said anything at all."""

    payment: Payment
    silent: bool
    webhook_id: str = ""
    """The notice whose end was kept with it."""


class Confirmer:
    """The one way in which a gateway's word reaches a payment: notices, returns and the clock all take it."""

    def __init__(self, db: Database, gateways: Gateways, settings: Settings) -> None:
        self._db, self._gateways = db, gateways
        self.first_pause = timedelta(seconds=settings.reconcile_first_seconds)
        self._service_rates, self._gateway_rates = settings.service_rates, settings.gateway_rates
        self._flights = SingleFlight[Answer]()

    async def confirm(
        self, payment: Payment, notice: Notice | None = None, *, by_clock: bool = False, webhook_id: str = ""
    ) -> Answer:
        """Ask server to server, then apply the answer in one command. The same question at once is asked once.

        The notice kept as `webhook_id` is ended in the same command: done, or put off where the gateway was silent.

        One that tells of money is asked once more when what it joined found none: that may have begun before the payer
        was done.
        """
        key = (payment.id, notice, by_clock)
        joins = self._flights.get(key) is not None
        answer = await self._flights.once(key, lambda: self._confirm(payment, notice, webhook_id, by_clock=by_clock))
        if joins and notice is not None and notice.says == "captured" and answer.payment.status in UNCAPTURED:
            answer = await self._flights.once(
                key, lambda: self._confirm(payment, notice, webhook_id, by_clock=by_clock)
            )
        if webhook_id not in ("", answer.webhook_id):
            await self._db.transact(inbox.end, webhook_id, silent=answer.silent)
        return answer

    async def _confirm(self, payment: Payment, notice: Notice | None, webhook_id: str, *, by_clock: bool) -> Answer:
        hint = notice.capture_ref if notice is not None else ""
        outcomes = await self._look_up(payment, hint)
        silent = any(isinstance(outcome, Unknown) for outcome in outcomes)

        def apply(uow: UnitOfWork) -> Payment:
            answer, terms = GatewayAnswer(outcomes, notice), self._terms_of(payment.gateway)
            applied = apply_outcomes(uow, payment.id, answer, terms, by_clock=by_clock)
            if webhook_id:
                inbox.end(uow, webhook_id, silent=silent)
            return applied

        applied = await self._db.transact_in_crowd(payment.gateway, payment.merchant_id, apply)
        count_move(payment, applied)
        return Answer(applied, silent, webhook_id)

    def _terms_of(self, gateway: str) -> GatewayTerms:
        pause = first_pause(self._gateways, gateway, self.first_pause)
        return GatewayTerms(pause, self._service_rates, is_set_up=gateway in self._gateways)

    async def _look_up(self, payment: Payment, hint: str) -> tuple[Outcome, ...]:
        gateway = self._gateways.get(payment.gateway)
        if gateway is None:
            return (Unknown(f"{payment.gateway} is not set up any more"),)
        # What is asked about again after its time is found, and never taken.
        capture_allowed = self._db.clock() - payment.created_at <= ASK_FOR
        if gateway.waits_for_our_word and capture_allowed:
            capture_allowed = await self._db.read(_capture_allowed, payment)
        attempt = Attempt(payment.tran_id, payment.session_ref, payment.amount, capture_allowed)
        try:
            with metrics.gateway_call(payment.gateway, "look_up"):
                outcomes = await gateway.look_up(attempt, hint)
        except Exception as error:
            # An answer that an adapter cannot bear is one that cannot be read: it is asked again, ever more rarely.
            log.exception("an adapter broke", payment_id=payment.id)
            return (Unknown(f"the adapter broke: {type(error).__name__}"),)
        return tuple(
            replace(one, fee=self._fee_by_contract(payment.gateway, one)) if isinstance(one, Confirmed) else one
            for one in outcomes
        )

    def _fee_by_contract(self, gateway: str, seen: Confirmed) -> Money | None:
        """The fee that the gateway told, else the contract's; None where nobody has set it down."""
        if seen.fee is not None:
            return seen.fee
        rate = self._gateways[gateway].contract or rate_for(self._gateway_rates, seen.method)
        return None if rate is None else rate.of(seen.amount)


def _capture_allowed(conn: Connection, payment: Payment) -> bool:
    """Whether money that was not yet taken may still be.

    Not once the link was paid otherwise, or cancelled. Nor once the gateway was told to take it and the payment
    ended without: then it said no, or the payer was told that no money moved. Only they can try again, anew.
    """
    link, now = links.get(conn, payment.link_id), payments.get(conn, payment.id)
    assert link is not None, payment.link_id
    assert now is not None, payment.id
    decided = now.status not in OPEN and payment_claims.was_capture_requested(conn, payment.id)
    return link.status not in (LinkStatus.PAID, LinkStatus.CANCELLED) and not decided
