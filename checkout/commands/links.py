"""Making links, changing what they say and allow, pausing, cancelling and ending them."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.exc import IntegrityError

from checkout.commands.idempotency import request_hash
from checkout.core.event_types import EventType
from checkout.core.link import Link, LinkId, LinkRequest, LinkStatus, check_link, same_again
from checkout.core.merchant import UNNOTED, DeviceId, DoneBy, MerchantId
from checkout.errors import BadFields, NotAllowed, Problem, SameIdOtherContent, WrongState
from checkout.resources.link import link_resource
from checkout.store import events, links, merchants
from checkout.store.unit_of_work import UnitOfWork
from codes import is_of_shop, is_old, is_whole, new_shop_code

_ENDED_AT_ONCE: Final = 100


def create_link(uow: UnitOfWork, merchant_id: MerchantId, link_id: LinkId, wanted: LinkRequest) -> tuple[Link, bool]:
    """The fixed link, and whether it is new: the same id with the same content answers as the first time.

    Raises BadFields, SameIdOtherContent.
    """
    uow.lock(merchant_id)
    asked = request_hash(merchant_id, *wanted.content)
    known = _known(uow, link_id, asked)
    return (known, False) if known is not None else (_insert(uow, merchant_id, link_id, wanted, asked), True)


def _insert(uow: UnitOfWork, merchant_id: MerchantId, link_id: LinkId, wanted: LinkRequest, asked: str) -> Link:
    link = wanted.made(link_id, merchant_id, _code(uow, merchant_id, wanted), uow.now)
    check_link(link, uow.now, {"amount", "expires_at"})
    try:
        links.insert(uow.conn, link, asked)
    except IntegrityError as error:
        raise SameIdOtherContent("link") from error
    _tell(uow, link, EventType.LINK_CREATED)
    return link


def _known(uow: UnitOfWork, link_id: LinkId, asked: str) -> Link | None:
    """The link that this very request made when it first came. Raises SameIdOtherContent."""
    known = links.get(uow.conn, link_id)
    if known is not None and links.request_hash(uow.conn, link_id) != asked:
        raise SameIdOtherContent("link")
    return known


def _code(uow: UnitOfWork, merchant_id: MerchantId, wanted: LinkRequest) -> str:
    """The code that was brought, if it is the shop's, or a new one. Raises BadFields.

    Whoever sees a shared address knows its code: a code that anybody could bring would be the first one's, and
    the payer who waits for the shop would pay a stranger. Source: docs/decisions/0025-codes-that-tell-their-shop.md.
    """
    link_key = merchants.get(uow.conn, merchant_id).link_key
    if not wanted.code:
        return new_shop_code(link_key)
    if not is_whole(wanted.code):
        raise BadFields(Problem("code", "invalid"))
    is_brought_from_before = (
        is_old(wanted.code)
        and wanted.made_by != UNNOTED
        and merchants.may_bring_old_codes(uow.conn, wanted.made_by.id, uow.now)
    )
    if not is_of_shop(wanted.code, link_key) and not is_brought_from_before:
        raise BadFields(Problem("code", "not_of_shop"))
    return wanted.code


def duplicate_link(
    uow: UnitOfWork,
    merchant_id: MerchantId,
    link_id: str,
    new_id: LinkId,
    code: str,
    made_by: DoneBy = UNNOTED,
    since: datetime | None = None,
) -> tuple[Link, bool]:
    """A new link that says and allows the same, for as long again, to whomever it is sent.

    The same id answers as the first time for a copy of the same link, and for no other.
    Raises NotFound, WrongState, BadFields, SameIdOtherContent, and NotAllowed for an old one to who sees those since
    then alone.
    """
    old = _own(uow, merchant_id, link_id, since)
    if old.kind == "store" or old.amount is None:
        raise WrongState("link", "store")
    asked = request_hash("copy", merchant_id, old.id, code)
    known = _known(uow, new_id, asked)
    if known is not None:
        return known, False
    wanted = same_again(old, old.amount, uow.now, code, made_by)
    return _insert(uow, merchant_id, new_id, wanted, asked), True


def change_link(uow: UnitOfWork, merchant_id: MerchantId, link_id: str, /, **given: Any) -> Link:
    """Change what is given and leave the rest; a new term opens an expired link again.

    Raises NotFound, BadFields, and WrongState for a link that was paid or cancelled.
    """
    link = _own(uow, merchant_id, link_id)
    if link.status in (LinkStatus.PAID, LinkStatus.CANCELLED):
        raise WrongState("link", link.status)
    changed = replace(link, **given)
    if "expires_at" in given and link.status is LinkStatus.EXPIRED:
        changed = replace(changed, status=LinkStatus.ACTIVE)
    if changed == link:
        return link
    check_link(changed, uow.now, set(given))
    return _saved(uow, changed, EventType.LINK_UPDATED)


def pause_link(uow: UnitOfWork, merchant_id: MerchantId, link_id: str, *, paused: bool) -> Link:
    """Take no payments by it for now, or take them again; saying so twice is saying it once.

    Raises NotFound, and WrongState for a link that has ended.
    """
    link = _own(uow, merchant_id, link_id)
    if (link.paused_at is not None) == paused:
        return link
    if link.status is not LinkStatus.ACTIVE:
        raise WrongState("link", link.status)
    changed = replace(link, paused_at=uow.now if paused else None)
    return _saved(uow, changed, EventType.LINK_UPDATED)


def cancel_link(uow: UnitOfWork, merchant_id: MerchantId, link_id: str, only_of: DeviceId | None = None) -> Link:
    """Close an active link; one that is cancelled already answers the same. Raises NotFound, WrongState.

    Raises NotAllowed where it may be one of this device alone and another one made it.
    """
    link = _own(uow, merchant_id, link_id)
    if only_of is not None and link.made_by.id != only_of:
        raise NotAllowed("own")
    if link.status is LinkStatus.CANCELLED:
        return link
    if link.kind == "store" or link.status is not LinkStatus.ACTIVE:
        raise WrongState("link", link.status)
    return _end(uow, link, LinkStatus.CANCELLED)


def link_opened(uow: UnitOfWork, link_id: LinkId) -> None:
    """Somebody reads its page. The shop is told of the first time; nothing is known of who it was."""
    if links.get_and_lock(uow, link_id) is None:
        return
    link = links.count_open(uow.conn, link_id, uow.now)
    if link is not None and link.opens_count == 1 and link.kind == "fixed":
        _tell(uow, link, EventType.LINK_UPDATED)


def end_past_links(uow: UnitOfWork) -> int:
    """Expire the links whose term is over; how many there were."""
    uow.lock("links past their term")
    ended_count = 0
    for link_id in links.past_their_term(uow.conn, uow.now, _ENDED_AT_ONCE):
        # It may have been paid while another command had its shop.
        link = links.get_and_lock(uow, link_id)
        if link is not None and link.status is LinkStatus.ACTIVE and link.status_at(uow.now) is LinkStatus.EXPIRED:
            _end(uow, link, LinkStatus.EXPIRED)
            ended_count += 1
    return ended_count


def _own(uow: UnitOfWork, merchant_id: MerchantId, link_id: str, since: datetime | None = None) -> Link:
    uow.lock(merchant_id)
    return links.own(uow.conn, merchant_id, link_id, since)


def _end(uow: UnitOfWork, link: Link, status: LinkStatus) -> Link:
    return _saved(uow, replace(link, status=status), EventType(f"link.{status}"))


def _saved(uow: UnitOfWork, link: Link, event_type: EventType) -> Link:
    kept = links.save(uow.conn, link)
    _tell(uow, kept, event_type)
    return kept


def _tell(uow: UnitOfWork, link: Link, event_type: EventType) -> None:
    events.append(uow, link.merchant_id, event_type, link_resource(link, uow.public_url))
