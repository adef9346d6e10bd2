"""What is told of a refund: how it goes back is the operator's business."""

from datetime import UTC, datetime

import pytest

from checkout.core.merchant import MerchantId
from checkout.core.payment import PaymentId
from checkout.core.refund import OPEN, Refund, RefundId, RefundStatus
from checkout.resources.payment import refund_resource
from money import Money

NOW = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)


def refund(status: RefundStatus) -> Refund:
    ids = RefundId("rf_1"), PaymentId("pay_1"), MerchantId("mer_1")
    sums = Money(100_00), Money(2_50)
    return Refund(*ids, *sums, status, "ফেরত", "sslcommerz", "ADREF", "bank_1", "", 0, NOW, None)


@pytest.mark.parametrize("status", RefundStatus)
def test_a_refund_without_an_end_is_pending_whatever_stage_it_is_at(status: RefundStatus) -> None:
    assert refund_resource(refund(status))["status"] == ("pending" if status in OPEN else str(status))


def test_a_refund_costs_the_balance_what_goes_back_less_the_fee_that_comes_with_it() -> None:
    told = refund_resource(refund(RefundStatus.PROMISED))
    assert (told["amount"], told["fee_back"], told["cost"]) == (100_00, 2_50, 97_50)
