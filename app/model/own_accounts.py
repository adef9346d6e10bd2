"""Where a shop's money went before: its own number is typed once, and is there the next time."""

from collections.abc import Sequence
from typing import Final

from app.model.records import PayoutRecord

# One that was refused or called off may have been a slip of the finger.
_GOOD: Final = ("asked", "taken", "sent")


def last_to(payouts: Sequence[PayoutRecord], kind: str = "") -> PayoutRecord | None:
    """The newest payout that was right, as far as is known, of this way or of any; `payouts` are newest first."""
    return next((one for one in payouts if one.status in _GOOD and kind in ("", one.kind)), None)


def was_sent_to(payouts: Sequence[PayoutRecord], kind: str, account: str) -> bool:
    """Whether money has arrived there before."""
    return any(one.status == "sent" and (one.kind, one.account) == (kind, account) for one in payouts)
