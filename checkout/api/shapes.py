"""What the API answers, as its OpenAPI document says it. The tests hold every answer against these shapes."""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from checkout.core.link import LinkKind, LinkStatus
from checkout.core.outlet import Kind
from checkout.core.payout import PayoutStatus
from checkout.core.posting_rules import EntryKind
from checkout.core.reasons import FailureKind, HoldReason
from checkout.http.fields import SHOWN, TOLD_REFUNDS, Moment, Poisha, id_of, one_of, only_said
from language import Language

T = TypeVar("T")


class Shape(BaseModel):
    """An answer with these fields. It may have more one day: whoever reads passes over what is not known."""


class FieldProblem(Shape):
    """What is wrong with one field."""

    field: str
    code: str
    detail: str


class ProblemDocument(Shape):
    """RFC 9457. `type` is stable: `/problems/…`, a page that explains it, or `about:blank` for plain HTTP errors."""

    type: str = Field(json_schema_extra={"format": "uri-reference"}, examples=["/problems/bad-fields"])
    title: str = Field(description="The kind in few words, the same each time in one language")
    status: int
    detail: str = Field(description="For a person, in the language of the request")
    errors: list[FieldProblem] | None = None


class Page(Shape, Generic[T]):
    """A part of a list; `next_cursor` leads to the next part, and is null at the end."""

    data: list[T]
    next_cursor: str | None


class CustomerShape(Shape):
    """Whom a link was made for; both empty for whoever opens it, and once forgotten."""

    name: str
    phone: str


class LinkShape(Shape):
    """A payment link. Amounts are poisha."""

    id: Annotated[str, id_of("pl")]
    kind: LinkKind
    url: str
    code: str
    amount: Poisha | None
    currency: Literal["BDT"]
    note: str
    status: LinkStatus
    expires_at: Moment | None
    created_at: Moment
    paid_at: Moment | None
    payments_count: int
    paid_total: Poisha
    reference: str
    closing_message: str
    customer: CustomerShape
    least: Poisha | None
    most: Poisha | None
    suggested: list[Poisha]
    uses_max: int | None
    opens_count: int
    opened_at: Moment | None


class PayerShape(Shape):
    """Who paid; all empty once forgotten."""

    name: str
    phone: str
    email: str
    address: str


class PaymentShape(Shape):
    """One attempt to pay. Amounts are poisha; `fee` and `net` are known when it is paid."""

    id: Annotated[str, id_of("pay")]
    link_id: Annotated[str, id_of("pl")]
    code: str = Field(description="The receipt's, `/p/{code}`")
    status: Annotated[str, one_of(SHOWN)]
    amount: Poisha
    surcharge: Poisha
    fee: Poisha | None
    service_fee: Poisha
    net: Poisha | None
    currency: Literal["BDT"]
    gateway: str
    method: str
    gateway_ref: str
    reason: str = Field(description="For people: the operator's words, else the gateway's. Programs read the kinds")
    failure: Annotated[str, one_of(FailureKind)] | None = Field(description="Why it failed")
    hold_reason: Annotated[str, one_of(HoldReason)] | None = Field(
        description="Why it is on hold, or was before it was rejected"
    )
    gateway_words: str
    operator_words: str
    held: Poisha | None = Field(description="What the gateway says it holds, where it cannot be credited as it is")
    payer: PayerShape
    late: bool
    duplicate: bool
    created_at: Moment
    paid_at: Moment | None
    refunded: Poisha


class ReceiptCodeShape(Shape):
    """What the QR of a receipt says."""

    code: str


class RefundShape(Shape):
    """Money on its way back to a payer. `cost` left the balance when it was asked for."""

    id: Annotated[str, id_of("rf")]
    payment_id: Annotated[str, id_of("pay")]
    status: Annotated[str, one_of(TOLD_REFUNDS)]
    amount: Poisha
    fee_back: Poisha
    cost: Poisha
    currency: Literal["BDT"]
    reason: str
    refusal: str
    gateway_ref: str
    created_at: Moment
    ended_at: Moment | None
    due_at: Moment | None = Field(None, description="By when the payer has it, where the operator says so")


class RefundQuote(Shape):
    """What a refund would do, before it is asked for."""

    amount: Poisha
    fee_back: Poisha = Field(description="Of the payment's fee, what comes back to the shop with this sum")
    fee_kept: Poisha = Field(description="Of the payment's fee, what falls to this sum and is lost to the shop")
    cost: Poisha = Field(description="What leaves the balance: `amount` less `fee_back`")
    left: Poisha = Field(description="What may still go back of the payment, this sum included")
    balance_after: Poisha = Field(description="What then stands in the balance; below zero by a fee at most")
    due_at: Moment | None = Field(None, description="By when the payer has it, where the operator says so")
    currency: Literal["BDT"]


class DestinationShape(Shape):
    """Where a payout goes."""

    kind: Literal["bkash", "bank"]
    account: str
    bank: str | None = None
    branch: str | None = None
    holder: str | None = None


class PayoutShape(Shape):
    """Money on its way to the shop."""

    id: Annotated[str, id_of("po")]
    status: PayoutStatus = Field(description="`asked` may be called off by the shop, `taken` not any more")
    amount: Poisha
    currency: Literal["BDT"]
    to: DestinationShape
    reference: str
    refusal: str
    created_at: Moment
    ended_at: Moment | None
    due_at: Moment | None = Field(None, description="By when the operator means to send it")


class PayoutQuote(Shape):
    """What a payout would do, before it is asked for: `sent` arrives, `fee` does not."""

    amount: Poisha
    fee: Poisha
    sent: Poisha
    to: DestinationShape
    due_at: Moment
    currency: Literal["BDT"]


class BalanceShape(Shape):
    """The digital balance, in poisha."""

    balance: Poisha
    available: Poisha
    held: Poisha
    on_its_way: Poisha
    currency: Literal["BDT"]


class EntryShape(Shape):
    """One line of the balance's history."""

    id: Annotated[str, id_of("le")]
    kind: EntryKind
    amount: Poisha
    balance_after: Poisha
    currency: Literal["BDT"]
    payment_id: Annotated[str, id_of("pay")] | None
    created_at: Moment


class ShopShape(Shape):
    """The shop, as events tell of it."""

    id: Annotated[str, id_of("mer")]
    phone: str
    name: str
    address: str
    language: Language
    slug: str
    shows_phone: bool
    word_key: str = Field(description="A secret of the shop's devices: their word of the day comes from it")
    link_key: str = Field(description="A secret of the shop's devices: codes of links made offline come from it")
    logo: str = Field(description="A square WebP of 96 pixels in base64, or nothing")
    requires_email: bool
    requires_address: bool
    payer_bears_fee: bool
    created_at: Moment


class MerchantShape(ShopShape):
    """The shop, and where its event log stands."""

    last_event_seq: Annotated[int, only_said(format="int64", minimum=0)]


class DeviceShape(Shape):
    """A signed-in device."""

    id: Annotated[str, id_of("dev")]
    name: str
    created_at: Moment
    this_device: bool


class OutletShape(Shape):
    """Where the shop is told of payments."""

    id: Annotated[str, id_of("out")]
    kind: Kind
    address: str
    created_at: Moment


class SecretOutletShape(OutletShape):
    """The same with what a server is told signed by (Standard Webhooks); null for people."""

    secret: str | None


class CodeSent(Shape):
    """A one-time code is on its way; `request` goes back with it."""

    request: str
    expires_in_seconds: int
    resend_after_seconds: int
    demo_code: str | None = None


class PayoutCodeSent(Shape):
    """A one-time code is on its way to the shop's phone."""

    expires_in_seconds: int
    resend_after_seconds: int
    demo_code: str | None = None


class PayoutsAllowed(Shape):
    """The device may ask for payouts: any number until then, or one where each wants a code of its own."""

    until: Moment
    how_many: Literal["any", "one"]


class SignedIn(Shape):
    """The device's token, shown this once."""

    token: str
    merchant: MerchantShape


class MethodFees(Shape):
    """What a payment by one method would cost."""

    method: str
    gateway_fee: Poisha | None
    service_fee: Poisha
    net: Poisha | None


class FeesQuote(Shape):
    """What the shop would get of an amount, by method."""

    amount: Poisha
    currency: Literal["BDT"]
    methods: list[MethodFees]


class HoursShape(Shape):
    """When somebody answers the phone, in the operator's words."""

    bn: str
    en: str


class AboutShape(Shape):
    """Who runs this checkout, as far as shopkeepers need it. What the operator has not set is null."""

    support_phone: str | None = Field(
        description="As it is dialled: E.164, or a short number of the country", examples=["+8809612345678", "16247"]
    )
    support_hours: HoursShape | None
    terms_url: str = Field(description="A page for people, in the language that `?lang=` names: `bn` or `en`")
    privacy_url: str = Field(description="Alike")
    hold_within_hours: int | None = Field(description="Held money is looked into within so many hours")
    version: str = Field(description="The checkout's own", examples=["0.1.0"])
