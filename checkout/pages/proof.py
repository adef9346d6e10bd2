"""Whether a receipt is real: anybody may ask, and is told no more than that."""

from dataclasses import dataclass
from typing import TypedDict

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from checkout.core.merchant import Merchant
from checkout.core.payment import Payment
from checkout.http.client_address import client_address, looks_only
from checkout.http.service import TheService
from checkout.pages import receipt
from checkout.pages.frame import page_language, render
from checkout.store import merchants, payments
from codes import codes_in, is_mistyped, is_whole, read_code, references_in
from language import Language, day_and_hour
from money import format_taka

router = APIRouter(include_in_schema=False)
# A whole message may be pasted.
_TYPED_MAX = 500


@router.get("/v")
async def check(request: Request, service: TheService, c: str = "") -> Response:
    """The box, and what it says of a receipt's code or of a gateway's transaction id."""
    typed, language = c.strip()[:_TYPED_MAX], page_language(request)
    if not typed:
        return render(request, "proof.html", language, typed="")
    found = await service.db.read(_find, typed)
    if found is not None:
        return render(request, "proof.html", language, typed=typed, **_told(found, language))
    if not is_whole(read_code(typed)):
        # What is real is never refused for what others guessed.
        await service.limits.proofs.miss(client_address(request), counts=not looks_only(request))
    words = "co.proof.typo" if is_mistyped(typed) else "co.proof.unknown"
    return render(request, "proof.html", language, 404, typed=typed, look="failed", icon="close", words=words, rows=())


@dataclass(frozen=True, slots=True)
class Proven:
    """A captured payment and its shop."""

    payment: Payment
    merchant: Merchant


def _find(conn: Connection, typed: str) -> Proven | None:
    payment = payments.captured_with_code(conn, codes_in(typed))
    if payment is None:
        # Receipts by SMS are typed off in small letters; some gateways' ids need theirs as they are.
        payment = payments.by_gateway_ref(conn, references_in(typed))
    return None if payment is None else Proven(payment, merchants.get(conn, payment.merchant_id))


class Told(TypedDict):
    """What the page shows of a real receipt."""

    look: str
    icon: str
    words: str
    amount: str
    rows: list[tuple[str, str]]


def _told(found: Proven, language: Language) -> Told:
    """Shop, amount, day and hour, and the payer's first letter: what the holder of a real receipt knows anyway."""
    payment, back = found.payment, receipt.is_given_back(found.payment)
    every = (
        ("co.paid.to", found.merchant.name),
        ("pay.time", day_and_hour(payment.paid_at or payment.created_at, language)),
        ("co.name", f"{payment.payer.name[:1]}…" if payment.payer.name else ""),
        ("co.back.part", format_taka(payment.refunded, language) if payment.refunded else ""),
    )
    return {
        "look": "back" if back else "paid",
        "icon": "refresh" if back else "check",
        "words": "co.proof.back" if back else "co.proof.real",
        "amount": format_taka(payment.amount, language),
        "rows": [row for row in every if row[1]],
    }
