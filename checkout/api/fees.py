"""What a payment of so much would bring the shop, by each way to pay."""

from typing import Annotated

from fastapi import APIRouter, Query
from typing_extensions import TypedDict

from checkout.core.methods import METHODS
from checkout.http.openapi import answers
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.resources.base import CURRENCY, Currency, Poisha, only_said, poisha
from checkout.setting_types import SchemeTerms
from money import PAYMENT_LEAST, PAYMENT_MOST, Money

router = APIRouter(prefix="/v1/fees", tags=["fees"])


class MethodFees(TypedDict):
    """What a payment by one method would cost."""

    method: str
    gateway_fee: Poisha | None
    service_fee: Poisha
    net: Poisha | None


class BanglaQrFees(TypedDict):
    """What the scheme charges for a payment by the shop's own Bangla QR, and its limits; null is what is not known.

    The shop's own bank takes the charge, and its contract with the shop is what counts.
    """

    fee: Poisha | None
    net: Poisha | None
    payment_most: Poisha | None
    day_most: Poisha | None
    month_most: Poisha | None
    as_of: Annotated[str, only_said(format="date")]
    source: str


class FeesQuote(TypedDict):
    """What the shop would get of an amount, by method."""

    amount: Poisha
    currency: Currency
    methods: list[MethodFees]
    bangla_qr: BanglaQrFees | None


@router.get("", name="quote_fees", **answers(FeesQuote, 401, 422))
async def quote(
    _: TheSession,
    service: TheService,
    amount: Annotated[int, Query(ge=PAYMENT_LEAST.poisha, le=PAYMENT_MOST.poisha, description="Whole poisha")],
) -> FeesQuote:
    """Fees and net for each method. `gateway_fee` is by the operator's contract; null where none is set down.

    What the gateway really takes is known when it has paid, and stands on the payment.
    """
    terms = service.settings.bangla_qr_terms
    return {
        "amount": amount,
        "currency": CURRENCY,
        "methods": [_row(service, one, Money(amount)) for one in METHODS],
        "bangla_qr": None if terms is None else _by_code(terms, Money(amount)),
    }


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


def _by_code(terms: SchemeTerms, amount: Money) -> BanglaQrFees:
    fee = None if terms.fee is None else terms.fee.rate.of(amount)
    return {
        "fee": poisha(fee),
        "net": None if fee is None else (amount - fee).poisha,
        "payment_most": terms.payment_most_poisha,
        "day_most": terms.day_most_poisha,
        "month_most": terms.month_most_poisha,
        "as_of": terms.as_of,
        "source": terms.source,
    }
