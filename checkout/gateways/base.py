"""What every gateway adapter offers, and the words in which it answers.

GatewayError
├── GatewayUnreachable   no answer, or one we cannot read: trying again can help
│   └── NotSent          nothing was sent, so nothing can have happened at the other end
├── GatewayRefused       it said no: trying the same again cannot help
└── ForgedNotice         a notice that is not the gateway's
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from checkout.core.direct_payment import ToldPayment, UnreadablePayment
from checkout.core.fees import Rate
from checkout.core.payment import Payer, ToldByGateway
from checkout.core.reasons import HoldReason
from money import Money


class GatewayError(Exception):
    """Trouble with a gateway. `permanent` says that trying the same again cannot help."""

    permanent = False


class GatewayUnreachable(GatewayError):
    """No answer, or one we cannot read. Never means that a payment failed."""


class NotSent(GatewayUnreachable):
    """Nothing was sent, so nothing can have happened at the other end."""


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
    merchant_name: str
    payer: Payer
    return_url: str
    """Has no query of its own: gateways add theirs, and not all look whether there is one."""
    webhook_url: str
    payer_ip: str


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A page for the payer. `session_ref` is the gateway's own name for the attempt, where it is asked by it."""

    page_url: str
    session_ref: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to pay, as a gateway is asked about it.

    `capture_allowed` is false when our link has ended meanwhile: a gateway that takes the money only when we
    say so (bKash's execute) must then leave it with the payer.
    """

    tran_id: str
    session_ref: str
    amount: Money
    capture_allowed: bool = True


@dataclass(frozen=True, slots=True)
class Confirmed(ToldByGateway):
    """The gateway holds the money. `risky` means it advises to keep the goods, `risk` is its word for why.

    `fee` is None where the gateway's answer does not tell it: then it is reckoned by the contract's rate,
    and where there is none the payment is held for the operator.
    """

    capture_ref: str
    amount: Money
    fee: Money | None
    risky: bool
    risk: str = ""


@dataclass(frozen=True, slots=True)
class Held(ToldByGateway):
    """The gateway says that it holds (or held) money for this attempt which the rules cannot credit.

    Never a payment, never a refusal: the operator decides. `words` are the gateway's own; `amount` is the
    sum in taka that it says it holds, None where that cannot be told. The references are as far as it names
    them: `capture_ref` must be the one that a later Confirmed of the same money would have.
    """

    why: HoldReason
    words: str = ""
    capture_ref: str = ""
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """The gateway knows the attempt and did not take the money.

    `reason` is in its own words; `kind` names a sentence of ours for payers, `co.fail.reason.<kind>`.
    """

    reason: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The gateway has no money yet and has not said no."""


@dataclass(frozen=True, slots=True)
class Contradicted:
    """An answer about something else than what we asked about, such as another attempt: an alarm, never a payment.

    Where the gateway says that it has money for *this* attempt, the answer is Held.
    """

    what: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, or one we cannot read. Ask again; silence is not failure."""

    why: str


Outcome = Confirmed | Held | Declined | Waiting | Contradicted | Unknown


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """What is asked of a gateway when money goes back. `refund_ref` is ours and new for every refund.

    `earlier_refs` are the gateway's names for other refunds of the same payment.
    """

    refund_ref: str
    capture_ref: str
    gateway_ref: str
    amount: Money
    reason: str
    earlier_refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """The payer has, or will without fail have, the money back."""

    gateway_ref: str


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The gateway took the refund on; `gateway_ref` is how it is looked up."""

    gateway_ref: str


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """The gateway will not give this money back; none of it moved.

    `exceeds` means that it says more is asked than is left, or that this was given back already. Our books
    promise no more than they have left, so it contradicts them: perhaps a repeated or a lost request moved the
    money. Such a refusal is never believed without a person.
    """

    reason: str
    exceeds: bool = False


@dataclass(frozen=True, slots=True)
class NotAsked:
    """The question never reached the gateway: asking again is safe."""

    why: str


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The gateway offers no way to ask: a person must look in its panel."""

    why: str


RefundOutcome = Returned | UnderWay | RefundRefused | NotAsked | Unknown | CannotTell


Says = Literal["captured", "failed", "cancelled", "expired", "other"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A webhook's or a return's own words: a hint that makes us ask, never proof of money.

    It names the attempt by our `tran_id`, by the gateway's `session_ref`, or by neither: then only the
    address it came to says whose it is.
    """

    tran_id: str
    capture_ref: str
    says: Says
    reason: str = ""
    session_ref: str = ""


@dataclass(frozen=True, slots=True)
class ProvedNotice:
    """What a notice says whose signature shows that it is the gateway's own. `id` is the message's."""

    id: str
    payment: ToldPayment | UnreadablePayment | None = None
    """Money that it has taken, whatever way it was paid; None where it speaks of none."""
    ends: bool = False
    """Whether it is the last one: somebody has the gateway tell us nothing any more."""


class SeenMessages(Protocol):
    """What remembers ids of messages, for all processes at once and for longer than one may be old."""

    async def has(self, message_id: str) -> bool:
        """Whether the id is remembered."""
        ...

    async def keep(self, message_id: str) -> None:
        """Remember the id, which may be remembered already."""
        ...


class ProvedNotices(Protocol):
    """The notices of a gateway that can be proved to be its own."""

    async def receive(self, body: bytes, sender: str, act: Callable[[ProvedNotice], Awaitable[None]]) -> bool:
        """Act on the notice, when it is the gateway's own and new; whether it was. `act` bears being called twice.

        `sender` is the address that it came from: proof that has to be fetched is fetched so often for each of them.

        Raises ForgedNotice, GatewayUnreachable when that cannot be told now, and whatever `act` raises.
        """
        ...


class Gateway(Protocol):
    """One payment company."""

    name: str
    patience_seconds: float
    """How long the clock leaves a payer alone on the gateway's page before it asks about them."""
    quotes_its_words: bool
    """Whether the company asks that payers be shown its own words for a refusal."""
    signs_notices: bool
    """Whether a notice that `read_notice` accepts can have come from nobody else."""
    waits_for_our_word: bool
    """Whether it takes the money only when we say so, and so must know of an attempt whether we may."""

    @property
    def contract(self) -> Rate | None:
        """What the gateway takes by its contract, where its answers do not tell; else None."""
        ...

    async def try_credentials(self) -> None:
        """Ask something that only we may ask, and that moves nothing. Raises GatewayError with what was said."""
        ...

    async def start(self, order: Order) -> PaymentPage:
        """Open a payment page. No money moves. Raises GatewayError."""
        ...

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        """Ask, server to server, what became of an attempt: the only thing that can make it paid.

        One outcome, or one for each capture where a page was paid more than once. `capture_ref` is the
        hint of a notice and saves one call. Never raises GatewayError.
        """
        ...

    async def refund(self, back: RefundRequest) -> RefundOutcome:
        """Ask for money back, once: this moves money. Never raises GatewayError.

        After Unknown it may have moved: only `look_up_refund` may follow, never a second `refund`.
        """
        ...

    async def look_up_refund(self, back: RefundRequest, gateway_ref: str) -> RefundOutcome:
        """What became of a refund; `gateway_ref` is empty when its answer was lost. Moves nothing, never raises."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Read a webhook, when it is the gateway's own. Raises ForgedNotice."""
        ...

    def read_return(self, query: Mapping[str, str], body: bytes) -> Notice:
        """Read what the payer's browser brought back. Unsigned at most gateways. Raises ForgedNotice."""
        ...


class RefundsByHand:
    """For a company that publishes no call for refunds, or none that is confirmed: the operator settles them."""

    refunds_where: str

    async def refund(self, back: RefundRequest) -> RefundOutcome:
        return CannotTell(self.refunds_where)

    async def look_up_refund(self, back: RefundRequest, gateway_ref: str) -> RefundOutcome:
        return CannotTell(self.refunds_where)
