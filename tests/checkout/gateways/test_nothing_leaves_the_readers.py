"""Whatever stands in whatever field of an answer, a reader answers with an outcome, and never calls it paid unread."""

import json
from typing import Any, Final

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkout.gateways.base import Confirmed
from tests.checkout.gateways.aamarpay.recorded import AAMARPAY
from tests.checkout.gateways.aamarpay.recorded import payload as aamarpay
from tests.checkout.gateways.adapters import ask
from tests.checkout.gateways.bkash.recorded import BKASH
from tests.checkout.gateways.bkash.recorded import payload as bkash
from tests.checkout.gateways.cases import AMOUNT, AdapterUnderTest
from tests.checkout.gateways.nagad.recorded import NAGAD
from tests.checkout.gateways.nagad.recorded import payload as nagad
from tests.checkout.gateways.shurjopay.recorded import SHURJOPAY
from tests.checkout.gateways.shurjopay.recorded import payload as shurjopay
from tests.checkout.gateways.sslcommerz.recorded import SSLCOMMERZ
from tests.checkout.gateways.sslcommerz.recorded import payload as sslcommerz

GOOD: Final[dict[str, tuple[AdapterUnderTest, Any]]] = {
    "aamarpay": (AAMARPAY, aamarpay("searched")),
    "bkash": (BKASH, bkash("queried")),
    "nagad": (NAGAD, nagad("verified")),
    "shurjopay": (SHURJOPAY, shurjopay("verified")[0]),
    "sslcommerz": (SSLCOMMERZ, sslcommerz("validation_paid")),
}
SUMS: Final = ("amount", "currency_amount")
ODD: Final[st.SearchStrategy[Any]] = st.one_of(
    st.sampled_from([
        "", " ", "5e2", "1e999999", "NaN", "-300.00", "300.001", "3,00.00", "৩০০", "Not-Available", "\ud800", "a\x00b", "ক" * 2_000,
        "null", None, True, False, [], {}, [[]], {"a": 1}, 0, -1, 10**18, 0.1, "9" * 5_000,
    ]),
    st.text(max_size=20),
    st.integers(),
)  # fmt: skip


@pytest.mark.parametrize("name", list(GOOD))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_odd_values_in_any_fields_raise_nothing_and_pay_only_what_was_asked(name: str, data: st.DataObject) -> None:
    adapter, good = GOOD[name]
    fields = data.draw(st.lists(st.sampled_from(sorted(good)), max_size=4, unique=True))
    answer = {**good, **{field: data.draw(ODD) for field in fields}}
    body = json.dumps([answer] if name == "shurjopay" else answer).encode()

    def respond(request: httpx.Request) -> httpx.Response:
        return adapter.access(request) or httpx.Response(200, content=body)

    for outcome in ask(adapter, respond, lambda gateway: gateway.look_up(adapter.attempt, adapter.hint)):
        if isinstance(outcome, Confirmed):
            assert outcome.amount == AMOUNT
            assert all(float(answer[sum_]) == 300 for sum_ in SUMS if sum_ in answer)
            json.dumps([outcome.gateway_ref, outcome.method, outcome.risk], ensure_ascii=False).encode()
