"""Where a shop's own money went before."""

from typing import Any

from app.model.own_accounts import last_to, was_sent_to
from app.model.records import PayoutRecord, read_payout


def payout(payout_id: str, status: str, kind: str = "bkash", account: str = "01712345678", **more: Any) -> PayoutRecord:
    told = {"id": payout_id, "status": status, "amount": 100, "created_at": "2026-11-12T04:00:00Z"}
    return read_payout({**told, "to": {"kind": kind, "account": account}, **more})


def test_the_account_that_money_went_to_last_is_remembered_for_each_way() -> None:
    newest_first = [
        payout("4", "refused", account="01799999999"),
        payout("3", "cancelled", "bank", "9999999999999"),
        payout("2", "taken", "bank", "1234567890123"),
        payout("1", "sent"),
    ]
    wallet, bank, newest = last_to(newest_first, "bkash"), last_to(newest_first, "bank"), last_to(newest_first)
    assert [one.account for one in (wallet, bank, newest) if one] == ["01712345678", "1234567890123", "1234567890123"]
    assert last_to(newest_first[:2]) is None


def test_money_is_known_to_have_arrived_only_where_it_was_sent() -> None:
    told = [payout("1", "sent"), payout("2", "asked", account="01700000000")]
    accounts = ("01712345678", "01700000000", "01711111111")
    assert [was_sent_to(told, "bkash", account) for account in accounts] == [True, False, False]
