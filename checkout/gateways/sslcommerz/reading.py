"""SSLCommerz's words turned into ours, at the border. No input or output."""

from collections.abc import Mapping
from typing import Final, TypeGuard
from urllib.parse import parse_qsl

from checkout.core.reasons import HoldReason
from checkout.gateways.base import (
    Confirmed,
    Declined,
    ForgedNotice,
    Held,
    Notice,
    Outcome,
    RefundOutcome,
    RefundRefused,
    Returned,
    Says,
    UnderWay,
    Unknown,
    Waiting,
)
from checkout.gateways.captures import held, judged
from checkout.gateways.wire import means_given_back, means_more_than_is_left, money, text, word
from money import Money

_GOOD: Final = ("valid", "validated")
# With one of these nothing was done: it does not know us, or not from this address.
_NOTHING_DONE: Final = ("FAILED", "INVALID_REQUEST", "INACTIVE")
ADDRESS_HINT: Final = "nothing was done; mostly this server's address is not registered with SSLCommerz for refunds"
_SUMS: Final = ("amount", "currency_amount")
# The acquirer's name follows the hyphen: VISA-anything is Visa whoever acquires.
_METHODS: Final = {
    "VISA": "Visa",
    "MASTER": "Mastercard",
    "AMEX": "Amex",
    "BKASH": "bKash",
    "NAGAD": "Nagad",
    "DBBLMOBILEB": "Rocket",
}
_SAYS: Final[Mapping[str, Says]] = {
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
        tran_id=text(fields["tran_id"]),
        capture_ref=text(fields.get("val_id")),
        says=_SAYS.get(fields["status"].upper(), "other"),
        reason=text(fields.get("error")),
    )


def read_validation(answer: object, tran_id: str, amount: Money, val_id: str, *, found: bool = False) -> Outcome:
    """Order validation's answer: Confirmed only if every fact is the one we asked for.

    `found` says that the query knows the capture: then a validation that knows none leaves the money to the operator.
    """
    if not isinstance(answer, dict):
        return Unknown("validation did not answer an object")
    if answer.get("APIConnect") != "DONE":
        return Unknown(f"APIConnect {text(answer.get('APIConnect'))}")
    seen = _seen(answer, amount, val_id)
    if word(answer.get("status")) not in _GOOD:
        words = f"validation says {text(answer.get('status')) or 'nothing'}"
        return Held(HoldReason.UNREADABLE, f"the query knows it, {words}", val_id) if found else Unknown(words)
    about, currencies = {"tran_id": tran_id, "val_id": val_id}, ("currency", "currency_type")
    outcome = judged(seen, answer, about=about, sums=_SUMS, currencies=currencies)
    if isinstance(outcome, Held) and outcome.why is HoldReason.AMOUNT_DIFFERS and money(answer.get("discount_amount")):
        # A bank's campaign: who bears it is not told, so a person decides.
        told = (text(answer.get(name)) for name in ("discount_amount", "discount_remarks", "campaign_code"))
        words = f"{outcome.words}; discount {' '.join(one for one in told if one)}"
        return held(outcome.why, words, seen, answer, _SUMS, amount=outcome.amount)
    return outcome


def _seen(answer: Mapping[str, object], amount: Money, val_id: str) -> Confirmed:
    net = money(answer.get("store_amount"))
    return Confirmed(
        capture_ref=val_id,
        gateway_ref=text(answer.get("bank_tran_id")) or val_id,
        amount=amount,
        fee=amount - net if net is not None and net <= amount else None,
        method=method_name(text(answer.get("card_type"))),
        # Anything but a plain 0 is treated as risky: goods are at stake.
        risky=text(answer.get("risk_level")) != "0",
        risk=text(answer.get("risk_title")),
    )


def read_query(answer: object, tran_id: str) -> Outcome | tuple[str, ...]:
    """Transaction query's answer: each `val_id` to validate, or what it says short of a capture.

    Several good ones under one `tran_id` are a page that was paid more than once. One element may come alone.
    """
    if not isinstance(answer, dict) or answer.get("APIConnect") != "DONE":
        return Unknown("the query was not answered")
    told = answer.get("element")
    elements = [told] if isinstance(told, dict) else told
    if not isinstance(elements, list):
        return Unknown("the query was not answered")
    ours = [one for one in elements if isinstance(one, dict) and text(one.get("tran_id")) == tran_id]
    good = [one for one in ours if word(one.get("status")) in _GOOD]
    captures = tuple(dict.fromkeys(text(one["val_id"]) for one in good if text(one.get("val_id"))))
    if captures:
        return captures
    for one in ours:
        back = means_given_back(text(one.get("status")))
        if back or one in good:
            why = HoldReason.GIVEN_BACK_ELSEWHERE if back else HoldReason.UNREADABLE
            words = text(one.get("status")) if back else f"{text(one.get('status'))} without val_id"
            seen = _seen(one, money(one.get("amount")) or Money(0), text(one.get("val_id")))
            return held(why, words, seen, one, _SUMS)
    if ours and all(word(element.get("status")) == "failed" for element in ours):
        return Declined(text(ours[-1].get("error")))
    return Waiting()


def was_not_taken_up(answer: object) -> TypeGuard[Mapping[str, object]]:
    """Whether a refund was not done because SSLCommerz does not know us, or not from this server's address."""
    return isinstance(answer, dict) and answer.get("APIConnect") in _NOTHING_DONE


def read_refund(answer: object, bank_tran_id: str) -> RefundOutcome:
    """The answer to a refund: `success` means taken on, not paid back."""
    if was_not_taken_up(answer):
        said = f"APIConnect {answer['APIConnect']}: {text(answer.get('errorReason'))}".rstrip(": ")
        return _refused(f"{said} ({ADDRESS_HINT})")
    if not isinstance(answer, dict) or answer.get("APIConnect") != "DONE":
        return Unknown("the refund was not answered")
    if text(answer.get("bank_tran_id")) not in (bank_tran_id, ""):
        return Unknown("the answer speaks of another payment")
    status, ref = word(answer.get("status")), text(answer.get("refund_ref_id"))
    if status == "failed":
        return _refused(text(answer.get("errorReason")))
    if status in ("success", "processing") and ref and text(answer.get("bank_tran_id")):
        return UnderWay(ref)
    return Unknown(f"refund says {status}")


def read_refund_query(answer: object, gateway_ref: str) -> RefundOutcome:
    """What became of a refund that was taken on."""
    if not isinstance(answer, dict) or answer.get("APIConnect") != "DONE":
        return Unknown("the refund query was not answered")
    if text(answer.get("refund_ref_id")) != gateway_ref:
        return Unknown("the answer speaks of another refund")
    status = word(answer.get("status"))
    if status == "refunded":
        return Returned(gateway_ref)
    if status == "cancelled":
        return _refused(text(answer.get("errorReason")))
    return UnderWay(gateway_ref) if status == "processing" else Unknown(f"refund query says {status}")


def _refused(words: str) -> RefundRefused:
    return RefundRefused(words, exceeds=means_more_than_is_left(words))


def method_name(card_type: str) -> str:
    """`VISA-Dutch Bangla` as `Visa`; an unknown one as it is."""
    return _METHODS.get(card_type.split("-")[0].strip().upper(), card_type)
