"""A payment link, as it is told."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from checkout.core.link import Link, LinkKind, LinkStatus, LinkTexts
from checkout.resources.base import (
    CURRENCY,
    Currency,
    DoneByShape,
    Moment,
    Poisha,
    done_by_resource,
    id_of,
    poisha,
    rfc3339,
)


class CustomerShape(TypedDict):
    """Whom a link was made for; both empty for whoever opens it, and once forgotten."""

    name: str
    phone: str


class LinkShape(LinkTexts):
    """A payment link. Amounts are poisha."""

    id: Annotated[str, id_of("pl")]
    kind: LinkKind
    url: str
    code: str
    amount: Poisha | None
    currency: Currency
    status: LinkStatus
    expires_at: Moment | None
    created_at: Moment
    paid_at: Moment | None
    payments_count: Annotated[int | None, Field(description="Null at the till for a link older than today")]
    paid_total: Annotated[Poisha | None, Field(description="Alike")]
    customer: CustomerShape
    least: Poisha | None
    most: Poisha | None
    suggested: list[Poisha]
    uses_max: int | None
    opens_count: Annotated[int | None, Field(description="Alike")]
    opened_at: Moment | None
    made_by: DoneByShape


def link_url(link: Link, public_url: str) -> str:
    """Where the payer opens the link."""
    return f"{public_url}/{'s' if link.kind == 'store' else 'l'}/{link.code}"


def link_resource(link: Link, public_url: str) -> LinkShape:
    return {
        "id": link.id,
        "kind": link.kind,
        "url": link_url(link, public_url),
        "code": link.code,
        "amount": poisha(link.amount),
        "currency": CURRENCY,
        "status": link.shown_status,
        "expires_at": rfc3339(link.expires_at),
        "created_at": rfc3339(link.created_at),
        "paid_at": rfc3339(link.paid_at),
        "payments_count": link.payments_count,
        "paid_total": link.paid_total.poisha,
        **link.texts,
        "customer": {"name": link.customer.name, "phone": link.customer.phone},
        "least": poisha(link.least),
        "most": poisha(link.most),
        "suggested": [amount.poisha for amount in link.suggested],
        "uses_max": link.uses_max,
        "opens_count": link.opens_count,
        "opened_at": rfc3339(link.opened_at),
        "made_by": done_by_resource(link.made_by),
    }
