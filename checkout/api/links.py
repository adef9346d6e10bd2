"""Payment links: the store link first, then the fixed ones, newest first."""

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints, create_model
from sqlalchemy import Connection

from checkout.commands.links import cancel_link, change_link, create_link, duplicate_link, pause_link
from checkout.core.access import Reach
from checkout.core.link import (
    ANYBODY,
    MORE_TEXTS,
    NOTE_MAX,
    SUGGESTED_MAX,
    Customer,
    Link,
    LinkId,
    LinkRequest,
    LinkStatus,
)
from checkout.core.phone import NotMobile, local_form, mobile_e164
from checkout.errors import BadFields, Problem
from checkout.http.asked import Asked, AskedMoment
from checkout.http.fields import Limit, LinkInPath, NextCursor, Payable, made_by_asker
from checkout.http.openapi import SENT, answers
from checkout.http.plain_text import PLAIN
from checkout.http.service import TheService
from checkout.http.session import Session, TheSession
from checkout.http.told import Told
from checkout.resources.base import CURRENCY, Currency, Page
from checkout.resources.link import LinkShape, link_resource
from checkout.resources.till import link_at_till
from checkout.store import links
from checkout.store.cursor import Cursor
from codes import read_code
from money import Money

router = APIRouter(prefix="/v1/links", tags=["links"])


Note = Annotated[str, StringConstraints(max_length=NOTE_MAX), PLAIN]
UsesMax = Annotated[int, Field(strict=True, ge=1, le=100_000, description="How often it may be paid")]


MerchantsCode = Annotated[
    str,
    Field(
        max_length=20,
        description="For a link made offline, made with the shop's `link_key`; better left out: the answer has one",
    ),
]


class ForCustomer(Asked):
    """Whom the link is for, by name, by mobile number or by both."""

    name: Annotated[str, StringConstraints(max_length=80), PLAIN] = ""
    phone: Annotated[str, Field(max_length=20, description="A mobile number, in any form")] = ""


Body = TypeVar("Body", bound=Asked)


def _with_texts(body: type[Body]) -> type[Body]:
    """The same with a field for each of `MORE_TEXTS`, so that what the core knows can be asked for."""
    fields: dict[str, Any] = {
        name: (Annotated[str, StringConstraints(max_length=more.longest), PLAIN, Field(description=more.what)], "")
        for name, more in MORE_TEXTS.items()
    }
    return create_model(body.__name__, __base__=body, __doc__=body.__doc__, __module__=body.__module__, **fields)


@_with_texts
class NewLink(Asked):
    """A fixed link. The id is made by the asker, so that sending again is safe."""

    id: Annotated[str, made_by_asker("pl")]
    amount: Annotated[Payable, Field(description="Whole poisha: 125000 is ৳1,250.00")]
    currency: Currency = CURRENCY
    note: Note = ""
    expires_at: AskedMoment | None = None
    uses_max: UsesMax | None = None
    customer: ForCustomer | None = None
    code: MerchantsCode = ""


@_with_texts
class LinkChanges(Asked):
    """What to change; what is left out stays, and null takes away. Limits and suggestions are for the store link."""

    note: Note = ""
    expires_at: AskedMoment | None = None
    uses_max: UsesMax | None = None
    customer: ForCustomer | None = None
    least: Payable | None = None
    most: Payable | None = None
    suggested: Annotated[list[Payable], Field(max_length=SUGGESTED_MAX)] = Field([])


class Copy(Asked):
    """The id and, from a shop that made it offline, the code of the new link."""

    id: Annotated[str, made_by_asker("pl")]
    code: MerchantsCode = ""


@router.get("", name="list_links", **answers(Page[LinkShape], 401, 422))
async def index(
    session: TheSession,
    service: TheService,
    status: Annotated[LinkStatus | None, Query(description="Those alone that stand so")] = None,
    limit: Limit = 50,
    cursor: NextCursor = None,
) -> Told:
    """A page of links. The store link leads the first page."""
    before = Cursor.read(cursor) if cursor else None
    leads = before is None and status in (None, LinkStatus.ACTIVE)
    room = limit - 1 if leads else limit
    found, store = await service.db.read(_page, session, status, room + 1, before)
    shown = found[:room]
    url = service.settings.public_url
    # A page with room for the store link alone goes on from the newest possible place.
    last = Cursor(shown[-1].created_at, shown[-1].id) if shown else Cursor(service.clock(), "~")
    told = [_resource(session, link, url) for link in ([store, *shown] if leads else shown)]
    return Told({"data": told, "next_cursor": str(last) if len(found) > room else None})


@router.post("", name="create_link", status_code=201, **answers(LinkShape, 401, 409, *SENT, created=True))
async def create(asked: NewLink, session: TheSession, service: TheService) -> Told:
    """Make a fixed link: 201 when it is new, 200 when the same was asked before, 409 when the id is another's."""
    link, is_new = await service.db.transact(
        create_link,
        session.merchant.id,
        LinkId(asked.id),
        LinkRequest(
            amount=Money(asked.amount),
            note=asked.note,
            expires_at=_utc(asked.expires_at),
            uses_max=asked.uses_max,
            code=read_code(asked.code),
            customer=_customer(asked.customer),
            made_by=session.device.does,
            **asked.model_dump(include=set(MORE_TEXTS)),
        ),
    )
    return Told(_resource(session, link, service.settings.public_url), 201 if is_new else 200)


@router.get("/{link_id}", name="get_link", **answers(LinkShape, 401, 404, 422))
async def show(link_id: LinkInPath, session: TheSession, service: TheService) -> Told:
    """One link."""
    link = await service.db.read(links.own, session.merchant.id, link_id, session.since)
    return Told(_resource(session, link, service.settings.public_url))


@router.patch("/{link_id}", name="change_link", **answers(LinkShape, 401, 404, 409, *SENT))
async def change(link_id: LinkInPath, changes: LinkChanges, session: TheSession, service: TheService) -> Told:
    """Change what a link says and allows while it can be paid; a new term opens an expired link again."""
    given = changes.model_dump(exclude_unset=True)
    for name in ("least", "most"):
        if given.get(name) is not None:
            given[name] = Money(given[name])
    if "suggested" in given:
        given["suggested"] = tuple(Money(poisha) for poisha in given["suggested"])
    if "customer" in given:
        given["customer"] = _customer(changes.customer)
    if "expires_at" in given:
        given["expires_at"] = _utc(given["expires_at"])
    link = await service.db.transact(change_link, session.merchant.id, link_id, **given)
    return Told(link_resource(link, service.settings.public_url))


@router.post("/{link_id}/pause", name="pause_link", **answers(LinkShape, 401, 404, 409, *SENT))
async def pause(link_id: LinkInPath, session: TheSession, service: TheService) -> Told:
    """Take no payments by it for now. Who is at the gateway already may finish."""
    link = await service.db.transact(pause_link, session.merchant.id, link_id, paused=True)
    return Told(link_resource(link, service.settings.public_url))


@router.post("/{link_id}/resume", name="resume_link", **answers(LinkShape, 401, 404, 409, *SENT))
async def resume(link_id: LinkInPath, session: TheSession, service: TheService) -> Told:
    """Take payments by it again."""
    link = await service.db.transact(pause_link, session.merchant.id, link_id, paused=False)
    return Told(link_resource(link, service.settings.public_url))


@router.post(
    "/{link_id}/duplicate",
    name="duplicate_link",
    status_code=201,
    **answers(LinkShape, 401, 404, 409, *SENT, created=True),
)
async def duplicate(link_id: LinkInPath, asked: Copy, session: TheSession, service: TheService) -> Told:
    """A new fixed link that says and allows the same, for as long again."""
    link, is_new = await service.db.transact(
        duplicate_link,
        session.merchant.id,
        link_id,
        LinkId(asked.id),
        read_code(asked.code),
        session.device.does,
        session.since,
    )
    return Told(_resource(session, link, service.settings.public_url), 201 if is_new else 200)


@router.post("/{link_id}/cancel", name="cancel_link", **answers(LinkShape, 401, 404, 409, *SENT))
async def cancel(link_id: LinkInPath, session: TheSession, service: TheService) -> Told:
    """Close a link; money that comes all the same is still the shop's."""
    only_of = session.device_id if session.reach is Reach.OWN else None
    link = await service.db.transact(cancel_link, session.merchant.id, link_id, only_of)
    return Told(_resource(session, link, service.settings.public_url))


def _page(
    conn: Connection, session: Session, status: LinkStatus | None, limit: int, before: Cursor | None
) -> tuple[list[Link], Link]:
    merchant_id, since = session.merchant.id, session.since
    if since is None:
        found = links.page(conn, merchant_id, status, limit, before)
    else:
        found = links.page_of_today(conn, merchant_id, status, limit, before, since)
    return found, links.store_link(conn, merchant_id)


def _resource(session: Session, link: Link, url: str) -> LinkShape:
    """As this device is told of it."""
    told = link_resource(link, url)
    return told if session.since is None else link_at_till(told, session.since)


def _customer(told: ForCustomer | None) -> Customer:
    """Raises BadFields for a phone that is no mobile number."""
    if told is None:
        return ANYBODY
    try:
        phone = local_form(mobile_e164(told.phone)) if told.phone.strip() else ""
    except NotMobile as error:
        raise BadFields(Problem("customer.phone", "phone")) from error
    return Customer(told.name or phone, phone)


def _utc(moment: datetime | None) -> datetime | None:
    """Raises BadFields for a time that no calendar in UTC has."""
    try:
        return None if moment is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise BadFields(Problem("expires_at", "expires_at")) from error
