"""Opening a shop and changing what it shows."""

import re
import secrets
from typing import Final

from checkout.core.event_types import EventType
from checkout.core.link import Link, LinkId, LinkStatus
from checkout.core.merchant import Merchant, MerchantId
from checkout.core.phone import name_of_unnamed
from checkout.errors import BadFields, Problem
from checkout.resources.link import link_resource
from checkout.resources.merchant import shop_resource
from checkout.store import events, links, merchants
from checkout.store.unit_of_work import UnitOfWork
from language import DEFAULT, Language, plain_line
from money import Money

SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]")


def create_merchant(
    uow: UnitOfWork,
    phone: str,
    *,
    name: str = "",
    slug: str = "",
    address: str = "",
    language: Language = DEFAULT,
) -> Merchant:
    """A new shop with its store link. Raises BadFields when the phone or the slug is taken."""
    merchant = Merchant(
        id=MerchantId(uow.new_id("mer")),
        phone=phone,
        name=plain_line(name) or name_of_unnamed(phone),
        address=plain_line(address),
        language=language,
        slug=slug or f"shop-{secrets.token_hex(4)}",
        event_seq=0,
        word_key=secrets.token_hex(16),
        link_key=secrets.token_hex(32),
        created_at=uow.now,
    )
    if merchants.by_phone(uow.conn, phone) is not None:
        raise BadFields(Problem("phone", "phone_taken"))
    merchants.insert(uow.conn, merchant)
    link = Link(
        id=LinkId(uow.new_id("pl")),
        merchant_id=merchant.id,
        kind="store",
        code=_free_slug(uow, merchant.slug, merchant.id),
        amount=None,
        note="",
        status=LinkStatus.ACTIVE,
        expires_at=None,
        created_at=uow.now,
        paid_at=None,
        payments_count=0,
        paid_total=Money(0),
    )
    links.insert(uow.conn, link, request_hash="")
    return merchant


def change_merchant(
    uow: UnitOfWork,
    merchant_id: MerchantId,
    /,
    *,
    name: str | None = None,
    address: str | None = None,
    language: Language | None = None,
    slug: str | None = None,
    logo: str | None = None,
    **rules: bool,
) -> Merchant:
    """Change what is given and leave the rest; `rules` are those of Merchant. Raises BadFields."""
    uow.lock(merchant_id)
    given = {"name": name, "address": address, "language": language, "logo": logo}
    changes = {column: value for column, value in given.items() if value is not None} | rules
    link = links.store_link(uow.conn, merchant_id)
    if slug is not None and slug != link.code:
        _change_slug(uow, link, slug)
    elif not changes:
        return merchants.get(uow.conn, merchant_id)
    if changes:
        merchants.change(uow.conn, merchant_id, changes)
    told = shop_resource(merchants.get(uow.conn, merchant_id))
    events.append(uow, merchant_id, EventType.MERCHANT_UPDATED, told)
    return merchants.get(uow.conn, merchant_id)


def _change_slug(uow: UnitOfWork, link: Link, slug: str) -> None:
    links.set_code(uow.conn, link.id, _free_slug(uow, slug, link.merchant_id))
    links.give_up_slug(uow.conn, link.code, link.merchant_id)
    changed = links.store_link(uow.conn, link.merchant_id)
    events.append(uow, link.merchant_id, EventType.LINK_UPDATED, link_resource(changed, uow.public_url))


def _free_slug(uow: UnitOfWork, slug: str, merchant_id: MerchantId) -> str:
    if not SLUG.fullmatch(slug):
        raise BadFields(Problem("slug", "slug"))
    if links.slug_is_taken(uow.conn, slug, merchant_id):
        raise BadFields(Problem("slug", "slug_taken"))
    return slug
