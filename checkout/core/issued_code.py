"""A Bangla QR that a gateway issued for one link and its sum: paying it pays the link.

See docs/decisions/0065-a-code-that-a-gateway-issues.md.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import emvqr
from checkout.core.link import Link, LinkId
from checkout.core.merchant import Merchant, MerchantId
from language import plain_line
from money import Money


class IssuedCodeStatus(StrEnum):
    """Where it stands. What became of its money is its payment's to say."""

    ASKED = "asked"
    """The gateway was asked for it, and nobody has seen it yet."""
    OPEN = "open"
    """It can be paid, as far as we know."""
    ENDED = "ended"
    """It is shown no more. Money that comes by it all the same is taken in."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """One code of a link. There is one at a time that has not ended."""

    id: str
    """Our reference at the gateway, as a payment's `tran_id`: new for each code, and that of what is paid by it."""
    link_id: LinkId
    merchant_id: MerchantId
    gateway: str
    amount: Money
    code_ref: str
    """The gateway's own name for it."""
    text: str
    """What is in the square."""
    status: IssuedCodeStatus
    checks_count: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CodeOwner:
    """Whom a payer's app names: as a rule the shop, or the company that issued the code."""

    name: str
    bank: str


def may_have_code(link: Link, merchant: Merchant) -> bool:
    """Whether a code for one sum and one payment can stand for this link.

    Not where the payer bears the fee: by what it will be paid, and so what that comes to, nobody knows yet. A shop with
    a code of its own has its money come by that one.
    """
    is_for_one = link.kind == "fixed" and link.uses_max in (None, 1)
    return is_for_one and not merchant.payer_bears_fee and not merchant.own_code


def owner_of(text: str) -> CodeOwner:
    """Whom a code names that was found good."""
    shop = emvqr.read_shop_code(text)
    return CodeOwner(plain_line(shop.name), shop.accounts[0].institution_name)


def why_not_good(text: str, amount: Money) -> str:
    """Why a code cannot be shown for this sum; empty for one that can. A payer would pay what stands in it."""
    try:
        shop = emvqr.read_shop_code(text)
    except emvqr.CodeError as error:
        return f"{type(error).__name__}: {error}"
    return "" if shop.amount == amount else "its sum is another one"
