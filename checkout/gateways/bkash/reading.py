"""bKash's words turned into ours, at the border. No input or output. Source: docs/gateways/bkash.md."""

from collections.abc import Mapping
from typing import Any, Final

from checkout.gateways.base import (
    Attempt,
    Confirmed,
    Contradicted,
    Declined,
    Outcome,
    RefundOutcome,
    RefundRefused,
    Returned,
    Unknown,
    Waiting,
)
from checkout.gateways.wire import differing, money
from checkout.payments.fees import Rate
from money import Money

GOOD: Final = "0000"
# What the payer's own wallet, PIN or code said: the attempt is over and no money moved.
_PAYERS: Final[Mapping[str, str]] = {
    "2023": "insufficient",
    **dict.fromkeys(("2011", "2014", "2015", "2019", "2043"), "pin"),
    **dict.fromkeys(("2010", "2013", "2016", "2017", "2018", "2059"), "code"),
    **dict.fromkeys(("2009", "2037", "2038", "2045", "2057", "2058"), "account"),
}
_OVER: Final = ("Expired", "Cancelled", "Declined")
# A refund that these answer was not made. 2023: our own wallet there holds too little.
_REFUND_REFUSED: Final = frozenset(
    {"2023", "2026", "2028", "2034", "2035", "2039", "2040", "2042", "2127"} | {str(code) for code in range(2071, 2083)}
)


def code_of(answer: Any) -> str:
    """The code of an answer, whatever it is called there; an empty text if there is none."""
    if not isinstance(answer, dict):
        return ""
    return str(answer.get("statusCode") or answer.get("errorCode") or answer.get("externalCode") or "")


def words_of(answer: Mapping[str, Any]) -> str:
    """What bKash says about it; it asks that payers be shown this."""
    return str(answer.get("statusMessage") or answer.get("errorMessage") or answer.get("errorMessageEn") or "")


def read_execute(answer: Any, attempt: Attempt, contract: Rate) -> Outcome | None:
    """What execute says of the money; None where only a query can tell."""
    if not isinstance(answer, dict):
        return None
    code = code_of(answer)
    if code in _PAYERS:
        return Declined(words_of(answer), _PAYERS[code])
    if code == GOOD and answer.get("transactionStatus") == "Completed":
        return _captured(answer, attempt, contract)
    return None


def read_query(answer: Any, attempt: Attempt, contract: Rate) -> Outcome | None:
    """What the query says; None when the payer has given the PIN and execute is still to be called."""
    if not isinstance(answer, dict) or code_of(answer) != GOOD:
        return Unknown(f"the query says {code_of(answer) or 'nothing'}")
    status = answer.get("transactionStatus")
    if status == "Completed":
        return _captured(answer, attempt, contract)
    if status == "Initiated":
        verified = answer.get("verificationStatus") or answer.get("userVerificationStatus")
        return None if verified == "Complete" else Waiting()
    return Declined(str(status)) if status in _OVER else Unknown(f"the query says {status}")


def read_refund(answer: Any, amount: Money) -> RefundOutcome:
    """The answer to a refund: completed at once, or refused."""
    if not isinstance(answer, dict):
        return Unknown("the refund was not answered")
    code, ref = code_of(answer), str(answer.get("refundTrxID") or "")
    if code in _REFUND_REFUSED:
        return RefundRefused(f"{code} {words_of(answer)}")
    if (
        code == GOOD
        and answer.get("transactionStatus") == "Completed"
        and ref
        and money(answer.get("amount")) == amount
    ):
        return Returned(ref)
    return Unknown(f"the refund says {code or 'nothing'}")


def _captured(answer: Mapping[str, Any], attempt: Attempt, contract: Rate) -> Outcome:
    """Completed: Confirmed only if every fact is the one we asked for."""
    trx_id = str(answer.get("trxID") or "")
    if not trx_id:
        return Unknown("completed without a trxID")
    told = {**answer, "merchantInvoiceNumber": answer.get("merchantInvoiceNumber") or answer.get("merchantInvoice")}
    wanted: dict[str, object] = {
        "paymentID": attempt.session_ref,
        "merchantInvoiceNumber": attempt.tran_id,
        "currency": "BDT",
        "amount": attempt.amount,
    }
    wrong = differing(wanted, told)
    if wrong:
        return Contradicted(wrong)
    return Confirmed(
        capture_ref=attempt.session_ref,
        gateway_ref=trx_id,
        amount=attempt.amount,
        fee=contract.of(attempt.amount),
        method="bKash",
        risky=False,
    )
