"""A second way of opening a payment, beside the hosted page: a Bangla QR for one sum, where a company issues such."""

from dataclasses import dataclass
from typing import Literal, Protocol

from checkout.gateways.base import Order

CodeState = Literal["open", "paid", "over", "unknown"]
"""What a company says of a code: it can be paid, it was, it can be no more; or nothing that can be read."""


@dataclass(frozen=True, slots=True)
class NewCode:
    """What a company issued. `code_ref` is its own name for it, by which it is asked and cancelled."""

    code_ref: str
    text: str


class CodeIssuer(Protocol):
    """What issues codes. What is paid by one is an attempt under the order's `tran_id`, and looked up as any other."""

    async def issue(self, order: Order) -> NewCode:
        """Have a code made for this sum. No money moves. Raises GatewayError."""
        ...

    async def ask(self, code_ref: str) -> CodeState:
        """What became of it: a hint that makes us look its payment up, never proof of money. Never raises."""
        ...

    async def cancel(self, code_ref: str) -> CodeState:
        """Let nobody pay it any more; `paid` where it was too late, `over` where that is so now. Never raises."""
        ...
