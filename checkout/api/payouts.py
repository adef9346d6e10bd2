"""Money out: the shop asks, the operator sends."""

import asyncio
import re
from typing import Annotated, Final, Literal, NotRequired

import structlog
from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints
from typing_extensions import TypedDict

from checkout.commands.device_confirmation import (
    CONFIRMED_ONCE_FOR,
    confirm_by_code,
    confirmation_asker,
    require_confirmation,
    salts_of,
)
from checkout.commands.payouts import ask_payout, cancel_payout, check_payout_amount
from checkout.commands.sign_in import CODE_TTL, RESEND_AFTER, drop_code, hash_code, keep_code, make_code
from checkout.core.payout import Destination, PayoutId
from checkout.core.phone import NotMobile, local_form, mobile_e164
from checkout.errors import BadFields, CodeNotSent, Problem
from checkout.http.asked import Asked
from checkout.http.fields import Limit, NextCursor, PayoutInPath, made_by_asker
from checkout.http.openapi import SENT, answers
from checkout.http.plain_text import PLAIN
from checkout.http.problems import request_language
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.http.told import Told
from checkout.notify.channels import NotDelivered
from checkout.notify.sms import payout_code_message
from checkout.resources.balance import DestinationShape, PayoutShape, destination_resource, payout_resource
from checkout.resources.base import CURRENCY, Currency, Moment, Page, Poisha, rfc3339
from checkout.store import payouts
from checkout.store.cursor import Cursor
from checkout.store.unit_of_work import UnitOfWork
from codes import read_one_time_code
from language import latin_digits, without_marks
from money import Money

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/v1/payouts", tags=["payouts"])
_ACCOUNT_USUALLY: Final = 13
Words = Annotated[str, StringConstraints(min_length=1, max_length=80), PLAIN]
Name = Annotated[str, StringConstraints(max_length=80), PLAIN]


class PayoutQuote(TypedDict):
    """What a payout would do, before it is asked for: `sent` arrives, `fee` does not."""

    amount: Poisha
    fee: Poisha
    sent: Poisha
    to: DestinationShape
    due_at: Moment
    currency: Currency


class PayoutCodeSent(TypedDict):
    """A one-time code is on its way to the shop's phone."""

    expires_in_seconds: int
    resend_after_seconds: int
    demo_code: NotRequired[str | None]


class PayoutsAllowed(TypedDict):
    """The device may ask for payouts: any number until then, or one where each wants a code of its own."""

    until: Moment
    how_many: Literal["any", "one"]


class ToBkash(Asked):
    """A bKash wallet, and in whose name it is, if that is said."""

    kind: Literal["bkash"]
    account: Annotated[str, Field(max_length=30, examples=["01712345678"])]
    holder: Name = ""


class ToBank(Asked):
    """An account at a bank: 6 to 20 digits, and fewer than 13 only by one who says that they are all."""

    kind: Literal["bank"]
    account: Annotated[str, Field(max_length=40, examples=["1234567890123"])]
    account_is_whole: Annotated[
        bool,
        Field(strict=True, description="That an account of fewer than 13 digits was looked at again, and has no more"),
    ] = False
    bank: Words
    branch: Words
    holder: Words


class WantedPayout(Asked):
    """A sum, and where to."""

    amount: Annotated[int, Field(strict=True, gt=0, le=10**15, description="Whole poisha")]
    to: Annotated[ToBkash | ToBank, Field(discriminator="kind")]


class NewPayout(WantedPayout):
    """A sum to be sent. The id is made by the asker, so that sending again is safe."""

    id: Annotated[str, made_by_asker("po")]


@router.get("", name="list_payouts", **answers(Page[PayoutShape], 401, 422))
async def index(
    session: TheSession,
    service: TheService,
    limit: Limit = 50,
    cursor: NextCursor = None,
) -> Told:
    """A page of payouts, newest first."""
    before = Cursor.read(cursor) if cursor else None
    found = await service.db.read(payouts.page, session.merchant.id, limit + 1, before)
    shown = found[:limit]
    more = str(Cursor(shown[-1].created_at, shown[-1].id)) if len(found) > limit else None
    return Told({"data": [payout_resource(payout) for payout in shown], "next_cursor": more})


class TheCode(Asked):
    """What came by SMS."""

    code: Annotated[str, Field(max_length=40, examples=["120449"])]


@router.post("/otp", name="send_payout_code", status_code=202, **answers(PayoutCodeSent, 401, *SENT, 503, good=202))
async def send_code(request: Request, session: TheSession, service: TheService) -> PayoutCodeSent:
    """Send a one-time code to the shop's phone, with which this device may ask for payouts. It signs nobody in."""
    await service.limits.codes_sent.consume(session.address)
    merchant, new = session.merchant, await asyncio.to_thread(make_code)
    asked_by = confirmation_asker(session.device_id, service.db.hidden(session.address))
    await service.db.transact(keep_code, merchant.phone, asked_by, new)
    try:
        await service.sms.send(merchant.phone, payout_code_message(new.code, request_language(request)))
    except NotDelivered as error:
        log.error("one-time code not sent", why=str(error))
        await service.db.transact(drop_code, new)
        raise CodeNotSent from error
    answer: PayoutCodeSent = {
        "expires_in_seconds": int(CODE_TTL.total_seconds()),
        "resend_after_seconds": int(RESEND_AFTER.total_seconds()),
    }
    if service.settings.demo:
        answer["demo_code"] = new.code
    return answer


@router.post("/confirmation", name="confirm_device", **answers(PayoutsAllowed, 401, *SENT))
async def confirm_device(asked: TheCode, session: TheSession, service: TheService) -> PayoutsAllowed:
    """Give the code; any that was sent to this device in the last five minutes is right. Bound to this device."""
    merchant, code = session.merchant, read_one_time_code(asked.code)
    if not code:
        # What cannot be a code is no try of one.
        raise BadFields(Problem("code", "code"))
    salts = await service.db.read(salts_of, merchant.phone, session.device_id)
    hashes = {code_id: await asyncio.to_thread(hash_code, code, salt) for code_id, salt in salts.items()}
    if not await service.db.transact(confirm_by_code, merchant.id, merchant.phone, session.device_id, hashes):
        raise BadFields(Problem("code", "code"))
    good_for = service.settings.payout_code_good_for
    until = service.clock() + (good_for or CONFIRMED_ONCE_FOR)
    return {"until": rfc3339(until), "how_many": "any" if good_for else "one"}


@router.post("/quote", name="quote_payout", **answers(PayoutQuote, 401, *SENT))
async def quote(asked: WantedPayout, session: TheSession, service: TheService) -> PayoutQuote:
    """What a payout would do, to be looked at once more: the whole sum is sent, and by when. Nothing is kept of it."""
    to, amount = _destination(asked.to), Money(asked.amount)
    await service.db.read(check_payout_amount, session.merchant.id, amount)
    due_at = service.clock() + service.settings.payout_within
    return {
        "amount": amount.poisha,
        "fee": 0,
        "sent": amount.poisha,
        "to": destination_resource(to),
        "due_at": rfc3339(due_at),
        "currency": CURRENCY,
    }


@router.post("/{payout_id}/cancel", name="cancel_payout", **answers(PayoutShape, 401, 404, 409, 422))
async def cancel(payout_id: PayoutInPath, session: TheSession, service: TheService) -> Told:
    """Call a payout off: its sum stands in the balance again. Twice is as once; 409 once the operator has taken it."""
    return Told(payout_resource(await service.db.transact(cancel_payout, session.merchant.id, payout_id)))


@router.post("", name="create_payout", status_code=201, **answers(PayoutShape, 401, 403, 409, *SENT, created=True))
async def ask(asked: NewPayout, session: TheSession, service: TheService) -> Told:
    """Ask for a payout: 201 when it is new, 200 when the same was asked before, 409 when the id is another's.

    403 `/problems/confirmation-required` where this device has given no one-time code for a while: have one sent
    (`/otp`), give it (`/confirmation`), and ask again with the same id.
    """
    to = _destination(asked.to)
    good_for = service.settings.payout_code_good_for

    def is_allowed(uow: UnitOfWork) -> None:
        require_confirmation(uow, session.device_id, good_for)

    payout, is_new = await service.db.transact(
        ask_payout,
        session.merchant.id,
        PayoutId(asked.id),
        Money(asked.amount),
        to,
        is_allowed,
        within=service.settings.payout_within,
    )
    return Told(payout_resource(payout), 201 if is_new else 200)


def _destination(to: ToBkash | ToBank) -> Destination:
    """Raises BadFields for a number that is no wallet's, or no account's."""
    if isinstance(to, ToBkash):
        try:
            return Destination("bkash", local_form(mobile_e164(to.account)), holder=to.holder)
        except NotMobile as error:
            raise BadFields(Problem("to.account", "phone")) from error
    digits = re.sub(r"[\s\u2010-\u2013-]", "", latin_digits(without_marks(to.account)))
    if not re.fullmatch("[0-9]{6,20}", digits):
        raise BadFields(Problem("to.account", "account"))
    # Accounts at banks here mostly have 13 to 17 digits, and a bank sends money to a wrong one as to a right one.
    if len(digits) < _ACCOUNT_USUALLY and not to.account_is_whole:
        raise BadFields(Problem("to.account", "account_short", {"count": str(len(digits))}))
    return Destination("bank", digits, to.bank, to.branch, to.holder)
