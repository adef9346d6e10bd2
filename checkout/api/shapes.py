"""What the API answers, as its OpenAPI document says it. The tests hold every answer against these shapes."""

from typing import Any, Final, Generic, Literal, TypeVar

from fastapi import FastAPI
from pydantic import BaseModel, Field

T = TypeVar("T")
_PROBLEM: Final = "application/problem+json"
_MEANING: Final = {
    400: "The address or the body cannot be read.",
    401: "No token, or one that is worth nothing (any more).",
    403: "The device must give a one-time code first: `/problems/confirmation-required`.",
    404: "There is no such thing for this shop.",
    408: "The body took too long to arrive.",
    409: "The same id with other content, or too late for this.",
    413: "The body is larger than 64 KB.",
    415: "The body is not said to be JSON.",
    422: "Fields that cannot be taken as they are, each named.",
    429: "Too often; `Retry-After` says when again.",
    503: "Not now: the database is away, a message could not be sent, or too much is asked at once (`Retry-After`).",
}
# How any call that may bring a body can be refused.
SENT: Final = (408, 413, 415, 422)
Moment = str
"""RFC 3339 in UTC: `2026-11-12T04:42:00.123456Z`."""


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


class Listing(Shape, Generic[T]):
    """A whole list."""

    data: list[T]


class CustomerShape(Shape):
    """Whom a link was made for; both empty for whoever opens it, and once forgotten."""

    name: str
    phone: str


class LinkShape(Shape):
    """A payment link. Amounts are poisha."""

    id: str
    kind: Literal["store", "fixed"]
    url: str
    code: str
    amount: int | None
    currency: Literal["BDT"]
    note: str
    status: Literal["active", "paid", "cancelled", "expired", "paused", "used_up"]
    expires_at: Moment | None
    created_at: Moment
    paid_at: Moment | None
    payments_count: int
    paid_total: int
    reference: str
    closing_message: str
    customer: CustomerShape
    least: int | None
    most: int | None
    suggested: list[int]
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

    id: str
    link_id: str
    code: str = Field(description="The receipt's, `/p/{code}`")
    status: Literal["pending", "paid", "failed", "cancelled", "expired", "on_hold", "partly_refunded", "refunded"]
    amount: int
    surcharge: int
    fee: int | None
    service_fee: int
    net: int | None
    currency: Literal["BDT"]
    gateway: str
    method: str
    gateway_ref: str
    reason: str
    payer: PayerShape
    late: bool
    duplicate: bool
    created_at: Moment
    paid_at: Moment | None
    refunded: int


class ReceiptCodeShape(Shape):
    """What the QR of a receipt says."""

    code: str


class RefundShape(Shape):
    """Money on its way back to a payer. `cost` left the balance when it was asked for."""

    id: str
    payment_id: str
    status: Literal["pending", "refunded", "refused"]
    amount: int
    fee_back: int
    cost: int
    currency: Literal["BDT"]
    reason: str
    refusal: str
    gateway_ref: str
    created_at: Moment
    ended_at: Moment | None


class RefundQuote(Shape):
    """What a refund would cost, before it is asked for."""

    amount: int
    fee_back: int
    cost: int
    left: int
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

    id: str
    status: Literal["asked", "sent", "refused"]
    amount: int
    currency: Literal["BDT"]
    to: DestinationShape
    reference: str
    refusal: str
    created_at: Moment
    ended_at: Moment | None


class BalanceShape(Shape):
    """The digital balance, in poisha."""

    balance: int
    available: int
    held: int
    on_its_way: int
    currency: Literal["BDT"]


class EntryShape(Shape):
    """One line of the balance's history."""

    id: str
    kind: Literal["payment", "fee", "refund", "payout", "adjustment"]
    amount: int
    balance_after: int
    currency: Literal["BDT"]
    payment_id: str | None
    created_at: Moment


class MerchantShape(Shape):
    """The shop."""

    id: str
    phone: str
    name: str
    address: str
    language: Literal["bn", "en"]
    slug: str
    shows_phone: bool
    word_key: str = Field(description="A secret of the shop's devices: their word of the day comes from it")
    link_key: str = Field(description="A secret of the shop's devices: codes of links made offline come from it")
    logo: str = Field(description="A square WebP of 96 pixels in base64, or nothing")
    requires_email: bool
    requires_address: bool
    payer_bears_fee: bool
    created_at: Moment
    last_event_seq: int


class DeviceShape(Shape):
    """A signed-in device."""

    id: str
    name: str
    created_at: Moment
    this_device: bool


class OutletShape(Shape):
    """Where the shop is told of payments."""

    id: str
    kind: Literal["webhook", "sms", "email", "telegram"]
    address: str
    created_at: Moment


class SecretOutletShape(OutletShape):
    """The same with what a server is told signed by (Standard Webhooks); null for people."""

    secret: str | None


class EventShape(Shape):
    """Something that happened; `data` is the whole resource after the change."""

    seq: int
    type: str
    data: dict[str, Any]


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
    gateway_fee: int | None
    service_fee: int
    net: int | None


class FeesQuote(Shape):
    """What the shop would get of an amount, by method."""

    amount: int
    currency: Literal["BDT"]
    methods: list[MethodFees]


def answers(shape: Any, *refusals: int, good: int = 200, created: bool = False) -> dict[str, Any]:
    """A route's answers for its decorator: the shape with its status, 201 for what may be new, and refusals."""
    told: dict[int | str, Any] = {good: {"model": shape, "description": "As asked"}}
    if created:
        told[201] = {"model": shape, "description": "Made now; 200 when it was there already"}
    return {"response_model": None, "responses": told | refused(*refusals)}


def refused(*statuses: int) -> dict[int | str, Any]:
    """How a route says no; any may find that it cannot read, and one that wants a token counts its device's calls."""
    statuses = (400, *statuses, *((422, 429) if 401 in statuses else ()), 503)
    schema = {"$ref": "#/components/schemas/ProblemDocument"}
    return {status: {"description": _MEANING[status], "content": {_PROBLEM: {"schema": schema}}} for status in statuses}


def describe_problems(app: FastAPI) -> None:
    """Put the problem document among the schemas, where every refusal points."""
    make = app.openapi

    def with_problems() -> dict[str, Any]:
        document = make()
        schemas = document["components"]["schemas"]
        template = "#/components/schemas/{model}"
        problem = ProblemDocument.model_json_schema(ref_template=template)
        schemas.update(problem.pop("$defs"))
        schemas["ProblemDocument"] = problem
        return document

    app.openapi = with_problems  # type: ignore[method-assign]
