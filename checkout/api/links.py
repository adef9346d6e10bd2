"""Payment links: the store link first, then the fixed ones, newest first."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints
from sqlalchemy import Connection

from checkout.acts import links as acts
from checkout.api.plain_text import PlainText
from checkout.api.session import TheSession
from checkout.errors import BadFields, NotFound, Problem
from checkout.ids import is_id
from checkout.payments.nouns import Link, LinkId, MerchantId
from checkout.payments.status import LinkStatus
from checkout.resources import link_resource
from checkout.service import TheService
from checkout.store import links
from checkout.store.pages import Cursor
from money import Money

router = APIRouter(prefix="/v1/links", tags=["links"])


class NewLink(BaseModel):
    """A fixed link. The id is made by the asker, so that sending again is safe."""

    id: Annotated[str, Field(max_length=40, examples=["pl_0192d7b4-6c4e-7cc3-98ab-0c1e7a3f4f11"])]
    amount: Annotated[int, Field(strict=True, description="Whole poisha: 125000 is ৳1,250.00")]
    currency: Literal["BDT"] = "BDT"
    note: Annotated[PlainText, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    expires_at: AwareDatetime | None = None


@router.get("")
async def index(
    session: TheSession,
    service: TheService,
    status: LinkStatus | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str | None = None,
) -> dict[str, Any]:
    """A page of links. The store link leads the first page."""
    before = Cursor.read(cursor) if cursor else None
    leads = before is None and status in (None, LinkStatus.ACTIVE)
    room = limit - 1 if leads else limit
    found, store = await service.db.read(_page, session.merchant.id, status, room + 1, before)
    shown = found[:room]
    url = service.settings.public_url
    # A page with room for the store link alone goes on from the newest possible place.
    last = Cursor(shown[-1].created_at, shown[-1].id) if shown else Cursor(service.clock(), "~")
    return {
        "data": [link_resource(link, url) for link in ([store, *shown] if leads else shown)],
        "next_cursor": str(last) if len(found) > room else None,
    }


@router.post("", status_code=201)
async def create(asked: NewLink, response: Response, session: TheSession, service: TheService) -> dict[str, Any]:
    """Make a fixed link: 201 when it is new, 200 when the same was asked before, 409 when the id is another's."""
    if not is_id("pl", asked.id):
        raise BadFields(Problem("id", "invalid"))
    link, is_new = await service.db.act(
        acts.create_link,
        session.merchant.id,
        LinkId(asked.id),
        Money(asked.amount),
        asked.note,
        _utc(asked.expires_at),
    )
    response.status_code = 201 if is_new else 200
    return link_resource(link, service.settings.public_url)


@router.get("/{link_id}")
async def show(link_id: str, session: TheSession, service: TheService) -> dict[str, Any]:
    """One link."""
    link = await service.db.read(links.get, link_id)
    if link is None or link.merchant_id != session.merchant.id:
        raise NotFound("link")
    return link_resource(link, service.settings.public_url)


@router.post("/{link_id}/cancel")
async def cancel(link_id: str, session: TheSession, service: TheService) -> dict[str, Any]:
    """Close a link; money that comes all the same is still the shop's."""
    link = await service.db.act(acts.cancel_link, session.merchant.id, link_id)
    return link_resource(link, service.settings.public_url)


def _page(
    conn: Connection, merchant_id: MerchantId, status: LinkStatus | None, limit: int, before: Cursor | None
) -> tuple[list[Link], Link]:
    return links.page(conn, merchant_id, status, limit, before), links.store_link(conn, merchant_id)


def _utc(moment: datetime | None) -> datetime | None:
    """Raises BadFields for a time that no calendar in UTC has."""
    try:
        return None if moment is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise BadFields(Problem("expires_at", "expires_at")) from error
