"""Goods that were handed over for a payment, and who did it."""

from dataclasses import replace
from datetime import datetime

from checkout.commands.save_payment import save_payment
from checkout.core.event_types import EventType
from checkout.core.merchant import DoneBy, MerchantId
from checkout.core.payment import Payment
from checkout.core.payment_status import Status
from checkout.errors import WrongState
from checkout.store import payments
from checkout.store.unit_of_work import UnitOfWork


def hand_over_goods(
    uow: UnitOfWork, merchant_id: MerchantId, payment_id: str, by: DoneBy, since: datetime | None = None
) -> Payment:
    """Note that the goods of a payment went out; the first time stays, whoever says it again.

    Raises NotFound, WrongState for one that is not paid, and NotAllowed for one of another day, for who sees those
    since then alone.
    """
    uow.lock(merchant_id)
    payment = payments.own(uow.conn, merchant_id, payment_id, since)
    if payment.handed_over_at is not None:
        return payment
    if payment.status not in (Status.PAID, Status.PARTLY_REFUNDED):
        raise WrongState("payment", payment.status)
    noted = replace(payment, handed_over_at=uow.now, handed_over_by=by)
    return save_payment(uow, noted, EventType.PAYMENT_HANDED_OVER)
