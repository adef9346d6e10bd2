"""What every gateway adapter offers, and the words in which it answers.

GatewayError
├── GatewayUnreachable   no answer, or one we cannot read: trying again can help
├── GatewayRefused       it said no: trying the same again cannot help
└── ForgedNotice         a notice that is not the gateway's
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from checkout.payments.nouns import Payer
from money import Money


class GatewayError(Exception):
    """Trouble with a gateway. `permanent` says that trying the same again cannot help."""

    permanent = False


class GatewayUnreachable(GatewayError):
    """No answer, or one we cannot read. Never means that a payment failed."""


class GatewayRefused(GatewayError):
    """The gateway refused the request itself."""

    permanent = True


class ForgedNotice(GatewayError):
    """A notice whose signature is not the gateway's, or that is no notice at all."""

    permanent = True


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a gateway when a payer sets out to pay.

    `tran_id` is the idempotency key: new for every attempt, at most 20 letters and digits.
    """

    tran_id: str
    amount: Money
    shop_name: str
    payer: Payer
    return_url: str
    webhook_url: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The gateway holds the money. `risky` means it advises to keep the goods, `risk` is its word for why."""

    capture_ref: str
    gateway_ref: str
    amount: Money
    fee: Money
    method: str
    risky: bool
    risk: str = ""


@dataclass(frozen=True, slots=True)
class Declined:
    """The gateway knows the attempt and did not take the money."""

    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The gateway has no money yet and has not said no."""


@dataclass(frozen=True, slots=True)
class Contradicted:
    """The gateway speaks of a capture that is not what we asked for: an alarm, never a payment."""

    what: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, or one we cannot read. Ask again; silence is not failure."""

    why: str


Outcome = Confirmed | Declined | Waiting | Contradicted | Unknown


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """What is asked of a gateway when money goes back. `asked_as` is ours and new for every refund."""

    asked_as: str
    capture_ref: str
    gateway_ref: str
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class Returned:
    """The payer has, or will without fail have, the money back."""

    refund_ref: str


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The gateway took the refund on; `refund_ref` is how it is looked up."""

    refund_ref: str


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """The gateway will not give this money back; none of it moved."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotAsked:
    """The question never reached the gateway: asking again is safe."""

    why: str


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The gateway offers no way to ask: a person must look in its panel."""

    why: str


RefundOutcome = Returned | UnderWay | RefundRefused | NotAsked | Unknown | CannotTell


@dataclass(frozen=True, slots=True)
class Notice:
    """A webhook's or a return's own words: a hint that makes us ask, never proof of money."""

    tran_id: str
    capture_ref: str
    says: Literal["captured", "failed", "cancelled", "expired", "other"]
    reason: str = ""


class Gateway(Protocol):
    """One payment company."""

    name: str

    async def start(self, order: Order) -> str:
        """Open a payment page and give its address. No money moves. Raises GatewayError."""
        ...

    async def look_up(self, tran_id: str, amount: Money, capture_ref: str = "") -> tuple[Outcome, ...]:
        """Ask, server to server, what became of an attempt: the only thing that can make it paid.

        One outcome, or one for each capture where a page was paid more than once. `capture_ref` is the
        hint of a notice and saves one call. Never raises GatewayError.
        """
        ...

    async def refund(self, back: MoneyBack) -> RefundOutcome:
        """Ask for money back, once: this moves money. Never raises GatewayError.

        After Unknown it may have moved: only `look_up_refund` may follow, never a second `refund`.
        """
        ...

    async def look_up_refund(self, back: MoneyBack, refund_ref: str) -> RefundOutcome:
        """What became of a refund; `refund_ref` is empty when its answer was lost. Moves nothing, never raises."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Read a webhook or a return, when it is the gateway's own. Raises ForgedNotice."""
        ...
