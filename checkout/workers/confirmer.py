"""Asking a gateway what became of a payment, and doing what its answer says."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Connection

from checkout import metrics
from checkout.commands.confirm_payment import apply_outcomes
from checkout.commands.start_payment import (
    claim_opening,
    give_up_opening,
    hand_over,
    page_not_opened,
    page_opened,
    start_payment,
)
from checkout.core import payment_form
from checkout.core.backoff import ASK_FOR
from checkout.core.fees import rate_for
from checkout.core.gateway_routing import Routes
from checkout.core.link import LinkStatus
from checkout.core.merchant import Merchant
from checkout.core.payment import Payment, PaymentId
from checkout.core.payment_status import OPEN, UNCAPTURED, Status
from checkout.core.reasons import FailureKind
from checkout.gateways.base import (
    Attempt,
    Confirmed,
    GatewayError,
    GatewayUnreachable,
    Notice,
    Opened,
    Order,
    Outcome,
    Unknown,
)
from checkout.gateways.registry import Gateways
from checkout.settings import Settings
from checkout.store import links, payments
from checkout.store.database import Database
from language import Language
from money import Money

R = TypeVar("R")
log = structlog.get_logger(__name__)
# Longer than an adapter can take: twice waiting for a token, as long as two calls each, twice for the page, and slack.
_CALLS_FOR_A_PAGE: Final = 8
# An adapter that takes longer, for a gateway that has a time-out of its own, is broken off: no money moves yet.
_CALLS_BEFORE_GIVING_UP: Final = 7
_LOOK_AGAIN_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Answer:
    """The payment after an ask, and whether the gateway said anything at all."""

    payment: Payment
    silent: bool


class Confirmer:
    """The one way in which a gateway's word reaches a payment: notices, returns and the clock all take it."""

    def __init__(self, db: Database, gateways: Gateways, routes: Routes, settings: Settings) -> None:
        self._db, self._gateways, self._routes, self._settings = db, gateways, routes, settings
        self.first_pause = timedelta(seconds=settings.reconcile_first_seconds)
        self._claim = timedelta(seconds=_CALLS_FOR_A_PAGE * settings.gateway_timeout_seconds)
        self._page_seconds = _CALLS_BEFORE_GIVING_UP * settings.gateway_timeout_seconds
        self._service_rates, self._gateway_rates = settings.service_rates, settings.gateway_rates
        self._under_way: dict[object, asyncio.Task[Any]] = {}

    async def confirm(self, payment: Payment, notice: Notice | None = None, *, by_clock: bool = False) -> Answer:
        """Ask server to server, then apply the answer in one command. The same question at once is asked once.

        One that tells of money is asked once more when what it joined found none: that may have begun before the payer
        was done.
        """
        key = (payment.id, notice, by_clock)
        joins = key in self._under_way
        answer = await self._once(key, lambda: self._confirm(payment, notice, by_clock=by_clock))
        if joins and notice is not None and notice.says == "captured" and answer.payment.status in UNCAPTURED:
            return await self._once(key, lambda: self._confirm(payment, notice, by_clock=by_clock))
        return answer

    async def open_page(
        self,
        merchant: Merchant,
        link_id: str,
        form_key: str,
        asked: payment_form.Asked,
        language: Language,
        payer_ip: str,
    ) -> Payment:
        """Keep a payment and get a page for it from the first gateway that gives one; FAILED when none does.

        Raises LinkEnded. The same form sent again gives the same payment and the same page, asked for once.
        """
        name = self._routes.gateways_for(asked.way)[0]
        opening = await self._db.transact(
            start_payment, link_id, form_key, asked, name, language, self._first_pause(name), self._claim
        )
        if opening.held_until is None:
            return await self._wait_for_other(merchant, opening.payment.id, payer_ip)
        return await self._open_page(merchant, opening.payment, opening.held_until, payer_ip)

    async def _wait_for_other(self, merchant: Merchant, payment_id: PaymentId, payer_ip: str) -> Payment:
        """Wait while somebody else asks for the page, and ask here if they do not come to an end.

        This process's own asking is joined. A worker that died holds nobody up for longer than its claim.
        """
        while (payment := await self._db.read(_payment, payment_id)).status is Status.CREATED:
            under_way = self._under_way.get(("page", payment_id))
            if under_way is not None:
                joined: Payment = await asyncio.shield(under_way)
                return joined
            if await self._db.read(payments.is_unclaimed, payment_id, self._db.clock()):
                held_until = await self._db.transact(claim_opening, payment_id, self._claim)
                if held_until is not None:
                    payment = await self._db.read(_payment, payment_id)
                    return await self._open_page(merchant, payment, held_until, payer_ip)
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return payment

    async def _confirm(self, payment: Payment, notice: Notice | None, *, by_clock: bool) -> Answer:
        hint = notice.capture_ref if notice is not None else ""
        outcomes = await self._look_up(payment, hint)
        applied = await self._db.transact(
            apply_outcomes,
            payment.id,
            outcomes,
            notice,
            self._first_pause(payment.gateway),
            by_clock=by_clock,
            service_rates=self._service_rates,
            is_set_up=payment.gateway in self._gateways,
        )
        _count_move(payment, applied)
        return Answer(applied, any(isinstance(outcome, Unknown) for outcome in outcomes))

    async def _look_up(self, payment: Payment, hint: str) -> tuple[Outcome, ...]:
        gateway = self._gateways.get(payment.gateway)
        if gateway is None:
            return (Unknown(f"{payment.gateway} is not set up any more"),)
        # What is asked about again after its time is found, and never taken.
        in_time = self._db.clock() - payment.created_at <= ASK_FOR
        may_take = in_time and await self._db.read(_may_take, payment)
        attempt = Attempt(payment.tran_id, payment.session_ref, payment.amount, may_take)
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

    async def _open_page(self, merchant: Merchant, payment: Payment, held_until: datetime, payer_ip: str) -> Payment:
        key = ("page", payment.id)
        while (under_way := self._under_way.get(key)) is not None:
            # One of this process whose claim has run out. What it still brings is as good; else it is our turn.
            await asyncio.wait([under_way])
            payment = await self._db.read(_payment, payment.id)
            if payment.status is not Status.CREATED:
                return payment
        return await self._once(key, lambda: self._open_with_fallback(merchant, payment, held_until, payer_ip))

    async def _open_with_fallback(
        self, merchant: Merchant, payment: Payment, held_until: datetime, payer_ip: str
    ) -> Payment:
        try:
            for name in self._routes.gateways_for(payment.way):
                if name != payment.gateway:
                    opening = await self._db.transact(
                        hand_over, payment.id, name, self._first_pause(name), held_until, self._claim
                    )
                    if opening.held_until is None:
                        return opening.payment
                    payment, held_until = opening.payment, opening.held_until
                try:
                    opened = await self._start(merchant, payment, payer_ip)
                except GatewayError as error:
                    log.warning("gateway gave no page", payment_id=payment.id, gateway=name, why=str(error))
                else:
                    sent_on = await self._db.transact(page_opened, payment.id, name, opened)
                    _count_move(payment, sent_on)
                    return sent_on
            ended = await self._db.transact(page_not_opened, payment.id, held_until, FailureKind.GATEWAY_DOWN)
        except Exception:
            await self._db.transact(give_up_opening, payment.id, held_until)
            raise
        _count_move(payment, ended)
        return ended

    async def _start(self, merchant: Merchant, payment: Payment, payer_ip: str) -> Opened:
        name, public_url = payment.gateway, self._settings.public_url
        order = Order(
            tran_id=payment.tran_id,
            amount=payment.amount,
            shop_name=merchant.name,
            payer=payment.payer,
            return_url=f"{public_url}/returns/{name}/{payment.code}",
            webhook_url=f"{public_url}/webhooks/{name}",
            payer_ip=payer_ip,
        )
        try:
            with metrics.gateway_call(name, "start"):
                async with asyncio.timeout(self._page_seconds):
                    return await self._gateways[name].start(order)
        except TimeoutError:
            raise GatewayUnreachable("no page in time") from None

    def _first_pause(self, gateway: str) -> timedelta:
        """A payer is left alone on the gateway's page for as long as the gateway wants it."""
        patience = self._gateways[gateway].patience_seconds if gateway in self._gateways else 0
        return max(self.first_pause, timedelta(seconds=patience))

    async def _once(self, key: object, work: Callable[[], Coroutine[Any, Any, R]]) -> R:
        """Join the same work if it is under way. It is finished even when nobody waits for it any more."""
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(work())
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        result: R = await asyncio.shield(task)
        return result


def _count_move(before: Payment, after: Payment) -> None:
    if after.status is not before.status:
        metrics.PAYMENTS.labels(after.gateway, after.status).inc()


def _payment(conn: Connection, payment_id: PaymentId) -> Payment:
    payment = payments.get(conn, payment_id)
    assert payment is not None, payment_id
    return payment


def _may_take(conn: Connection, payment: Payment) -> bool:
    """Whether money that was not yet taken may still be.

    Not once the link was paid otherwise, or cancelled. Nor once the gateway was told to take it and the payment
    ended without: then it said no, or the payer was told that no money moved. Only they can try again, anew.
    """
    link, now = links.get(conn, payment.link_id), payments.get(conn, payment.id)
    assert link is not None, payment.link_id
    assert now is not None, payment.id
    decided = now.status not in OPEN and payments.was_told_to_take(conn, payment.id)
    return link.status not in (LinkStatus.PAID, LinkStatus.CANCELLED) and not decided
