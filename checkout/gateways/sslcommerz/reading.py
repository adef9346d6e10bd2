"""SSLCommerz's words turned into ours, at the border. No input or output."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from checkout.gateways.base import (
    Confirmed,
    Contradicted,
    Declined,
    ForgedNotice,
    Notice,
    Outcome,
    RefundOutcome,
    RefundRefused,
    Returned,
    UnderWay,
    Unknown,
    Waiting,
)
from checkout.gateways.wire import differing, money
from money import Money

_GOOD: Final = ("VALID", "VALIDATED")
_NO_ANSWER: Final = ("INVALID_REQUEST", "FAILED", "INACTIVE")
# The acquirer's name follows the hyphen: VISA-anything is Visa whoever acquires.
_METHODS: Final = {
    "VISA": "Visa",
    "MASTER": "Mastercard",
    "AMEX": "Amex",
    "BKASH": "bKash",
    "NAGAD": "Nagad",
    "DBBLMOBILEB": "Rocket",
}
_SAYS: Final[Mapping[str, Any]] = {
    "VALID": "captured",
    "FAILED": "failed",
    "CANCELLED": "cancelled",
    "EXPIRED": "expired",
    "UNATTEMPTED": "expired",
}


def read_fields(body: bytes) -> dict[str, str]:
    """The form fields of an IPN or a return. Raises ForgedNotice when a name repeats."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=200)
    except (UnicodeDecodeError, ValueError) as error:
        raise ForgedNotice("not a form") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ForgedNotice("a field is given twice")
    return fields


def read_notice(fields: Mapping[str, str]) -> Notice:
    """What the notice claims, once its signature was found genuine."""
    return Notice(
        tran_id=fields["tran_id"],
        capture_ref=fields.get("val_id", ""),
        says=_SAYS.get(fields["status"], "other"),
        reason=fields.get("error", ""),
    )


def read_validation(answer: Any, tran_id: str, amount: Money, val_id: str) -> Outcome:
    """Order validation's answer: Confirmed only if every fact is the one we asked for."""
    if not isinstance(answer, dict):
        return Unknown("validation did not answer an object")
    if answer.get("APIConnect") != "DONE":
        return Unknown(f"APIConnect {answer.get('APIConnect')}")
    if answer.get("status") not in _GOOD:
        return Unknown(f"validation says {answer.get('status')}")
    wanted: dict[str, object] = {
        "tran_id": tran_id,
        "val_id": val_id,
        "currency": "BDT",
        "currency_type": "BDT",
        "amount": amount,
        "currency_amount": amount,
    }
    wrong = differing(wanted, answer)
    if wrong:
        return Contradicted(wrong)
    net = money(answer.get("store_amount"))
    if net is None or net > amount or net < Money(0):
        return Unknown("store_amount cannot be read")
    return Confirmed(
        capture_ref=val_id,
        gateway_ref=str(answer.get("bank_tran_id") or val_id),
        amount=amount,
        fee=amount - net,
        method=method_name(str(answer.get("card_type") or "")),
        # Anything but a plain 0 is treated as risky: goods are at stake.
        risky=str(answer.get("risk_level")) != "0",
        risk=str(answer.get("risk_title") or ""),
    )


def read_query(answer: Any, tran_id: str) -> Outcome | tuple[str, ...]:
    """Transaction query's answer: each `val_id` to validate, or what it says short of a capture.

    Several good ones under one `tran_id` are a page that was paid more than once.
    """
    if not isinstance(answer, dict) or answer.get("APIConnect") in _NO_ANSWER:
        return Unknown("the query was not answered")
    elements = answer.get("element")
    if answer.get("APIConnect") != "DONE" or not isinstance(elements, list):
        return Unknown("the query was not answered")
    ours = [one for one in elements if isinstance(one, dict) and one.get("tran_id") == tran_id]
    captures = tuple(str(one["val_id"]) for one in ours if one.get("status") in _GOOD and one.get("val_id"))
    if captures:
        return captures
    if ours and all(element.get("status") == "FAILED" for element in ours):
        return Declined(str(ours[-1].get("error") or ""))
    return Waiting()


def read_refund(answer: Any, bank_tran_id: str) -> RefundOutcome:
    """The answer to a refund: `success` means taken on, not paid back."""
    if not isinstance(answer, dict) or answer.get("APIConnect") != "DONE":
        return Unknown("the refund was not answered")
    status, ref = answer.get("status"), str(answer.get("refund_ref_id") or "")
    if status == "failed":
        return RefundRefused(str(answer.get("errorReason") or ""))
    if status in ("success", "processing") and ref and answer.get("bank_tran_id") == bank_tran_id:
        return UnderWay(ref)
    return Unknown(f"refund says {status}")


def read_refund_query(answer: Any, refund_ref: str) -> RefundOutcome:
    """What became of a refund that was taken on."""
    if not isinstance(answer, dict) or answer.get("APIConnect") != "DONE":
        return Unknown("the refund query was not answered")
    if answer.get("refund_ref_id") != refund_ref:
        return Unknown("the answer speaks of another refund")
    status = answer.get("status")
    if status == "refunded":
        return Returned(refund_ref)
    if status == "cancelled":
        return RefundRefused(str(answer.get("errorReason") or ""))
    return UnderWay(refund_ref) if status == "processing" else Unknown(f"refund query says {status}")


def method_name(card_type: str) -> str:
    """`VISA-Dutch Bangla` as `Visa`; an unknown one as it is."""
    return _METHODS.get(card_type.split("-")[0].strip().upper(), card_type)
