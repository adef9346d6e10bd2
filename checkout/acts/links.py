"""Making, cancelling and ending fixed links."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError

from checkout.acts.requests import request_hash
from checkout.errors import BadFields, NotFound, Problem, SameIdOtherContent, WrongState
from checkout.ids import new_code
from checkout.payments.nouns import Link, LinkId, MerchantId
from checkout.payments.status import LinkStatus
from checkout.resources import link_resource, rfc3339
from checkout.store import events, links
from checkout.store.database import Act
from money import PAYMENT_LEAST, PAYMENT_MOST, Money

LINK_TTL_MAX: Final = timedelta(days=366)
_ENDED_AT_ONCE: Final = 100


def create_link(
    act: Act, merchant_id: MerchantId, link_id: LinkId, amount: Money, note: str, expires_at: datetime | None
) -> tuple[Link, bool]:
    """The fixed link, and whether it is new: the same id with the same content answers as the first time.

    Raises BadFields, SameIdOtherContent.
    """
    asked = request_hash(merchant_id, amount.poisha, note, rfc3339(expires_at))
    known = links.get(act.conn, link_id)
    if known is not None:
        if links.request_hash(act.conn, link_id) != asked:
            raise SameIdOtherContent("link")
        return known, False
    _check(amount, expires_at, act.now)
    link = Link(
        id=link_id,
        merchant_id=merchant_id,
        kind="fixed",
        code=new_code(),
        amount=amount,
        note=note,
        status=LinkStatus.ACTIVE,
        expires_at=expires_at,
        created_at=act.now,
        paid_at=None,
        payments_count=0,
        paid_total=Money(0),
    )
    try:
        links.insert(act.conn, link, asked)
    except IntegrityError as error:
        raise SameIdOtherContent("link") from error
    _tell(act, link, "link.created")
    return link, True


def cancel_link(act: Act, merchant_id: MerchantId, link_id: str) -> Link:
    """Close an active link; one that is cancelled already answers the same. Raises NotFound, WrongState."""
    link = links.get(act.conn, link_id)
    if link is None or link.merchant_id != merchant_id:
        raise NotFound("link")
    if link.status is LinkStatus.CANCELLED:
        return link
    if link.kind == "store" or link.status is not LinkStatus.ACTIVE:
        raise WrongState("link", link.status)
    return _end(act, link.id, LinkStatus.CANCELLED)


def end_past_links(act: Act) -> int:
    """Expire the links whose term is over; how many there were."""
    ended = links.past_their_term(act.conn, act.now, _ENDED_AT_ONCE)
    for link_id in ended:
        _end(act, link_id, LinkStatus.EXPIRED)
    return len(ended)


def _end(act: Act, link_id: LinkId, status: LinkStatus) -> Link:
    links.set_status(act.conn, link_id, status)
    link = links.get(act.conn, link_id)
    assert link is not None, link_id
    _tell(act, link, f"link.{status}")
    return link


def _tell(act: Act, link: Link, event_type: str) -> None:
    events.append(act, link.merchant_id, event_type, link_resource(link, act.public_url))


def _check(amount: Money, expires_at: datetime | None, now: datetime) -> None:
    problems = []
    if amount < PAYMENT_LEAST:
        problems.append(Problem("amount", "amount_min", {"poisha": str(PAYMENT_LEAST.poisha)}))
    if amount > PAYMENT_MOST:
        problems.append(Problem("amount", "amount_max", {"poisha": str(PAYMENT_MOST.poisha)}))
    if expires_at is not None and not now < expires_at <= now + LINK_TTL_MAX:
        problems.append(Problem("expires_at", "expires_at"))
    if problems:
        raise BadFields(*problems)
