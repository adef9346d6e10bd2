"""Events as the document says them: one shape for each noun, told apart by `type`."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field
from typing_extensions import TypedDict

from checkout.core.event_types import EventType
from checkout.resources.balance import EntryShape, PayoutShape
from checkout.resources.base import Moment, Seq, id_of
from checkout.resources.direct_payment import DirectPaymentShape
from checkout.resources.link import LinkShape
from checkout.resources.merchant import ShopShape
from checkout.resources.payment import PaymentShape, RefundShape


class Numbered(TypedDict):
    """An event's place in the shop's log: 1, 2, 3 … without a gap."""

    seq: Seq


class LinkEvent(Numbered):
    """A link after the change."""

    type: Literal[
        EventType.LINK_CREATED,
        EventType.LINK_UPDATED,
        EventType.LINK_PAID,
        EventType.LINK_CANCELLED,
        EventType.LINK_EXPIRED,
    ]
    data: LinkShape


class PaymentEvent(Numbered):
    """A payment after the change."""

    type: Literal[
        EventType.PAYMENT_PENDING,
        EventType.PAYMENT_PAID,
        EventType.PAYMENT_FAILED,
        EventType.PAYMENT_CANCELLED,
        EventType.PAYMENT_EXPIRED,
        EventType.PAYMENT_ON_HOLD,
        EventType.PAYMENT_PARTLY_REFUNDED,
        EventType.PAYMENT_REFUNDED,
        EventType.PAYMENT_HANDED_OVER,
        EventType.PAYMENT_PAYER_FORGOTTEN,
    ]
    data: PaymentShape


class RefundEvent(Numbered):
    """A refund after the change."""

    type: Literal[EventType.REFUND_PENDING, EventType.REFUND_REFUNDED, EventType.REFUND_REFUSED]
    data: RefundShape


class PayoutEvent(Numbered):
    """A payout after the change."""

    type: Literal[
        EventType.PAYOUT_ASKED,
        EventType.PAYOUT_TAKEN,
        EventType.PAYOUT_SENT,
        EventType.PAYOUT_REFUSED,
        EventType.PAYOUT_CANCELLED,
    ]
    data: PayoutShape


class EntryEvent(Numbered):
    """A new line of the balance's history."""

    type: Literal[EventType.BALANCE_ENTRY]
    data: EntryShape


class DirectPaymentEvent(Numbered):
    """Money at the shop's own account, after the change."""

    type: Literal[
        EventType.DIRECT_CAME_IN,
        EventType.DIRECT_ASSIGNED,
        EventType.DIRECT_SEEN,
        EventType.DIRECT_UPDATED,
    ]
    data: DirectPaymentShape


class ShopEvent(Numbered):
    """The shop after the change."""

    type: Literal[EventType.MERCHANT_UPDATED]
    data: ShopShape


class Nothing(TypedDict):
    """Nothing is told."""


class HiddenEvent(Numbered):
    """Something that is not for this token: its role or its scopes do not reach so far. Its number counts."""

    type: Literal["not_for_you"]
    data: Nothing


NOT_FOR_YOU: Final = "not_for_you"
OneEvent = Annotated[
    LinkEvent | PaymentEvent | RefundEvent | PayoutEvent | EntryEvent | DirectPaymentEvent | ShopEvent | HiddenEvent,
    Field(discriminator="type"),
]


class EventList(TypedDict):
    """Events, oldest first. More types may come: take one that you do not know as nothing, and remember its number.

    An event is kept as it was told, so one of long ago may lack fields that were added since.
    """

    data: list[OneEvent]


class WebhookMessage(TypedDict):
    """What a shop's own server is sent: the kind, its moment, and the payment after the change."""

    type: Literal[
        EventType.PAYMENT_PAID,
        EventType.PAYMENT_ON_HOLD,
        EventType.PAYMENT_PARTLY_REFUNDED,
        EventType.PAYMENT_REFUNDED,
    ]
    timestamp: Moment
    data: PaymentShape


class PayoutMessage(TypedDict):
    """The same of a payout, where the outlet is told of them."""

    type: Literal[EventType.PAYOUT_SENT]
    timestamp: Moment
    data: PayoutShape


class Tried(TypedDict):
    """The outlet that somebody tries."""

    id: Annotated[str, id_of("out")]


class TrialMessage(TypedDict):
    """What it is sent that somebody tries: nothing has happened."""

    type: Literal["outlet.test"]
    timestamp: Moment
    data: Tried


MESSAGES: Final[Mapping[str, type]] = {"payment": WebhookMessage, "payout": PayoutMessage, "outlet": TrialMessage}
"""What a shop's own server is sent about each noun."""
