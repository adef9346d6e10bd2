"""Signing in: by a one-time code that comes as an SMS, or by an invitation; then a token for the device."""

import asyncio
from typing import Annotated, NotRequired

import structlog
from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints
from typing_extensions import TypedDict

from checkout.commands.sign_in import (
    CODE_TTL,
    RESEND_AFTER,
    code_asker,
    drop_code,
    hash_code,
    hash_token,
    keep_code,
    make_code,
    new_request,
    read_phone,
    salt_of,
    sign_in,
)
from checkout.commands.staff import accept_invitation
from checkout.core.access import THE_OWNER
from checkout.errors import BadFields, CodeNotSent, Problem
from checkout.http.asked import Asked
from checkout.http.client_address import client_address
from checkout.http.openapi import SENT, answers
from checkout.http.plain_text import PLAIN
from checkout.http.problems import request_language
from checkout.http.service import TheService
from checkout.notify.channels import NotDelivered
from checkout.notify.sms import code_message
from checkout.resources.merchant import MerchantShape, merchant_resource
from checkout.store import invitations
from codes import read_one_time_code

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/v1/auth", tags=["sign in"])
Phone = Annotated[str, Field(max_length=30, examples=["01712345678"])]


class CodeSent(TypedDict):
    """A one-time code is on its way; `request` goes back with it."""

    request: str
    expires_in_seconds: int
    resend_after_seconds: int
    demo_code: NotRequired[str | None]


class SignedIn(TypedDict):
    """The device's token, shown this once."""

    token: str
    merchant: MerchantShape


class CodeRequest(Asked):
    """Whom to send a code to."""

    phone: Phone


class TokenRequest(Asked):
    """The code that came, and a name for this device."""

    phone: Phone
    code: Annotated[str, Field(max_length=200, description="Six digits, whatever stands around and between them")]
    request: Annotated[str, Field(max_length=64, description="As `/otp` answered: whose code it is")]
    device_name: Annotated[str, Field(max_length=80), PLAIN] = ""


class InvitationCode(Asked):
    """The code that was shown or sent, and who comes."""

    code: Annotated[str, Field(max_length=200, examples=["join_…"])]
    device_name: Annotated[str, StringConstraints(min_length=1, max_length=80), PLAIN]


@router.post("/otp", name="send_sign_in_code", status_code=202, **answers(CodeSent, *SENT, 429, 503, good=202))
async def send_code(asked: CodeRequest, request: Request, service: TheService) -> CodeSent:
    """Send a one-time code; a phone unknown to us gets one too, since signing in opens a shop."""
    address = client_address(request)
    phone = read_phone(asked.phone)
    await service.limits.codes_sent.consume(address)
    new, code_request = await asyncio.to_thread(make_code), new_request()
    await service.db.transact(keep_code, phone, code_asker(code_request, service.db.hidden(address)), new)
    try:
        await service.sms.send(phone, code_message(new.code, request_language(request)))
    except NotDelivered as error:
        log.error("one-time code not sent", why=str(error))
        await service.db.transact(drop_code, new)
        raise CodeNotSent from error
    answer: CodeSent = {
        "request": code_request,
        "expires_in_seconds": int(CODE_TTL.total_seconds()),
        "resend_after_seconds": int(RESEND_AFTER.total_seconds()),
    }
    if service.settings.demo:
        answer["demo_code"] = new.code
    return answer


@router.post("/token", name="sign_in", **answers(SignedIn, *SENT, 429))
async def make_token(asked: TokenRequest, request: Request, service: TheService) -> SignedIn:
    """Exchange the code for a token; it is shown once and kept hashed."""
    address = client_address(request)
    phone = read_phone(asked.phone)
    code = read_one_time_code(asked.code)
    if not code:
        # What cannot be a code is no try of one.
        raise BadFields(Problem("code", "code"))
    asked_by = code_asker(asked.request, service.db.hidden(address))
    salt = await service.db.read(salt_of, phone, asked_by.request_hash)
    if not salt:
        await service.limits.codes_tried.miss(address)
        raise BadFields(Problem("code", "code"))
    code_hash = await asyncio.to_thread(hash_code, code, salt)
    signed_in = await service.db.transact(sign_in, phone, asked_by, code_hash, asked.device_name or "-")
    if signed_in is None:
        raise BadFields(Problem("code", "code"))
    token, merchant = signed_in
    return {"token": token, "merchant": merchant_resource(merchant, THE_OWNER)}


@router.post("/invitation", name="accept_invitation", **answers(SignedIn, *SENT, 410, 429))
async def come_in(asked: InvitationCode, request: Request, service: TheService) -> SignedIn:
    """Exchange the code of an invitation for a token of this device, which works there under the name that it gives.

    410 says whether it was used or is too old, and whom to ask for another one.
    """
    # Looking costs little; who guesses shall not make us write.
    is_known = await service.db.read(invitations.by_code, hash_token(asked.code)) is not None
    let_in = await service.db.transact(accept_invitation, asked.code, asked.device_name) if is_known else None
    if let_in is None:
        await service.limits.codes_tried.miss(client_address(request))
        raise BadFields(Problem("code", "invitation"))
    return {"token": let_in.token, "merchant": merchant_resource(let_in.merchant, let_in.grant)}
