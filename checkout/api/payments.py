"""Payments that payers have made or tried to make."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from checkout.commands.handover import hand_over_goods
from checkout.core.payment import Payment
from checkout.core.payment_status import Status
from checkout.errors import BadFields, Problem, TookTooLong
from checkout.http.fields import Limit, NextCursor, PaymentInPath
from checkout.http.openapi import SENT, answers
from checkout.http.service import TheService
from checkout.http.session import Session, TheSession
from checkout.http.told import Told
from checkout.ids import id_pattern
from checkout.resources.base import Page
from checkout.resources.payment import PaymentShape, payment_resource
from checkout.resources.till import payment_at_till
from checkout.store import payments
from checkout.store.cursor import Cursor
from language import latin_digits

router = APIRouter(prefix="/v1/payments", tags=["payments"])


@router.get("", name="list_payments", **answers(Page[PaymentShape], 401, 422))
async def index(
    session: TheSession,
    service: TheService,
    link_id: Annotated[str | None, Query(pattern=id_pattern("pl"), description="Those of this link alone")] = None,
    status: Annotated[Status | None, Query(description="Those alone that stand so")] = None,
    q: Annotated[str, Query(max_length=80, description="In the payer's name or phone, or in a reference")] = "",
    limit: Limit = 50,
    cursor: NextCursor = None,
) -> Told:
    """A page of payments, newest first; `q` looks in the payer's name and phone and in references.

    Of very many payments, less than three letters of a name may be too little: 422 says so.
    """
    sought = payments.Sought(link_id, status, latin_digits(q.strip()))
    before, words = Cursor.read(cursor) if cursor else None, sought.words
    try:
        found = await (service.db.search if words else service.db.read)(_page, session, sought, limit + 1, before)
    except TookTooLong as error:
        if words:
            raise BadFields(Problem("q", "search_long")) from error
        raise
    shown = found[:limit]
    more = str(Cursor(shown[-1].created_at, shown[-1].id)) if len(found) > limit else None
    return Told({"data": [_resource(session, payment) for payment in shown], "next_cursor": more})


@router.get("/{payment_id}", name="get_payment", **answers(PaymentShape, 401, 404, 422))
async def show(payment_id: PaymentInPath, session: TheSession, service: TheService) -> Told:
    """One payment."""
    payment = await service.db.read(payments.own, session.merchant.id, payment_id, session.since)
    return Told(_resource(session, payment))


@router.post("/{payment_id}/handover", name="hand_over_goods", **answers(PaymentShape, 401, 404, 409, *SENT))
async def hand_over(payment_id: PaymentInPath, session: TheSession, service: TheService) -> Told:
    """Note that the goods of a paid payment went out, and which device said so; said again, the first time stays."""
    by, since = session.device.does, session.since
    payment = await service.db.transact(hand_over_goods, session.merchant.id, payment_id, by, since)
    return Told(_resource(session, payment))


def _page(
    conn: Connection, session: Session, sought: payments.Sought, limit: int, before: Cursor | None
) -> list[Payment]:
    merchant_id, since = session.merchant.id, session.since
    if since is None:
        return payments.page(conn, merchant_id, **sought._asdict(), limit=limit, before=before)
    return payments.page_of_today(conn, merchant_id, sought, since, limit, before)


def _resource(session: Session, payment: Payment) -> PaymentShape:
    """As this device is told of it."""
    told = payment_resource(payment)
    return told if session.since is None else payment_at_till(told)
