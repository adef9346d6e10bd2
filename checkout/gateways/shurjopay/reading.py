"""shurjoPay's words turned into ours, at the border. No input or output. Source: docs/gateways/shurjopay.md."""

from collections.abc import Mapping
from typing import Any, Final

from checkout.gateways.base import Attempt, Confirmed, Contradicted, Declined, Outcome, Unknown, Waiting
from checkout.gateways.wire import differing, method_among
from checkout.payments.fees import Rate

_PAID: Final = "1000"
_WAITING: Final = ("1065", "1066", "1068", "2005", "2007")
# With the name of our own sentence for payers, where there is one.
_FAILED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("1001", "1005", "1009", "1012", "1061", "1067", "2009"), ""),
    "1002": "cancelled",
    "1006": "code",
    "1007": "pin",
    "1008": "insufficient",
}


def code_of(answer: Mapping[str, Any]) -> str:
    """`sp_code`, which comes as text or as a number."""
    return str(answer.get("sp_code") or "")


def words_of(answer: Mapping[str, Any]) -> str:
    """The message, whose name is spelt in two ways."""
    return str(answer.get("sp_message") or answer.get("sp_massage") or answer.get("message") or "")


def read_verification(answer: Any, attempt: Attempt, contract: Rate) -> Outcome:
    """The call that decides: a list of one object; an unknown id may get a bare object."""
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if not isinstance(answer, dict):
        return Unknown("the verification did not answer one payment")
    code = code_of(answer)
    if code in _WAITING:
        return Waiting()
    if code in _FAILED:
        return Declined(words_of(answer), _FAILED[code])
    if code != _PAID:
        return Unknown(f"the verification says {code or 'nothing'}")
    wanted: dict[str, object] = {
        "order_id": attempt.session_ref,
        "customer_order_id": attempt.tran_id,
        "currency": "BDT",
        # What was asked for; `payable_amount` and `recived_amount` differ under a discount.
        "amount": attempt.amount,
    }
    wrong = differing(wanted, answer)
    if wrong:
        return Contradicted(wrong)
    return Confirmed(
        capture_ref=attempt.session_ref,
        gateway_ref=str(answer.get("bank_trx_id") or attempt.session_ref),
        amount=attempt.amount,
        fee=contract.of(attempt.amount),
        method=method_among(str(answer.get("method") or "")),
        risky=False,
    )
