"""Asking a gateway what became of a payment, and doing what its answer says."""

from datetime import timedelta

import structlog

from checkout.acts import pay, settle
from checkout.gateways.base import GatewayError, Notice, Order
from checkout.gateways.registry import Gateways
from checkout.payments.nouns import Merchant, Payment, PaymentId
from checkout.payments.status import Status
from checkout.settings import Settings
from checkout.store import payments
from checkout.store.database import Database
from language import Language

log = structlog.get_logger(__name__)


class Asking:
    """The one road on which a gateway's word reaches a payment: notices, returns and the clock all take it."""

    def __init__(self, db: Database, gateways: Gateways, settings: Settings) -> None:
        self._db, self._gateways, self._settings = db, gateways, settings
        self.first_pause = timedelta(seconds=settings.reconcile_first_seconds)

    async def ask(self, payment: Payment, notice: Notice | None = None) -> Payment:
        """Ask server to server, then apply the answer in one act."""
        gateway = self._gateways[payment.gateway]
        hint = notice.capture_ref if notice is not None else ""
        outcome = await gateway.look_up(payment.tran_id, payment.amount, hint)
        return await self._db.act(settle.apply_outcome, payment.id, outcome, notice, self.first_pause)

    async def ask_by_id(self, payment_id: PaymentId) -> None:
        payment = await self._db.read(payments.get, payment_id)
        if payment is not None:
            await self.ask(payment)

    async def open_page(
        self, merchant: Merchant, link_id: str, form_key: str, asked: pay.Asked, language: Language
    ) -> Payment:
        """Keep a payment and get the gateway's page for it; FAILED when no page could be had.

        Raises LinkEnded. The same form sent again gives the same payment.
        """
        name = next(iter(self._gateways))
        payment = await self._db.act(pay.start_payment, link_id, form_key, asked, name, language, self.first_pause)
        if payment.status is not Status.CREATED:
            return payment
        public_url = self._settings.public_url
        order = Order(
            tran_id=payment.tran_id,
            amount=payment.amount,
            shop_name=merchant.name,
            payer=payment.payer,
            return_url=f"{public_url}/returns/{name}?p={payment.code}",
            webhook_url=f"{public_url}/webhooks/{name}",
        )
        try:
            page_url = await self._gateways[name].start(order)
        except GatewayError as error:
            log.warning("gateway gave no page", payment_id=payment.id, why=str(error))
            return await self._db.act(pay.page_not_opened, payment.id, "gateway_down")
        return await self._db.act(pay.page_opened, payment.id, page_url)
