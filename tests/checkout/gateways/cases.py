"""What every adapter must do, whatever its gateway's wire looks like.

An adapter brings recorded payloads and says how its gateway would answer; the cases are the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from checkout.gateways.base import Gateway
from money import Money

AMOUNT = Money(300_00)
FEE = Money(7_50)
TRAN_ID = "AD0123456789ABCDEF"
BANK_REF = "2611230612520aBcDeFgHiJkLmN"
REFUND_REF = "59bd63fea5455"
Answer = Callable[[httpx.Request], httpx.Response]


@dataclass(frozen=True)
class AdapterUnderTest:
    """One adapter with its recorded world."""

    make: Callable[[httpx.AsyncClient], Gateway]
    # By the name of the case: how the gateway answers each request.
    answers: Mapping[str, Answer]
    # By the name of the case: a notice's body.
    notices: Mapping[str, bytes]
