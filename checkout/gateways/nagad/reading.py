"""Nagad's words turned into ours, at the border. No input or output. Source: docs/gateways/nagad.md."""

from collections.abc import Mapping
from typing import Any, Final

from checkout.gateways.base import (
    Attempt,
    Confirmed,
    Contradicted,
    Declined,
    ForgedNotice,
    Notice,
    Outcome,
    Unknown,
    Waiting,
)
from checkout.gateways.wire import differing
from checkout.payments.fees import Rate

# `UnKnownFailed` may yet turn out well, so it is asked about again.
_WAITING: Final = (
    "OrderInitiated", "Ready", "InProgress", "TransactionInProgress", "OtpSent", "OtpVerified", "PinGiven",
    "UnKnownFailed",
)  # fmt: skip
_FAILED: Final[Mapping[str, str]] = {"Aborted": "cancelled", "Failed": "", "InvalidRequest": "", "Fraud": ""}
_SAYS: Final[Mapping[str, Any]] = {"Success": "captured", "Aborted": "cancelled", "Failed": "failed"}


def words_of(answer: Any) -> str:
    """What an error says: `reason` may come with HTTP 200, too."""
    if not isinstance(answer, dict):
        return ""
    return " ".join(str(answer[name]) for name in ("reason", "message") if answer.get(name))


def read_verification(answer: Any, attempt: Attempt, merchant_id: str, contract: Rate) -> Outcome:
    """The call that decides. There is no currency in it: Nagad has one."""
    if not isinstance(answer, dict):
        return Unknown("the verification did not answer an object")
    status = str(answer.get("status") or "")
    if status in _WAITING:
        return Waiting()
    if status in _FAILED:
        return Declined(status, _FAILED[status])
    ref = str(answer.get("issuerPaymentRefNo") or "")
    if status != "Success" or not ref:
        return Unknown(f"the verification says {status or words_of(answer) or 'nothing'}")
    wanted: dict[str, object] = {
        "merchantId": merchant_id,
        "orderId": attempt.tran_id,
        "paymentRefId": attempt.session_ref,
        "amount": attempt.amount,
    }
    wrong = differing(wanted, answer)
    if wrong:
        return Contradicted(wrong)
    return Confirmed(
        capture_ref=ref,
        gateway_ref=ref,
        amount=attempt.amount,
        fee=contract.of(attempt.amount),
        method="Nagad",
        risky=False,
    )


def read_return(query: Mapping[str, str], merchant_id: str) -> Notice:
    """The browser back, unsigned. Raises ForgedNotice."""
    tran_id, session_ref = query.get("order_id", ""), query.get("payment_ref_id", "")
    if query.get("merchant") != merchant_id or not tran_id or not session_ref:
        raise ForgedNotice("no return of our merchant")
    says = _SAYS.get(query.get("status", ""), "other")
    capture_ref = query.get("issuer_payment_ref", "") if says == "captured" else ""
    return Notice(tran_id, capture_ref, says, query.get("message", "") if says == "failed" else "", session_ref)
