"""The states of a payment and of a link, and every legal move, in one place."""

from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Where one attempt to pay stands."""

    CREATED = "created"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ON_HOLD = "on_hold"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


class Event(StrEnum):
    """What can happen to a payment."""

    SENT_TO_GATEWAY = "sent_to_gateway"
    START_FAILED = "start_failed"
    GATEWAY_CONFIRMED = "gateway_confirmed"
    GATEWAY_HELD = "gateway_held"
    GATEWAY_DECLINED = "gateway_declined"
    PAYER_CANCELLED = "payer_cancelled"
    GAVE_UP = "gave_up"
    RELEASED = "released"
    REJECTED = "rejected"
    REFUNDED_IN_PART = "refunded_in_part"
    REFUNDED_WHOLE = "refunded_whole"


class IllegalMove(Exception):
    """A payment in this state cannot have this happen to it."""

    def __init__(self, status: Status, event: Event) -> None:
        super().__init__(f"{event} cannot happen to a payment that is {status}")
        self.status, self.event = status, event


# Money the gateway holds for the shop; nothing a browser or a late notice says undoes it.
CAPTURED: Final = frozenset({Status.PAID, Status.PARTLY_REFUNDED, Status.REFUNDED})
# Somebody may still have to ask or to decide.
OPEN: Final = frozenset({Status.CREATED, Status.PENDING, Status.ON_HOLD})
# States in which the gateway may still turn out to have taken the money.
UNCAPTURED: Final = frozenset({Status.CREATED, Status.PENDING, Status.FAILED, Status.CANCELLED, Status.EXPIRED})

MOVES: Final = {
    (Status.CREATED, Event.SENT_TO_GATEWAY): Status.PENDING,
    (Status.CREATED, Event.START_FAILED): Status.FAILED,
    (Status.CREATED, Event.GATEWAY_CONFIRMED): Status.PAID,
    (Status.CREATED, Event.GATEWAY_HELD): Status.ON_HOLD,
    (Status.CREATED, Event.GATEWAY_DECLINED): Status.FAILED,
    (Status.CREATED, Event.PAYER_CANCELLED): Status.CANCELLED,
    (Status.CREATED, Event.GAVE_UP): Status.EXPIRED,
    (Status.PENDING, Event.GATEWAY_CONFIRMED): Status.PAID,
    (Status.PENDING, Event.GATEWAY_HELD): Status.ON_HOLD,
    (Status.PENDING, Event.GATEWAY_DECLINED): Status.FAILED,
    (Status.PENDING, Event.PAYER_CANCELLED): Status.CANCELLED,
    (Status.PENDING, Event.GAVE_UP): Status.EXPIRED,
    # Late money is still theirs: a page we gave up on can be paid.
    (Status.FAILED, Event.GATEWAY_CONFIRMED): Status.PAID,
    (Status.FAILED, Event.GATEWAY_HELD): Status.ON_HOLD,
    (Status.CANCELLED, Event.GATEWAY_CONFIRMED): Status.PAID,
    (Status.CANCELLED, Event.GATEWAY_HELD): Status.ON_HOLD,
    (Status.EXPIRED, Event.GATEWAY_CONFIRMED): Status.PAID,
    (Status.EXPIRED, Event.GATEWAY_HELD): Status.ON_HOLD,
    # The gateway may stop calling it risky.
    (Status.ON_HOLD, Event.GATEWAY_CONFIRMED): Status.PAID,
    # Or the operator looked into it.
    (Status.ON_HOLD, Event.RELEASED): Status.PAID,
    (Status.ON_HOLD, Event.REJECTED): Status.FAILED,
    # Only the gateway's own word that money went back, or the operator's with a reference.
    (Status.PAID, Event.REFUNDED_IN_PART): Status.PARTLY_REFUNDED,
    (Status.PAID, Event.REFUNDED_WHOLE): Status.REFUNDED,
    (Status.PARTLY_REFUNDED, Event.REFUNDED_IN_PART): Status.PARTLY_REFUNDED,
    (Status.PARTLY_REFUNDED, Event.REFUNDED_WHOLE): Status.REFUNDED,
    # Notices come twice, and late: no new entries, no way back.
    **{
        (status, event): status
        for status in (Status.FAILED, Status.CANCELLED, Status.EXPIRED)
        for event in (Event.GATEWAY_DECLINED, Event.PAYER_CANCELLED, Event.GAVE_UP)
        if (status, event) != (Status.FAILED, Event.PAYER_CANCELLED)
    },
    # Asked before the payer was back, some gateways only say that nothing was paid; the payer's own word says why.
    (Status.FAILED, Event.PAYER_CANCELLED): Status.CANCELLED,
    **{
        (Status.ON_HOLD, event): Status.ON_HOLD
        for event in (
            Event.GATEWAY_HELD,
            Event.GATEWAY_DECLINED,
            Event.PAYER_CANCELLED,
            Event.GAVE_UP,
        )
    },
    **{
        (status, event): status
        for status in CAPTURED
        for event in (
            Event.GATEWAY_CONFIRMED,
            Event.GATEWAY_HELD,
            Event.GATEWAY_DECLINED,
            Event.PAYER_CANCELLED,
            Event.GAVE_UP,
        )
    },
}


def after(status: Status, event: Event) -> Status:
    """The state a payment is in after this happened. Raises IllegalMove."""
    if (status, event) not in MOVES:
        raise IllegalMove(status, event)
    return MOVES[status, event]
