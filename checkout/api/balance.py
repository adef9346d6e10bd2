"""The digital balance and its history."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from checkout.api.session import TheSession
from checkout.resources import CURRENCY, entry_resource
from checkout.service import TheService
from checkout.store import ledger

router = APIRouter(prefix="/v1/balance", tags=["balance"])


@router.get("")
async def show(session: TheSession, service: TheService) -> dict[str, Any]:
    """What stands in the shop's digital balance now."""
    balance = await service.db.read(ledger.balance, session.merchant.id)
    return {"balance": balance.poisha, "currency": CURRENCY}


@router.get("/entries")
async def entries(
    session: TheSession,
    service: TheService,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> dict[str, Any]:
    """The history, newest first, each entry with the balance after it."""
    found = await service.db.read(ledger.history, session.merchant.id, limit + 1, cursor)
    shown = found[:limit]
    return {
        "data": [entry_resource(entry) for entry in shown],
        "next_cursor": str(shown[-1].position) if len(found) > limit else None,
    }
