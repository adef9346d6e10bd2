"""The digital balance and its history."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from checkout.core.merchant import MerchantId
from checkout.http.fields import Limit
from checkout.http.openapi import answers
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.http.told import Told
from checkout.resources.balance import BalanceShape, EntryShape, balance_resource, entry_resource
from checkout.resources.base import Page
from checkout.store import ledger, payments, payouts
from money import Money

router = APIRouter(prefix="/v1/balance", tags=["balance"])


@router.get("", name="get_balance", **answers(BalanceShape, 401))
async def show(session: TheSession, service: TheService) -> Told:
    """The shop's digital balance: what stands in it, what can be paid out, what is held, what is on its way out."""
    return Told(balance_resource(*await service.db.read(_sums, session.merchant.id)))


@router.get("/entries", name="list_balance_entries", **answers(Page[EntryShape], 401, 422))
async def entries(
    session: TheSession,
    service: TheService,
    limit: Limit = 50,
    cursor: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="The `next_cursor` of the part before; left out, the newest")
    ] = None,
) -> Told:
    """The history, newest first, each entry with the balance after it."""
    found = await service.db.read(ledger.history, session.merchant.id, limit + 1, cursor)
    shown = found[:limit]
    more = str(shown[-1].position) if len(found) > limit else None
    return Told({"data": [entry_resource(entry) for entry in shown], "next_cursor": more})


def _sums(conn: Connection, merchant_id: MerchantId) -> tuple[Money, Money, Money]:
    return ledger.balance(conn, merchant_id), payments.held(conn, merchant_id), payouts.on_its_way(conn, merchant_id)
