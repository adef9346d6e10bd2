"""What is told of a balance, and of what leaves it."""

from datetime import UTC, datetime

import pytest

from checkout.core.merchant import MerchantId
from checkout.core.payout import Destination, Payout, PayoutId, PayoutStatus
from checkout.core.posting_rules import BalanceEntry
from checkout.resources.balance import balance_resource, destination_resource, entry_resource, payout_resource
from money import Money

NOW = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)
BANK = Destination("bank", "1234567890123", "Sonali", "Mirpur", "Karim")


@pytest.mark.parametrize(("balance", "available"), [(487_50, 487_50), (0, 0), (-12_50, 0)])
def test_of_a_balance_below_zero_nothing_is_available(balance: int, available: int) -> None:
    told = balance_resource(Money(balance), Money(20_00), Money(5_00))
    assert (told["balance"], told["available"], told["held"], told["on_its_way"]) == (balance, available, 20_00, 5_00)


@pytest.mark.parametrize(
    ("to", "told"),
    [
        (Destination("bkash", "01712345678"), {"kind": "bkash", "account": "01712345678"}),
        (
            Destination("bkash", "01712345678", holder="করিম"),
            {"kind": "bkash", "account": "01712345678", "holder": "করিম"},
        ),
        (
            BANK,
            {"kind": "bank", "account": "1234567890123", "bank": "Sonali", "branch": "Mirpur", "holder": "Karim"},
        ),
    ],
)
def test_of_a_wallet_no_bank_is_told_and_a_name_where_one_was_given(to: Destination, told: dict[str, str]) -> None:
    assert destination_resource(to) == told


def test_a_payout_that_has_not_ended_says_so_by_null() -> None:
    asked = Payout(PayoutId("po_1"), MerchantId("mer_1"), Money(50_00), BANK, PayoutStatus.ASKED, "", "", NOW, None)
    told = payout_resource(asked)
    assert (told["status"], told["amount"], told["to"]["kind"]) == ("asked", 50_00, "bank")
    assert (told["created_at"], told["ended_at"], told["due_at"]) == ("2026-11-12T04:42:00Z", None, None)


def test_an_entry_that_no_payment_brought_names_none() -> None:
    told = entry_resource(BalanceEntry("le_1", 3, "adjustment", Money(-5_00), Money(95_00), None, NOW))
    assert (told["kind"], told["amount"], told["balance_after"], told["payment_id"]) == (
        "adjustment", -5_00, 95_00, None,
    )  # fmt: skip
