"""Every adapter with its recorded world, and how a test asks one of them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from checkout.core.payment import Payer
from checkout.gateways.base import (
    Gateway,
    Order,
)
from tests.checkout.gateways.aamarpay.recorded import AAMARPAY
from tests.checkout.gateways.bkash.recorded import BKASH
from tests.checkout.gateways.bkash.recorded_v2 import BKASH_V2, BKASH_V2_THROUGHOUT
from tests.checkout.gateways.cases import AMOUNT, TRAN_ID, AdapterUnderTest, Answer
from tests.checkout.gateways.nagad.recorded import NAGAD
from tests.checkout.gateways.ports import Recorded
from tests.checkout.gateways.shurjopay.recorded import SHURJOPAY
from tests.checkout.gateways.sslcommerz.recorded import SSLCOMMERZ

R = TypeVar("R")
ADAPTERS = {
    "aamarpay": AAMARPAY,
    "bkash": BKASH,
    "bkash-v2": BKASH_V2,
    "bkash-v2-with-its-refunds": BKASH_V2_THROUGHOUT,
    "nagad": NAGAD,
    "shurjopay": SHURJOPAY,
    "sslcommerz": SSLCOMMERZ,
}
PAYER = Payer("নুসরাত জাহান", "01700000456")
ORDER = Order(TRAN_ID, AMOUNT, "করিম ভ্যারাইটি স্টোর", PAYER, "https://p/r", "https://p/w", "203.0.113.7")
CALLS_MAX = 6
every_adapter = pytest.mark.parametrize("adapter", list(ADAPTERS.values()), ids=list(ADAPTERS))


def having(*names: str) -> pytest.MarkDecorator:
    """Each of these cases with each adapter that can have it; the others say in `cannot` why not."""
    found = [
        pytest.param(adapter, case, id=f"{name}-{case}")
        for case in names
        for name, adapter in ADAPTERS.items()
        if adapter.has(case)
    ]
    return pytest.mark.parametrize(("adapter", "case"), found)


def ask(adapter: AdapterUnderTest, answer: Answer, do: Callable[[Gateway], Awaitable[R]]) -> R:
    """Do something with the adapter while its gateway answers so."""

    async def run() -> R:
        return await do(adapter.make(Recorded(answer)))

    return asyncio.run(run())
