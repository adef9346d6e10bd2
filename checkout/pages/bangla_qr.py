"""The Bangla QR of a fixed link, for a payer who reads the page on one screen and holds a wallet in the other hand."""

from functools import lru_cache
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from checkout.core.link import Link, LinkStatus
from checkout.core.merchant import Merchant
from checkout.core.own_code import is_told_of, kept_own_code
from checkout.http.service import TheService
from checkout.pages import closed
from checkout.pages.misses import missed
from checkout.pages.qr import qr_path
from checkout.service import Service
from checkout.store import links
from codes import read_code
from emvqr import code_to_pay

router = APIRouter(include_in_schema=False)
_KEPT_MOST: Final = 256


def scanned_at(service: Service, link: Link, merchant: Merchant) -> str:
    """Where the page's picture of it is; empty where there is none to be shown.

    Only where a server tells of its money: a payer who pays by another one would be asked again. Not for a link whose
    sum the payer types: which of them paid, nobody could tell.
    """
    if not _has_own(link, merchant) and not service.codes.issues_for(link, merchant):
        return ""
    # Not below the link's own address: what stands there behind the code is taken for what a messenger added to it.
    return f"/bangla/{link.code}.svg"


def _has_own(link: Link, merchant: Merchant) -> bool:
    code = kept_own_code(merchant.own_code)
    return code is not None and link.amount is not None and is_told_of(code, merchant.told_accounts)


@router.get("/bangla/{code}.svg")
async def show(code: str, request: Request, service: TheService) -> Response:
    """While the link can be paid."""
    found = await service.db.read(links.with_merchant, "fixed", read_code(code))
    if found is None:
        await missed(request, service, read_code(code))
        return closed.not_found(request)
    link, merchant = found
    if link.status_at(service.clock()) is not LinkStatus.ACTIVE:
        return closed.not_found(request)
    if _has_own(link, merchant):
        text = code_to_pay(merchant.own_code, link.amount, link.code)
    else:
        # A gateway is asked for it when somebody first sees it, and the page itself waits for nobody.
        text = await service.codes.code_of(link, merchant)
    if not text:
        return closed.not_found(request)
    return Response(_svg(text), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@lru_cache(_KEPT_MOST)
def _svg(text: str) -> str:
    size, path = qr_path(text)
    ground = f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">{ground}<path d="{path}"/></svg>'
