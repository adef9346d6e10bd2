"""Which links a gateway's code can stand for, and which code can be shown."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from checkout.core.issued_code import may_have_code, why_not_good
from checkout.core.merchant import Merchant, MerchantId
from emvqr import code_to_pay
from money import PAYMENT_MOST, Money
from tests.checkout.core.links import fixed, store
from tests.emvqr.samples import STATIC

sums = st.integers(1, PAYMENT_MOST.poisha).map(Money)


@given(sums, sums)
def test_a_code_is_good_for_the_sum_that_stands_in_it_and_for_no_other(asked: Money, written: Money) -> None:
    code = code_to_pay(STATIC, written, "AD0123456789ABCDEF")
    assert (why_not_good(code, asked) == "") == (asked == written)


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_there_is_a_reason_why_not(text: str) -> None:
    assert why_not_good(text, Money(650_00))


def test_a_code_stands_for_a_fixed_link_that_is_paid_once_at_its_own_sum() -> None:
    began = datetime(2026, 11, 12, tzinfo=UTC)
    shop = Merchant(MerchantId("mer_1"), "+8801700000001", "করিম", "", "bn", "karim", 0, began)
    assert may_have_code(fixed(), shop)
    assert may_have_code(fixed(uses_max=1), shop)
    assert not may_have_code(fixed(uses_max=5), shop)
    assert not may_have_code(store(), shop)
    # What the payer adds depends on how it is paid.
    assert not may_have_code(fixed(), replace(shop, payer_bears_fee=True))
    # Its money is to come by the shop's own.
    assert not may_have_code(fixed(), replace(shop, own_code=STATIC))
