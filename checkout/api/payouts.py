"""Money out: the shop asks, the operator sends."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, StringConstraints

from checkout.acts import payouts as acts
from checkout.api.plain_text import PLAIN
from checkout.api.session import TheSession
from checkout.api.shapes import SENT, Page, PayoutShape, answers
from checkout.errors import BadFields, Problem
from checkout.ids import is_id
from checkout.payments.payouts import Destination, PayoutId
from checkout.payments.phone import NotMobile, local_form, mobile_e164
from checkout.resources import payout_resource
from checkout.service import TheService
from checkout.store import payouts
from checkout.store.pages import Cursor
from language import latin_digits
from money import Money

router = APIRouter(prefix="/v1/payouts", tags=["payouts"])
Words = Annotated[str, StringConstraints(min_length=1, max_length=80), PLAIN]


class ToBkash(BaseModel):
    """A bKash wallet."""

    kind: Literal["bkash"]
    account: Annotated[str, Field(max_length=30, examples=["01712345678"])]


class ToBank(BaseModel):
    """An account at a bank."""

    kind: Literal["bank"]
    account: Annotated[str, Field(max_length=40)]
    bank: Words
    branch: Words
    holder: Words


class NewPayout(BaseModel):
    """A sum to be sent. The id is made by the asker, so that sending again is safe."""

    id: Annotated[str, Field(max_length=40, examples=["po_0192d7b4-6c4e-7cc3-98ab-0c1e7a3f4f11"])]
    amount: Annotated[int, Field(strict=True, gt=0, le=10**15, description="Whole poisha")]
    to: Annotated[ToBkash | ToBank, Field(discriminator="kind")]


@router.get("", **answers(Page[PayoutShape], 401, 422))
async def index(
    session: TheSession,
    service: TheService,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str | None = None,
) -> dict[str, Any]:
    """A page of payouts, newest first."""
    before = Cursor.read(cursor) if cursor else None
    found = await service.db.read(payouts.page, session.merchant.id, limit + 1, before)
    shown = found[:limit]
    return {
        "data": [payout_resource(payout) for payout in shown],
        "next_cursor": str(Cursor(shown[-1].created_at, shown[-1].id)) if len(found) > limit else None,
    }


@router.post("", status_code=201, **answers(PayoutShape, 401, 409, *SENT, created=True))
async def ask(asked: NewPayout, response: Response, session: TheSession, service: TheService) -> dict[str, Any]:
    """Ask for a payout: 201 when it is new, 200 when the same was asked before, 409 when the id is another's."""
    if not is_id("po", asked.id):
        raise BadFields(Problem("id", "invalid"))
    to = _destination(asked.to)
    payout, is_new = await service.db.act(
        acts.ask_payout, session.merchant.id, PayoutId(asked.id), Money(asked.amount), to
    )
    response.status_code = 201 if is_new else 200
    return payout_resource(payout)


def _destination(to: ToBkash | ToBank) -> Destination:
    """Raises BadFields for a number that is no wallet's, or no account's."""
    if isinstance(to, ToBkash):
        try:
            return Destination("bkash", local_form(mobile_e164(to.account)))
        except NotMobile as error:
            raise BadFields(Problem("to.account", "phone")) from error
    digits = latin_digits(to.account).replace(" ", "").replace("-", "")
    if not digits.isdecimal() or not 6 <= len(digits) <= 20:
        raise BadFields(Problem("to.account", "account"))
    return Destination("bank", digits, to.bank, to.branch, to.holder)
