"""What a payment of so much would bring the shop, by each way to pay."""

from typing import Annotated

from fastapi import APIRouter, Query
from typing_extensions import TypedDict

from checkout.core.methods import METHODS
from checkout.http.openapi import answers
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.resources.base import CURRENCY, Currency, Poisha, poisha
from money import PAYMENT_LEAST, PAYMENT_MOST, Money

router = APIRouter(prefix="/v1/fees", tags=["fees"])


class MethodFees(TypedDict):
    """What a payment by one method would cost."""

    method: str
    gateway_fee: Poisha | None
    service_fee: Poisha
    net: Poisha | None


class FeesQuote(TypedDict):
    """What the shop would get of an amount, by method."""

    amount: Poisha
    currency: Currency
    methods: list[MethodFees]


@router.get("", name="quote_fees", **answers(FeesQuote, 401, 422))
async def quote(
    _: TheSession,
    service: TheService,
    amount: Annotated[int, Query(ge=PAYMENT_LEAST.poisha, le=PAYMENT_MOST.poisha, description="Whole poisha")],
) -> FeesQuote:
    """Fees and net for each method. `gateway_fee` is by the operator's contract; null where none is set down.

    What the gateway really takes is known when it has paid, and stands on the payment.
    """
    return {"amount": amount, "currency": CURRENCY, "methods": [_row(service, one, Money(amount)) for one in METHODS]}


def _row(service: TheService, method: str, amount: Money) -> MethodFees:
    charges = service.charges
    gateway_fee = charges.gateway_fee(method, amount)
    ours = charges.service_fee(method, amount, gateway_fee or Money(0))
    return {
        "method": method,
        "gateway_fee": poisha(gateway_fee),
        "service_fee": ours.poisha,
        "net": None if gateway_fee is None else (amount - gateway_fee - ours).poisha,
    }
