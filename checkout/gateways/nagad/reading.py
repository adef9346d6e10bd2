"""Nagad's words turned into ours, at the border. No input or output. Source: docs/gateways/nagad.md."""

from collections.abc import Mapping
from typing import Final

from checkout.core.fees import Rate
from checkout.gateways.base import Attempt, Confirmed, Declined, ForgedNotice, Notice, Outcome, Says, Unknown, Waiting
from checkout.gateways.captures import given_back, judged
from checkout.gateways.wire import text, word

# Capitals do not matter: a return was seen with `success`. `UnKnownFailed` may yet turn out well, so it is asked again.
_WAITING: Final = (
    "orderinitiated", "ready", "inprogress", "transactioninprogress", "otpsent", "otpverified", "pingiven",
    "unknownfailed",
)  # fmt: skip
_FAILED: Final[Mapping[str, str]] = {"aborted": "cancelled", "failed": "", "invalidrequest": "", "fraud": ""}
# Paid once, and given back by somebody else than us, wholly or in part.
_GIVEN_BACK: Final = ("refunded", "cancelled", "partialrefunded", "partialcancelled")
_SAYS: Final[Mapping[str, Says]] = {"success": "captured", "aborted": "cancelled", "failed": "failed"}
_SUMS: Final = ("amount",)


def words_of(answer: object) -> str:
    """What an error says: `reason` may come with HTTP 200, too."""
    if not isinstance(answer, dict):
        return ""
    return " ".join(text(answer[name]) for name in ("reason", "message", "devMessage") if text(answer.get(name)))


def read_verification(answer: object, attempt: Attempt, merchant_id: str, contract: Rate) -> Outcome:
    """The call that decides. There is no currency in it: Nagad has one."""
    if not isinstance(answer, dict):
        return Unknown("the verification did not answer an object")
    status, told = word(answer.get("status")), text(answer.get("status"))
    if status in _WAITING:
        return Waiting()
    if status in _FAILED:
        return Declined(told, _FAILED[status])
    ref = text(answer.get("issuerPaymentRefNo"))
    seen = Confirmed(ref, attempt.amount, contract.of(attempt.amount), risky=False, gateway_ref=ref, method="Nagad")
    about = {"merchantId": merchant_id, "orderId": attempt.tran_id, "paymentRefId": attempt.session_ref}
    if status in _GIVEN_BACK:
        words = f"{told} {text(answer.get('cancelIssuerRefNo'))}".strip()
        return given_back(words, seen, answer, about=about, sums=_SUMS)
    if status != "success":
        return Unknown(f"the verification says {told or words_of(answer) or 'nothing'}")
    return judged(seen, answer, about=about, sums=_SUMS)


def read_return(query: Mapping[str, str], merchant_id: str) -> Notice:
    """The browser back, unsigned. Raises ForgedNotice."""
    tran_id, session_ref = text(query.get("order_id")), text(query.get("payment_ref_id"))
    if query.get("merchant") != merchant_id or not tran_id or not session_ref:
        raise ForgedNotice("no return of our merchant")
    says = _SAYS.get(word(query.get("status")), "other")
    capture_ref = text(query.get("issuer_payment_ref")) if says == "captured" else ""
    return Notice(tran_id, capture_ref, says, text(query.get("message")) if says == "failed" else "", session_ref)
