"""Where a shop wants to be told of payments, and one thing to be told there."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from checkout.core.access import Grant
from checkout.core.merchant import Merchant, MerchantId
from checkout.core.notices import SUBJECT_OF, USUALLY_TOLD, QuietHours, Subject
from checkout.core.push import Subscription

Kind = NewType("Kind", str)
"""By what channel: `sms`. Each is named in its own module of `checkout/notify`; all stand in `registry.py` there."""
# Those of which more is known here than that they take a notice.
WEBHOOK: Final = Kind("webhook")
EMAIL: Final = Kind("email")
PUSH: Final = Kind("push")
"""A browser of the shop's; it belongs to a device, and no shop names it."""
FIRST_RUNG: Final = frozenset({WEBHOOK, EMAIL, PUSH})
"""What is told at once. All else calls somebody, and is told only when no device of the shop has heard of it, where one
of them is told by its browser: the last rung."""
LAST_RUNG_AFTER: Final = timedelta(seconds=20)


class WhyNot(StrEnum):
    """Why a place did not take something, for whoever is told so in their own language."""

    SLOW = "slow"
    UNREACHED = "unreached"
    REFUSED = "refused"
    NO_SUCH_NAME = "no_such_name"
    NOT_PUBLIC = "not_public"
    NOT_SET_UP = "not_set_up"
    OTHER = "other"


class DeliveryStatus(StrEnum):
    """Where one thing to be told stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A shop's own server, or a person on its staff. `secret` signs what a server is told."""

    id: str
    merchant_id: MerchantId
    kind: Kind
    address: str
    secret: str
    created_at: datetime
    made_by: str = ""
    """The device or program that set it up, where that was noted."""
    tells: frozenset[Subject] = USUALLY_TOLD


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event to be told at one outlet."""

    id: str
    outlet: Outlet
    event_type: str
    data: str
    """The resource after the change, as JSON text."""
    happened_at: datetime
    merchant_name: str
    language: str
    tries_count: int
    created_at: datetime
    event_seq: int = 0
    word_key: str = ""
    """What the shop's word of the day is drawn from."""
    subscription: Subscription | None = None
    """Where and by what keys a browser is told; None for all others."""
    reader: Grant | None = None
    """What the device of that browser may now; None for all others."""
    quiet: QuietHours | None = None
    """When the shop's people are told nothing; None where that is never."""
    told_at: datetime | None = None
    """When a worker took it to tell it."""

    def rest_until(self, now: datetime) -> datetime | None:
        """When it may be told, if not now: people rest, and a shop's own server does not."""
        subject = SUBJECT_OF.get(self.event_type)
        if self.quiet is None or subject is None or self.outlet.kind == WEBHOOK:
            return None
        until = self.quiet.rest_until(subject, now)
        # The last rung waits after the others here, too: browsers are told as the rest ends.
        return until + LAST_RUNG_AFTER if until is not None and self.outlet.kind not in FIRST_RUNG else until


TRIAL: Final = "outlet.test"
"""What a place is told that somebody wants to try: an event of no log."""


def trial(
    message_id: str, outlet: Outlet, merchant: Merchant, now: datetime, subscription: Subscription | None = None
) -> Delivery:
    """A notice that tells nothing but that notices come there."""
    return Delivery(
        id=message_id,
        outlet=outlet,
        event_type=TRIAL,
        data=json.dumps({"id": outlet.id}),
        happened_at=now,
        merchant_name=merchant.name,
        language=merchant.language,
        tries_count=0,
        created_at=now,
        word_key=merchant.word_key,
        subscription=subscription,
    )
