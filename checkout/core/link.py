"""What a shop shares to be paid by, and for whom it was made."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal, NamedTuple, NewType

from typing_extensions import TypedDict

from checkout.core.merchant import UNNOTED, DoneBy, MerchantId
from checkout.errors import BadFields, Problem
from money import PAYMENT_LEAST, PAYMENT_MOST, Money

LINK_TTL_MAX: Final = timedelta(days=366)
SUGGESTED_MAX: Final = 4
NOTE_MAX: Final = 120


class MoreText(NamedTuple):
    """A text of a link: how many letters at most, and what it is for, as the API's document says it."""

    longest: int
    what: str


MORE_TEXTS: Final = {
    "reference": MoreText(80, "The shop's own, for its books; no payer sees it"),
    "closing_message": MoreText(200, "What the payer reads on the receipt"),
}
"""What a shop may write on a link beside its note: the table has a column for each, and the API a field."""


class LinkStatus(StrEnum):
    """Where a payment link stands. The last two are seen, not stored: an active link shows them."""

    ACTIVE = "active"
    PAID = "paid"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    PAUSED = "paused"
    """The shop takes no payments by it for now."""
    USED_UP = "used_up"
    """A store link that was paid as often as the shop wanted."""


STORED: Final = (LinkStatus.ACTIVE, LinkStatus.PAID, LinkStatus.CANCELLED, LinkStatus.EXPIRED)
"""Those that the database knows."""
LinkId = NewType("LinkId", str)
LinkKind = Literal["store", "fixed"]


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom the shop made a link for, in the shop's own words: known by a number alone, the number is the name.

    `phone` is a mobile number as people dial it. Payers never see it: who opens a link need not be this one.
    """

    name: str
    phone: str


ANYBODY: Final = Customer("", "")


class LinkTexts(TypedDict):
    """What a shop wrote on a link, as it is told and asked for. All may be empty."""

    note: str
    reference: str
    closing_message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """The texts of a link, and of a wish for one.

    `reference` is the shop's own and never shown; the payer reads `closing_message` on the receipt.
    """

    note: str = ""
    reference: str = ""
    closing_message: str = ""

    @property
    def texts(self) -> LinkTexts:
        """All of them, for whoever takes them on."""
        return {"note": self.note, "reference": self.reference, "closing_message": self.closing_message}


@dataclass(frozen=True, slots=True)
class Link(_Written):
    """What the shop shares. A fixed link has an amount; a store link has none, and limits instead.

    `uses_max` is how often it may be paid: a fixed link once if not said, a store link without end.
    `opens_count` counts readers of its page, and knows nothing of them.
    """

    id: LinkId
    merchant_id: MerchantId
    kind: LinkKind
    code: str
    amount: Money | None
    status: LinkStatus
    expires_at: datetime | None
    created_at: datetime
    paid_at: datetime | None
    payments_count: int
    paid_total: Money
    customer: Customer = ANYBODY
    least: Money | None = None
    most: Money | None = None
    suggested: tuple[Money, ...] = ()
    uses_max: int | None = None
    paused_at: datetime | None = None
    opens_count: int = 0
    opened_at: datetime | None = None
    made_by: DoneBy = UNNOTED

    def status_at(self, now: datetime) -> LinkStatus:
        """The status a payer meets: an active link past its term is expired already."""
        ended = self.expires_at is not None and self.expires_at <= now
        return LinkStatus.EXPIRED if self.status is LinkStatus.ACTIVE and ended else self.shown_status

    def is_of_today(self, since: datetime) -> bool:
        """Whether it was made or paid since then, or can still be paid."""
        is_new = self.created_at >= since or (self.paid_at is not None and self.paid_at >= since)
        return is_new or self.status is LinkStatus.ACTIVE

    @property
    def shown_status(self) -> LinkStatus:
        """The status as the shop reads it."""
        if self.status is not LinkStatus.ACTIVE:
            return self.status
        if self.paused_at is not None:
            return LinkStatus.PAUSED
        return LinkStatus.USED_UP if self.kind == "store" and self.is_full else LinkStatus.ACTIVE

    @property
    def is_full(self) -> bool:
        """Whether it was paid as often as it may be."""
        allowed = self.uses_max if self.uses_max is not None else (1 if self.kind == "fixed" else None)
        return allowed is not None and self.payments_count >= allowed


@dataclass(frozen=True, slots=True)
class LinkRequest(_Written):
    """A fixed link as the shop asks for it. A code is given by a shop that made the link while offline.

    `made_by` is the device that brings it.
    """

    amount: Money
    expires_at: datetime | None = None
    uses_max: int | None = None
    code: str = ""
    customer: Customer = ANYBODY
    made_by: DoneBy = UNNOTED

    def made(self, link_id: LinkId, merchant_id: MerchantId, code: str, now: datetime) -> Link:
        """The link, as it begins."""
        return Link(
            id=link_id,
            merchant_id=merchant_id,
            kind="fixed",
            code=code,
            amount=self.amount,
            status=LinkStatus.ACTIVE,
            expires_at=self.expires_at,
            created_at=now,
            paid_at=None,
            payments_count=0,
            paid_total=Money(0),
            uses_max=self.uses_max,
            customer=self.customer,
            made_by=self.made_by,
            **self.texts,
        )

    @property
    def content(self) -> tuple[object, ...]:
        """What tells it from another request under the same id.

        What came later counts only where it is given, so that what was kept before still compares.
        """
        more: tuple[object, ...] = (self.reference, self.closing_message, self.uses_max, self.code)
        if self.customer != ANYBODY:
            more = (*more, self.customer.name, self.customer.phone)
        return (self.amount.poisha, self.note, self.expires_at, *(more if any(more) else ()))


def same_again(link: Link, amount: Money, now: datetime, code: str, made_by: DoneBy) -> LinkRequest:
    """A fixed link of this amount that says and allows the same, for as long again, to whomever it is sent."""
    return LinkRequest(
        amount=amount,
        expires_at=now + (link.expires_at - link.created_at) if link.expires_at else None,
        uses_max=link.uses_max,
        code=code,
        made_by=made_by,
        **link.texts,
    )


def check_link(link: Link, now: datetime, given: set[str]) -> None:
    """Raises BadFields for what was given and cannot be: sums out of bounds, a term in the past."""
    problems: list[Problem] = []
    if link.amount is not None:
        _check_sum("amount", link.amount, problems)
    if "expires_at" in given and link.expires_at is not None and not now < link.expires_at <= now + LINK_TTL_MAX:
        problems.append(Problem("expires_at", "expires_at"))
    if "expires_at" in given and link.kind == "store" and link.expires_at is not None:
        problems.append(Problem("expires_at", "not_for_store"))
    if link.kind == "store" and link.customer != ANYBODY:
        problems.append(Problem("customer", "for_everybody"))
    if link.kind == "fixed" and (link.least or link.most or link.suggested):
        field = next(name for name in ("least", "most", "suggested") if getattr(link, name))
        problems.append(Problem(field, "not_for_fixed"))
    else:
        _check_bounds(link, problems)
    if problems:
        raise BadFields(*problems)


def _check_bounds(link: Link, problems: list[Problem]) -> None:
    least, most = link.least or PAYMENT_LEAST, link.most or PAYMENT_MOST
    for field, bound in (("least", link.least), ("most", link.most)):
        if bound is not None:
            _check_sum(field, bound, problems)
    if least > most:
        problems.append(Problem("most", "below_least", {"poisha": str(least.poisha)}))
    elif any(not least <= amount <= most for amount in link.suggested) or len(link.suggested) > SUGGESTED_MAX:
        problems.append(Problem("suggested", "suggested"))


def _check_sum(field: str, amount: Money, problems: list[Problem]) -> None:
    if amount < PAYMENT_LEAST:
        problems.append(Problem(field, "amount_min", {"poisha": str(PAYMENT_LEAST.poisha)}))
    if amount > PAYMENT_MOST:
        problems.append(Problem(field, "amount_max", {"poisha": str(PAYMENT_MOST.poisha)}))
