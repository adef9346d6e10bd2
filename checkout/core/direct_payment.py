"""Money that came, or is said to have come, to a shop's own account by its own code. It is in nobody's balance here.

See docs/decisions/0062-money-at-the-shops-own-account.md.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from checkout.core.link import Link, LinkId
from checkout.core.merchant import DoneBy, MerchantId
from checkout.core.payment import PaymentId
from checkout.errors import BadFields, Problem
from money import Money

DirectPaymentId = NewType("DirectPaymentId", str)
SHORT_CODE: Final = re.compile("[!-~]{1,40}")
"""What bKash calls a shop's account."""


class DirectKind(StrEnum):
    """By whose word it is known."""

    TOLD = "told"
    """A server's, with a signature: it can pay a link."""
    SEEN = "seen"
    """The shop's, who saw it in its bank's app: it pays nothing, and nothing turns green by it."""
    PAGE = "page"
    """A server's, and a page of ours took it, as its gateway said later: it is not the shop's own, and pays no more."""


@dataclass(frozen=True, slots=True)
class ToldPayment:
    """Money that a server says it has taken for a shop. Who paid is left out: nothing is decided by it."""

    trx_id: str
    amount: Money
    paid_at: datetime
    shop_code: str
    """bKash's short code of the shop that it went to."""
    invoice: str
    """The number of ours that came with it; empty for a code without one."""
    by_qr: bool


@dataclass(frozen=True, slots=True)
class UnreadablePayment:
    """Money that a server says it has taken, in words that cannot be read whole: a person has to look."""

    trx_id: str
    """Where it can be read; else empty."""
    why: str


@dataclass(frozen=True, slots=True)
class DirectPayment:
    """One such sum. `link_id` is the link that it is for; None where it belongs to none, which the shop can say.

    `payment_id` is what it paid there, and None for what was only seen.
    """

    id: DirectPaymentId
    merchant_id: MerchantId
    kind: DirectKind
    amount: Money
    trx_id: str
    reference: str
    """What came with it in the place of our number."""
    shop_code: str
    by_qr: bool
    came_at: datetime
    """When, as the server or the shop says."""
    link_id: LinkId | None
    payment_id: PaymentId | None
    noted_by: DoneBy
    """Who saw it, or said which link it is for; nobody where it named the link itself."""
    created_at: datetime
    assigned_at: datetime | None

    def is_of_today(self, since: datetime) -> bool:
        return self.created_at >= since


def check_is_for(link: Link, amount: Money) -> None:
    """Whether so much can be said to be for this link: a fixed link's own sum. Raises BadFields."""
    if link.amount is not None and link.amount != amount:
        raise BadFields(Problem("link_id", "other_sum", {"poisha": str(link.amount.poisha)}))
