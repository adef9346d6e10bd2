"""The browser that paid a link finds its receipt at that link again; nobody else to whom the link came does.

A cookie with the attempt's code, for the address of that one link: what the browser was sent to when it paid. A shop's
own link has none, since many may pay by it from one tablet.
"""

from datetime import timedelta
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from checkout.core.link import Link
from checkout.core.payment import Payment
from checkout.core.payment_status import CAPTURED
from checkout.service import Service
from checkout.store import payments
from codes import is_whole, read_code

_NAME: Final = "paid"
KEPT_FOR: Final = timedelta(days=30)


def remember(answer: Response, service: Service, link: Link, payment: Payment) -> Response:
    """The same answer; with it the browser keeps which attempt at this link is its own."""
    if link.kind == "fixed":
        answer.set_cookie(
            _NAME,
            payment.code,
            max_age=int(KEPT_FOR.total_seconds()),
            path=f"/l/{link.code}",
            secure=service.settings.public_url.startswith("https://"),
            httponly=True,
            # The link is opened from a messenger, and that is no reason to know its payer less.
            samesite="lax",
        )
    return answer


async def url_of(request: Request, service: Service, link: Link) -> str:
    """Where this browser's own receipt of the link is; empty where it has none."""
    code = read_code(request.cookies.get(_NAME, ""))
    if link.kind != "fixed" or not is_whole(code):
        return ""
    payment = await service.db.read(payments.by_code, code)
    is_own = payment is not None and payment.link_id == link.id and payment.status in CAPTURED
    return f"/p/{code}" if is_own else ""
