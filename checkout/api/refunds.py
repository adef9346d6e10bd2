"""Money back: what it would cost, asking for it, and what became of it."""

from typing import Annotated, NotRequired

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints
from sqlalchemy import Connection
from typing_extensions import TypedDict

from checkout.commands.refunds import WantedRefund, ask_refund, quote_refund
from checkout.core.access import Reach
from checkout.core.merchant import MerchantId
from checkout.core.refund import Refund, RefundId
from checkout.errors import NotFound
from checkout.http.asked import Asked
from checkout.http.fields import Limit, NextCursor, PaymentInPath, made_by_asker
from checkout.http.openapi import SENT, answers
from checkout.http.plain_text import PLAIN
from checkout.http.service import TheService
from checkout.http.session import Session, TheSession
from checkout.http.told import Told
from checkout.resources.base import CURRENCY, Currency, Moment, Page, Poisha, rfc3339
from checkout.resources.payment import RefundShape, refund_resource
from checkout.store import payments, refunds
from checkout.store.cursor import Cursor
from money import PAYMENT_MOST, Money

router = APIRouter(tags=["refunds"])
_OF_PAYMENT = "/v1/payments/{payment_id}/refunds"
RefundSum = Annotated[int, Field(strict=True, gt=0, le=PAYMENT_MOST.poisha, description="Whole poisha")]


class RefundQuote(TypedDict):
    """What a refund would do, before it is asked for."""

    amount: Poisha
    fee_back: Annotated[Poisha, Field(description="Of the payment's fee, what comes back to the shop with this sum")]
    fee_kept: Annotated[
        Poisha, Field(description="Of the payment's fee, what falls to this sum and is lost to the shop")
    ]
    cost: Annotated[Poisha, Field(description="What leaves the balance: `amount` less `fee_back`")]
    left: Annotated[Poisha, Field(description="What may still go back of the payment, this sum included")]
    balance_after: Annotated[
        Poisha | None,
        Field(
            description="What then stands in the balance; below zero by a fee at most. Null for who may not read that"
        ),
    ]
    due_at: NotRequired[
        Annotated[Moment | None, Field(description="By when the payer has it, where the operator says so")]
    ]
    currency: Currency


class NewRefund(Asked):
    """Money back, in whole or in part. The id is made by the asker, so that sending again is safe."""

    id: Annotated[str, made_by_asker("rf")]
    amount: RefundSum
    reason: Annotated[str, StringConstraints(max_length=120), PLAIN] = ""


@router.get("/v1/refunds", name="list_refunds", **answers(Page[RefundShape], 401, 422))
async def of_merchant(
    session: TheSession,
    service: TheService,
    limit: Limit = 50,
    cursor: NextCursor = None,
) -> Told:
    """A page of all the shop's refunds, newest first."""
    before = Cursor.read(cursor) if cursor else None
    found = await service.db.read(refunds.page, session.merchant.id, limit + 1, before)
    shown = found[:limit]
    more = str(Cursor(shown[-1].created_at, shown[-1].id)) if len(found) > limit else None
    return Told({"data": [refund_resource(refund) for refund in shown], "next_cursor": more})


@router.get(_OF_PAYMENT + "/quote", name="quote_refund", **answers(RefundQuote, 401, 404, 409, 422))
async def quote(
    payment_id: PaymentInPath,
    session: TheSession,
    service: TheService,
    amount: Annotated[
        int | None, Query(gt=0, le=PAYMENT_MOST.poisha, description="Whole poisha; left out, all that is left")
    ] = None,
) -> RefundQuote:
    """What a refund would do, to be looked at once more; without an amount, of all that is left. Nothing is kept."""
    wanted = None if amount is None else Money(amount)
    returns_fee, within = service.settings.refund_returns_fee, service.settings.refund_within
    found = await service.db.read(quote_refund, session.merchant.id, payment_id, wanted, returns_fee=returns_fee)
    return {
        "amount": found.amount.poisha,
        "fee_back": found.fee_back.poisha,
        "fee_kept": found.fee_kept.poisha,
        "cost": found.cost.poisha,
        "left": found.left.poisha,
        "balance_after": found.balance_after.poisha if _reads_balance(session) else None,
        "due_at": rfc3339(None if within is None else service.clock() + within),
        "currency": CURRENCY,
    }


@router.get(_OF_PAYMENT, name="list_refunds_of_payment", **answers(Page[RefundShape], 401, 404, 422))
async def index(payment_id: PaymentInPath, session: TheSession, service: TheService) -> Told:
    """The refunds of one payment, newest first."""
    found = await service.db.read(_of_payment, session.merchant.id, payment_id)
    return Told({"data": [refund_resource(refund) for refund in found], "next_cursor": None})


@router.post(
    _OF_PAYMENT, name="create_refund", status_code=201, **answers(RefundShape, 401, 404, 409, *SENT, created=True)
)
async def ask(payment_id: PaymentInPath, asked: NewRefund, session: TheSession, service: TheService) -> Told:
    """Promise money back: 201 when it is new, 200 when the same was asked before, 409 when the id is another's.

    A manager or a program gives back up to a sum in a day of Dhaka; 403 says how much of it is left.
    """
    refund, is_new = await service.db.transact(
        ask_refund,
        session.merchant.id,
        WantedRefund(RefundId(asked.id), payment_id, Money(asked.amount), asked.reason, session.device.does),
        returns_fee=service.settings.refund_returns_fee,
        within=service.settings.refund_within,
        is_bounded=session.reach is Reach.SUM,
        tells_balance=_reads_balance(session),
    )
    service.refunds.loop.nudge()
    return Told(refund_resource(refund), 201 if is_new else 200)


def _reads_balance(session: Session) -> bool:
    """A program may give back and not know the balance."""
    return session.device.grant.reach_of("get_balance") is not Reach.NONE


def _of_payment(conn: Connection, merchant_id: MerchantId, payment_id: str) -> list[Refund]:
    payment = payments.get(conn, payment_id)
    if payment is None or payment.merchant_id != merchant_id:
        raise NotFound("payment")
    return refunds.of_payment(conn, payment_id)
