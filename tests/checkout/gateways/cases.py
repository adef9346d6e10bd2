"""What every adapter must do, whatever its gateway's wire looks like.

An adapter brings recorded payloads and says how its gateway would answer; the cases are the same.
A case that a gateway cannot have is named in `cannot`, with the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from checkout.gateways.base import Attempt, Gateway, GatewayUnreachable, NotSent, RefundRequest
from checkout.gateways.client import Client
from money import Money

AMOUNT = Money(300_00)
TRAN_ID = "AD0123456789ABCDEF"
Answer = Callable[[httpx.Request], httpx.Response]

# How a gateway answers while something is asked of it.
REFUNDS = (
    "refund_full", "refund_part", "refund_refused", "refund_processing", "refund_returned", "refund_cancelled",
    "refund_of_another", "refund_answer_lost", "refund_exceeds", "refund_nothing_done",
)  # fmt: skip
ANSWERS = (
    "open", "open_refused",
    "paid", "paid_again", "found_by_query", "paid_twice", "risky",
    "half_the_amount", "one_taka_less", "other_currency", "other_transaction",
    "given_back", "discounted", "amount_unreadable", "amount_missing", "fee_unreadable",
    "declined", "cancelled", "never_returned", "unknown_to_the_gateway", "wrong_credentials",
    *REFUNDS,
)  # fmt: skip
# What its server sends us.
NOTICES = ("notice_paid", "notice_failed", "notice_cancelled", "notice_forged", "notice_of_another_store")
# What the payer's browser brings back.
RETURNS = ("return_paid", "return_failed", "return_cancelled", "return_forged")
ALL = ANSWERS + NOTICES + RETURNS


@dataclass(frozen=True)
class AdapterUnderTest:
    """One adapter with its recorded world."""

    make: Callable[[Client], Gateway]
    attempt: Attempt
    hint: str
    """The capture's name in a notice or a return, where there is one."""
    fee: Money
    method: str
    back: RefundRequest
    refund_ref: str
    answers: Mapping[str, Answer]
    notices: Mapping[str, bytes]
    returns: Mapping[str, tuple[Mapping[str, str], bytes]]
    cannot: Mapping[str, str]
    """Cases that the gateway cannot have, and why."""
    hintless: frozenset[str] = field(default_factory=frozenset)
    """Cases that come about only when nobody has told us anything."""

    sources: Mapping[str, str] = field(default_factory=dict)
    """Where the answer of each case is from: a recorded payload, a document, or ourselves, and from what."""

    access: Callable[[httpx.Request], httpx.Response | None] = lambda request: None
    """Gives the token that a call needs, where the call itself meets noise."""

    def has(self, case: str) -> bool:
        return case not in self.cannot


def from_payload(name: str, *cases: str, but: str = "our attempt's values") -> dict[str, str]:
    """Cases that are a recorded payload, whose own source is beside it, with these changes."""
    return dict.fromkeys(cases, f"payloads/{name}.json with {but}")


def made_up(from_what: str, *cases: str) -> dict[str, str]:
    """Cases that no sample shows: we made them up from this."""
    return dict.fromkeys(cases, f"made up by us from {from_what}")


def always(response: httpx.Response) -> Answer:
    """The same answer to everything."""
    return lambda request: response


def time_out(request: httpx.Request) -> httpx.Response:
    raise GatewayUnreachable("too slow")


def behind(access: Callable[[httpx.Request], httpx.Response | None], answer: Answer) -> Answer:
    """This answer to all but the calls for a token, which go well."""
    return lambda request: access(request) or answer(request)


def no_connection(request: httpx.Request) -> httpx.Response:
    raise NotSent("refused")


# What any server may do, at every call.
NOISE: Mapping[str, Answer] = {
    "garbage": always(httpx.Response(200, html="<h1>502 Bad Gateway</h1>")),
    "not_an_object": always(httpx.Response(200, json=["?"])),
    "nothing": always(httpx.Response(200)),
    "cut_off": always(httpx.Response(200, content=b'{"status": "VALID", "amount": "300.0')),
    "nan": always(httpx.Response(200, content=b'{"amount": NaN}')),
    "nested_deep": always(httpx.Response(200, content=b'{"a":' * 100_000 + b"1" + b"}" * 100_000)),
    "byte_order_mark": always(httpx.Response(200, content='\ufeff{"status": "Success"}'.encode())),
    "utf_16": always(httpx.Response(200, content='{"status": "Success"}'.encode("utf-16"))),
    "digits_without_end": always(httpx.Response(200, content=b'{"amount": ' + b"9" * 10_000 + b"}")),
    "null": always(httpx.Response(200, json=None)),
    "a_number": always(httpx.Response(200, json=1)),
    "lists_for_words": always(
        httpx.Response(200, json={"status": [], "sp_code": {}, "pay_status": [1], "APIConnect": {}})
    ),
    "http_500": always(httpx.Response(500, json={})),
    "time_out": time_out,
    "no_connection": no_connection,
}


class TimesOutAt:
    """Answers well, but times out at one call; `counted` says how many there were."""

    def __init__(self, answer: Answer, which: int) -> None:
        self._answer, self._which, self.counted = answer, which, 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.counted += 1
        if self.counted - 1 == self._which:
            return time_out(request)
        return self._answer(request)
