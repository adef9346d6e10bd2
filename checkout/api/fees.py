"""What a payment of so much would bring the shop, by each way to pay."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from checkout.api.session import TheSession
from checkout.payments.fees import Rate, rate_for, service_fee
from checkout.payments.methods import METHODS, WAY_OF
from checkout.resources import CURRENCY
from checkout.service import TheService
from money import PAYMENT_LEAST, PAYMENT_MOST, Money

router = APIRouter(prefix="/v1/fees", tags=["fees"])


@router.get("")
async def quote(
    _: TheSession,
    service: TheService,
    amount: Annotated[int, Query(ge=PAYMENT_LEAST.poisha, le=PAYMENT_MOST.poisha)],
) -> dict[str, Any]:
    """Fees and net for each method. `gateway_fee` is by the operator's contract; null where none is set down.

    What the gateway really takes is known when it has paid, and stands on the payment.
    """
    return {"amount": amount, "currency": CURRENCY, "methods": [_row(service, one, Money(amount)) for one in METHODS]}


def _row(service: TheService, method: str, amount: Money) -> dict[str, Any]:
    settings = service.settings
    expected = _contract(service, method) or rate_for(settings.gateway_rates, method)
    gateway_fee = None if expected is None else expected.of(amount)
    ours = service_fee(settings.service_rates, method, amount, gateway_fee or Money(0))
    net = None if gateway_fee is None else (amount - gateway_fee - ours).poisha
    return {
        "method": method,
        "gateway_fee": None if gateway_fee is None else gateway_fee.poisha,
        "service_fee": ours.poisha,
        "net": net,
    }


def _contract(service: TheService, method: str) -> Rate | None:
    """What the gateway that serves this method first is set down to take, if its answers do not tell."""
    serving = service.routes.gateways_for(WAY_OF[method])
    return service.gateways[serving[0]].contract if serving else None
