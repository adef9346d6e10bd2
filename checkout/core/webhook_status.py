"""What became of a gateway's webhook."""

from enum import StrEnum


class WebhookStatus(StrEnum):
    """Where a webhook that was kept stands."""

    RECEIVED = "received"
    """To be acted on."""
    DONE = "done"
    REFUSED = "refused"
    """It is none of the gateway's."""
    UNMATCHED = "unmatched"
    """It is about no payment of ours."""
    UNANSWERED = "unanswered"
    """The gateway was silent for as long as it is asked."""
