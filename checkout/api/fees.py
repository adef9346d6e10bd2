"""What a payment of so much would bring the shop, by each way to pay."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from checkout.api.shapes import FeesQuote
from checkout.core.methods import METHODS
from checkout.http.openapi import answers
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.resources import CURRENCY
from money import PAYMENT_LEAST, PAYMENT_MOST, Money

router = APIRouter(prefix="/v1/fees", tags=["fees"])


@router.get("", name="quote_fees", **answers(FeesQuote, 401, 422))
async def quote(
    _: TheSession,
    service: TheService,
    amount: Annotated[int, Query(ge=PAYMENT_LEAST.poisha, le=PAYMENT_MOST.poisha, description="Whole poisha")],
) -> dict[str, Any]:
    """Fees and net for each method. `gateway_fee` is by the operator's contract; null where none is set down.

    What the gateway really takes is known when it has paid, and stands on the payment.
    """
    return {"amount": amount, "currency": CURRENCY, "methods": [_row(service, one, Money(amount)) for one in METHODS]}


def _row(service: TheService, method: str, amount: Money) -> dict[str, Any]:
    charges = service.charges
    gateway_fee = charges.gateway_fee(method, amount)
    ours = charges.service_fee(method, amount, gateway_fee or Money(0))
    net = None if gateway_fee is None else (amount - gateway_fee - ours).poisha
    return {
        "method": method,
        "gateway_fee": None if gateway_fee is None else gateway_fee.poisha,
        "service_fee": ours.poisha,
        "net": net,
    }
