"""The same table of cases for every adapter."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
import pytest

from checkout.gateways.base import (
    Attempt,
    CannotTell,
    Confirmed,
    Contradicted,
    Declined,
    ForgedNotice,
    Gateway,
    GatewayRefused,
    GatewayUnreachable,
    MoneyBack,
    NotAsked,
    Notice,
    Order,
    RefundOutcome,
    RefundRefused,
    Returned,
    UnderWay,
    Unknown,
    Waiting,
)
from checkout.payments.nouns import Payer
from money import Money
from tests.checkout.gateways.cases import AMOUNT, BANK_REF, FEE, REFUND_REF, TRAN_ID, AdapterUnderTest
from tests.checkout.gateways.sslcommerz.recorded import SSLCOMMERZ

R = TypeVar("R")
ADAPTERS = {"sslcommerz": SSLCOMMERZ}
every_adapter = pytest.mark.parametrize("adapter", list(ADAPTERS.values()), ids=list(ADAPTERS))
ORDER = Order(
    TRAN_ID, AMOUNT, "করিম ভ্যারাইটি স্টোর", Payer("নুসরাত জাহান", "01700000456"), "https://p/r", "https://p/w", "203.0.113.7"
)

ATTEMPT = Attempt(TRAN_ID, "", AMOUNT)
BACK = MoneyBack("AD0123456789REFUND", "val_1", BANK_REF, Money(100_00), "wrong size")


def ask(adapter: AdapterUnderTest, case: str, do: Callable[[Gateway], Awaitable[R]]) -> R:
    """Do something with the adapter while its gateway answers as in this case."""

    async def run() -> R:
        transport = httpx.MockTransport(adapter.answers[case])
        async with httpx.AsyncClient(transport=transport) as client:
            return await do(adapter.make(client))

    return asyncio.run(run())


@every_adapter
def test_an_opened_page_gives_its_address(adapter: AdapterUnderTest) -> None:
    assert ask(adapter, "open", lambda gateway: gateway.start(ORDER)).page_url.startswith("https://")


@every_adapter
def test_a_refused_session_cannot_be_helped_by_trying_again(adapter: AdapterUnderTest) -> None:
    with pytest.raises(GatewayRefused) as refused:
        ask(adapter, "open_refused", lambda gateway: gateway.start(ORDER))
    assert refused.value.permanent


@every_adapter
@pytest.mark.parametrize("case", ["garbage", "time_out", "http_500", "not_an_object"])
def test_no_readable_answer_to_a_start_is_unreachable_never_refused(adapter: AdapterUnderTest, case: str) -> None:
    with pytest.raises(GatewayUnreachable):
        ask(adapter, case, lambda gateway: gateway.start(ORDER))


@every_adapter
@pytest.mark.parametrize(("case", "hint"), [("paid", "val_1"), ("paid_again", "val_1"), ("found_by_query", "")])
def test_money_that_the_gateway_confirms_is_confirmed_with_its_fee(
    adapter: AdapterUnderTest, case: str, hint: str
) -> None:
    (outcome,) = ask(adapter, case, lambda gateway: gateway.look_up(ATTEMPT, hint))
    assert isinstance(outcome, Confirmed)
    assert (outcome.amount, outcome.fee, outcome.method, outcome.risky) == (AMOUNT, FEE, "bKash", False)


@every_adapter
def test_risky_money_is_said_to_be_risky(adapter: AdapterUnderTest) -> None:
    (outcome,) = ask(adapter, "risky", lambda gateway: gateway.look_up(ATTEMPT, "val_1"))
    assert isinstance(outcome, Confirmed)
    assert outcome.risky


@every_adapter
@pytest.mark.parametrize("case", ["half_the_amount", "other_currency", "other_transaction", "one_taka_less"])
def test_any_fact_that_is_not_ours_is_an_alarm_and_no_payment(adapter: AdapterUnderTest, case: str) -> None:
    (outcome,) = ask(adapter, case, lambda gateway: gateway.look_up(ATTEMPT, "val_1"))
    assert isinstance(outcome, Contradicted)


@every_adapter
def test_a_page_paid_twice_is_two_captures(adapter: AdapterUnderTest) -> None:
    outcomes = ask(adapter, "paid_twice", lambda gateway: gateway.look_up(ATTEMPT))
    assert [type(outcome) for outcome in outcomes] == [Confirmed, Confirmed]
    assert len({outcome.capture_ref for outcome in outcomes if isinstance(outcome, Confirmed)}) == 2


@every_adapter
def test_a_declined_attempt_says_why(adapter: AdapterUnderTest) -> None:
    (outcome,) = ask(adapter, "declined", lambda gateway: gateway.look_up(ATTEMPT))
    assert isinstance(outcome, Declined)
    assert outcome.reason


@every_adapter
@pytest.mark.parametrize("case", ["never_returned", "unknown_to_the_gateway"])
def test_an_attempt_without_an_end_waits(adapter: AdapterUnderTest, case: str) -> None:
    assert ask(adapter, case, lambda gateway: gateway.look_up(ATTEMPT)) == (Waiting(),)


@every_adapter
@pytest.mark.parametrize("case", ["garbage", "time_out", "http_500", "not_an_object", "wrong_credentials"])
@pytest.mark.parametrize("hint", ["val_1", ""])
def test_silence_and_noise_are_unknown_never_failure(adapter: AdapterUnderTest, case: str, hint: str) -> None:
    (outcome,) = ask(adapter, case, lambda gateway: gateway.look_up(ATTEMPT, hint))
    assert isinstance(outcome, Unknown)


@every_adapter
@pytest.mark.parametrize(("case", "says"), [("paid", "captured"), ("failed", "failed"), ("cancelled", "cancelled")])
def test_a_genuine_notice_is_read(adapter: AdapterUnderTest, case: str, says: str) -> None:
    notice = ask(adapter, "open", lambda gateway: _read(gateway, adapter.notices[case]))
    assert (notice.tran_id, notice.says) == (TRAN_ID, says)


@every_adapter
@pytest.mark.parametrize("case", ["forged", "another_stores", "garbage", "empty", "field_twice"])
def test_a_notice_that_is_not_the_gateways_is_forged(adapter: AdapterUnderTest, case: str) -> None:
    with pytest.raises(ForgedNotice):
        ask(adapter, "open", lambda gateway: _read(gateway, adapter.notices[case]))


@every_adapter
def test_a_refund_that_is_taken_on_is_under_way_and_not_yet_returned(adapter: AdapterUnderTest) -> None:
    outcome = ask(adapter, "refund_taken_on", lambda gateway: gateway.refund(BACK))
    assert outcome == UnderWay(REFUND_REF)


@every_adapter
@pytest.mark.parametrize("case", ["refund_refused", "refund_cancelled"])
def test_a_refused_refund_says_why(adapter: AdapterUnderTest, case: str) -> None:
    def do(gateway: Gateway) -> Awaitable[RefundOutcome]:
        return gateway.refund(BACK) if case == "refund_refused" else gateway.look_up_refund(BACK, REFUND_REF)

    outcome = ask(adapter, case, do)
    assert isinstance(outcome, RefundRefused)
    assert outcome.reason


@every_adapter
def test_money_that_went_back_is_returned_under_its_reference(adapter: AdapterUnderTest) -> None:
    outcome = ask(adapter, "refund_returned", lambda gateway: gateway.look_up_refund(BACK, REFUND_REF))
    assert outcome == Returned(REFUND_REF)


@every_adapter
def test_a_refund_in_the_making_is_under_way(adapter: AdapterUnderTest) -> None:
    outcome = ask(adapter, "refund_processing", lambda gateway: gateway.look_up_refund(BACK, REFUND_REF))
    assert outcome == UnderWay(REFUND_REF)


@every_adapter
@pytest.mark.parametrize(
    "case", ["garbage", "time_out", "http_500", "not_an_object", "wrong_credentials", "refund_of_another"]
)
def test_no_readable_answer_to_a_refund_is_unknown_never_refused(adapter: AdapterUnderTest, case: str) -> None:
    assert isinstance(ask(adapter, case, lambda gateway: gateway.refund(BACK)), Unknown)
    assert isinstance(ask(adapter, case, lambda gateway: gateway.look_up_refund(BACK, REFUND_REF)), Unknown)


@every_adapter
def test_a_refund_that_never_left_us_may_be_asked_again(adapter: AdapterUnderTest) -> None:
    assert isinstance(ask(adapter, "no_connection", lambda gateway: gateway.refund(BACK)), NotAsked)


@every_adapter
def test_a_refund_whose_answer_was_lost_is_never_guessed(adapter: AdapterUnderTest) -> None:
    """SSLCommerz can be asked by its own reference only; a gateway that can be asked by ours says what it knows."""
    outcome = ask(adapter, "refund_answer_lost", lambda gateway: gateway.look_up_refund(BACK, ""))
    assert isinstance(outcome, CannotTell | UnderWay | Returned)


async def _read(gateway: Gateway, body: bytes) -> Notice:
    return gateway.read_notice({}, body)
