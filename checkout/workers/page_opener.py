"""Getting a gateway's page for a payment: once, however often and wherever its form is sent."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from checkout import metrics
from checkout.commands.start_payment import (
    GatewayTurn,
    SentForm,
    claim_opening,
    fall_back_to,
    give_up_opening,
    page_not_opened,
    page_opened,
    start_payment,
)
from checkout.core.gateway_routing import Routes
from checkout.core.merchant import Merchant
from checkout.core.payment import SESSION_REF_MAX, Payment, PaymentId
from checkout.core.payment_status import Status
from checkout.core.reasons import FailureKind
from checkout.gateways.base import (
    GatewayError,
    GatewayUnreachable,
    Order,
    PaymentPage,
)
from checkout.gateways.registry import Gateways, first_pause
from checkout.metrics import count_move
from checkout.settings import Settings
from checkout.store import payment_claims, payments
from checkout.store.database import Database
from checkout.workers.single_flight import SingleFlight

log = structlog.get_logger(__name__)
# Longer than an adapter can take: twice waiting for a token, as long as two calls each, twice for the page, and slack.
_CALLS_FOR_A_PAGE: Final = 8
# An adapter that takes longer, for a gateway that has a time-out of its own, is broken off: no money moves yet.
_CALLS_BEFORE_GIVING_UP: Final = 7
_LOOK_AGAIN_SECONDS: Final = 0.1


class PageOpener:
    """Keeps payments that set out and asks the gateways for their pages. Any number may run: a page is claimed."""

    def __init__(self, db: Database, gateways: Gateways, routes: Routes, settings: Settings) -> None:
        self._db, self._gateways, self._routes, self._public_url = db, gateways, routes, settings.public_url
        self._least_pause = timedelta(seconds=settings.reconcile_first_seconds)
        self._claim = timedelta(seconds=_CALLS_FOR_A_PAGE * settings.gateway_timeout_seconds)
        self._page_seconds = _CALLS_BEFORE_GIVING_UP * settings.gateway_timeout_seconds
        self._flights = SingleFlight[Payment]()

    async def open_page(self, merchant: Merchant, form: SentForm, payer_ip: str) -> Payment:
        """Keep a payment and get a page for it from the first gateway that gives one; FAILED when none does.

        Raises LinkEnded. The same form sent again gives the same payment and the same page, asked for once.
        """
        first = self._routes.gateways_for(form.asked.instrument)[0]
        opening = await self._db.transact(start_payment, form, self._turn_of(first))
        if opening.held_until is None:
            return await self._wait_for_other(merchant, opening.payment.id, payer_ip)
        return await self._open_page(merchant, opening.payment, opening.held_until, payer_ip)

    async def _wait_for_other(self, merchant: Merchant, payment_id: PaymentId, payer_ip: str) -> Payment:
        """Wait while somebody else asks for the page, and ask here if they do not come to an end.

        This process's own asking is joined. A worker that died holds nobody up for longer than its claim.
        """
        while (payment := await self._db.read(_payment, payment_id)).status is Status.CREATED:
            under_way = self._flights.get(("page", payment_id))
            if under_way is not None:
                return await asyncio.shield(under_way)
            if await self._db.read(payment_claims.is_unclaimed, payment_id, self._db.clock()):
                held_until = await self._db.transact(claim_opening, payment_id, self._claim)
                if held_until is not None:
                    payment = await self._db.read(_payment, payment_id)
                    return await self._open_page(merchant, payment, held_until, payer_ip)
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return payment

    async def _open_page(self, merchant: Merchant, payment: Payment, held_until: datetime, payer_ip: str) -> Payment:
        key = ("page", payment.id)
        while (under_way := self._flights.get(key)) is not None:
            # One of this process whose claim has run out. What it still brings is as good; else it is our turn.
            await asyncio.wait([under_way])
            payment = await self._db.read(_payment, payment.id)
            if payment.status is not Status.CREATED:
                return payment
        return await self._flights.once(key, lambda: self._open_with_fallback(merchant, payment, held_until, payer_ip))

    async def _open_with_fallback(
        self, merchant: Merchant, payment: Payment, held_until: datetime, payer_ip: str
    ) -> Payment:
        try:
            for name in self._routes.gateways_for(payment.instrument):
                if name != payment.gateway:
                    opening = await self._db.transact(fall_back_to, payment.id, self._turn_of(name), held_until)
                    if opening.held_until is None:
                        return opening.payment
                    payment, held_until = opening.payment, opening.held_until
                try:
                    opened = await self._start(merchant, payment, payer_ip)
                except GatewayError as error:
                    log.warning("gateway gave no page", payment_id=payment.id, gateway=name, why=str(error))
                else:
                    sent_on = await self._db.transact(page_opened, payment.id, name, opened)
                    count_move(payment, sent_on)
                    return sent_on
            ended = await self._db.transact(page_not_opened, payment.id, held_until, FailureKind.GATEWAY_DOWN)
        except Exception:
            await self._db.transact(give_up_opening, payment.id, held_until)
            raise
        count_move(payment, ended)
        return ended

    async def _start(self, merchant: Merchant, payment: Payment, payer_ip: str) -> PaymentPage:
        name, public_url = payment.gateway, self._public_url
        order = Order(
            tran_id=payment.tran_id,
            amount=payment.amount,
            merchant_name=merchant.name,
            payer=payment.payer,
            return_url=f"{public_url}/returns/{name}/{payment.code}",
            webhook_url=f"{public_url}/webhooks/{name}",
            payer_ip=payer_ip,
        )
        try:
            with metrics.gateway_call(name, "start"):
                async with asyncio.timeout(self._page_seconds):
                    opened = await self._gateways[name].start(order)
        except TimeoutError:
            raise GatewayUnreachable("no page in time") from None
        if len(opened.session_ref) > SESSION_REF_MAX:
            # It cannot be kept, and what is paid on that page could never be asked about.
            raise GatewayUnreachable("its name for the payment is longer than any")
        return opened

    def _turn_of(self, gateway: str) -> GatewayTurn:
        return GatewayTurn(gateway, first_pause(self._gateways, gateway, self._least_pause), self._claim)


def _payment(conn: Connection, payment_id: PaymentId) -> Payment:
    payment = payments.get(conn, payment_id)
    assert payment is not None, payment_id
    return payment
