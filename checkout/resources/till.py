"""What somebody at the till is told of a thing: what it takes to sell, and no figures that add up to the balance.

What is left out is null. The shapes say so of each such field.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, cast

from pydantic_core import to_json

from checkout.core.access import Grant, Reach, today_began
from checkout.resources.link import LinkShape
from checkout.resources.payment import PaymentShape, RefundShape

Told = Mapping[str, Any]


def payment_at_till(payment: PaymentShape) -> PaymentShape:
    """Without what the payment cost and brought."""
    return {**payment, "fee": None, "service_fee": None, "net": None}


def refund_at_till(refund: RefundShape) -> RefundShape:
    """Without what it took from the balance."""
    return {**refund, "fee_back": None, "cost": None}


def link_at_till(link: LinkShape, since: datetime) -> LinkShape:
    """Without what it has brought, where it is older than today: the shop's own link tells all that was ever paid."""
    if datetime.fromisoformat(link["created_at"]) >= since:
        return link
    return {**link, "payments_count": None, "paid_total": None, "opens_count": None, "opened_at": None}


def is_payment_of_today(payment: Told, since: datetime) -> bool:
    """Whether it began or was paid today."""
    moments = (payment["created_at"], payment["paid_at"])
    return any(moment is not None and datetime.fromisoformat(moment) >= since for moment in moments)


def _link(told: Told, since: datetime) -> Told:
    return link_at_till(cast(LinkShape, told), since)


def _payment(told: Told, since: datetime) -> Told | None:
    return payment_at_till(cast(PaymentShape, told)) if is_payment_of_today(told, since) else None


def _direct(told: Told, since: datetime) -> Told | None:
    return told if datetime.fromisoformat(told["created_at"]) >= since else None


def _refund(told: Told, since: datetime) -> Told | None:
    is_of_today = datetime.fromisoformat(told["created_at"]) >= since
    return refund_at_till(cast(RefundShape, told)) if is_of_today else None


AT_TILL: Final[Mapping[str, Callable[[Told, datetime], Told | None]]] = {
    "link": _link,
    "payment": _payment,
    "refund": _refund,
    "direct": _direct,
}
"""For each noun that the till hears of, what is told of it, or nothing for what is of another day."""


def told_to(grant: Grant, event_type: str, data: str, now: datetime) -> str | None:
    """What of an event this one is told, as JSON: whole, in part, or nothing."""
    reach = grant.reach_of_event(event_type)
    if reach is Reach.TODAY:
        told = AT_TILL[event_type.partition(".")[0]](json.loads(data), today_began(now))
        return None if told is None else to_json(told).decode()
    return data if reach is Reach.ALL else None
