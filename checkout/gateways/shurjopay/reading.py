"""shurjoPay's words turned into ours, at the border. No input or output. Source: docs/gateways/shurjopay.md."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from checkout.core.fees import Rate
from checkout.gateways.base import Attempt, Confirmed, Contradicted, Declined, Held, Outcome, Unknown, Waiting
from checkout.gateways.captures import given_back, judged
from checkout.gateways.wire import method_among, text

_PAID: Final = "1000"
_WAITING: Final = ("1065", "1066", "1068", "2005", "2007")
# Paid once, and then asked back, accepted, given back, dropped or reversed: none of it by us.
_GIVEN_BACK: Final = ("2000", "2001", "2002", "2006", "3000")
# What reaches the shop, in both spellings, else what the payer was asked for: less than `amount` under a discount.
_REACHES_US: Final = ("recived_amount", "received_amount", "payable_amount")
# With the name of our own sentence for payers, where there is one.
_FAILED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("1001", "1005", "1009", "1012", "1061", "1067", "2009"), ""),
    "1002": "cancelled",
    "1006": "code",
    "1007": "pin",
    "1008": "insufficient",
}


def code_of(answer: Mapping[str, object]) -> str:
    """`sp_code`, which comes as text or as a number."""
    return text(answer.get("sp_code"))


def words_of(answer: Mapping[str, object]) -> str:
    """The message, whose name is spelt in two ways; else all that the answer says."""
    for name in ("sp_message", "sp_massage", "message"):
        if text(answer.get(name)):
            return text(answer[name])
    return " ".join(text(one) for value in answer.values() for one in (value if isinstance(value, list) else [value]))


def is_refusal(answer: Mapping[str, object], asked: Iterable[str]) -> bool:
    """Whether a start without a page was refused: by a code, or by naming fields that were asked with.

    `{"amount": "The amount field is required."}` has no code, and trying the same again cannot help.
    """
    errors = answer.get("errors")
    return bool(code_of(answer)) or not {*answer, *(errors if isinstance(errors, dict) else ())}.isdisjoint(asked)


def read_verification(answer: object, attempt: Attempt, contract: Rate) -> tuple[Outcome, ...]:
    """The call that decides: a list with an object for each try; an unknown id may get a bare object.

    Of an order that was tried twice the paid tries count, and short of one whatever is open outweighs a refusal.
    """
    told = answer if isinstance(answer, list) else [answer]
    tries = [one for one in told if isinstance(one, dict)]
    if not tries or len(tries) < len(told):
        return (Unknown("the verification did not answer payments"),)
    in_time = sorted(tries, key=lambda one: text(one.get("date_time")))
    outcomes = [_read_try(one, attempt, contract) for one in in_time]
    back = [one for one in outcomes if isinstance(one, Held)]
    paid = [
        one for one in outcomes if isinstance(one, Confirmed) and one.gateway_ref not in {h.gateway_ref for h in back}
    ]
    if paid:
        return _apart(paid)
    for kind in (Held, Contradicted, Unknown, Waiting):
        found = [one for one in outcomes if isinstance(one, kind)]
        if found:
            return (found[-1],)
    return (outcomes[-1],)


def _apart(paid: list[Confirmed]) -> tuple[Outcome, ...]:
    """An order that was paid twice is two captures; the first keeps the order's name, as if it were alone."""
    first, *others = dict.fromkeys(paid)
    return (first, *(replace(one, capture_ref=f"{one.capture_ref}:{one.gateway_ref}") for one in others))


def _read_try(answer: Mapping[str, object], attempt: Attempt, contract: Rate) -> Outcome:
    code = code_of(answer)
    if code in _WAITING:
        return Waiting()
    if code in _FAILED:
        return Declined(words_of(answer), _FAILED[code])
    about = {"order_id": attempt.session_ref, "customer_order_id": attempt.tran_id}
    reaches_us = next((name for name in _REACHES_US if text(answer.get(name))), "amount")
    seen, sums = _seen(answer, attempt, contract), (reaches_us, "amount")
    if code in _GIVEN_BACK:
        return given_back(f"{code} {words_of(answer)}", seen, answer, about=about, sums=sums)
    if code != _PAID:
        return Unknown(f"the verification says {code or 'nothing'}")
    return judged(seen, answer, about=about, sums=sums, currencies=("currency",))


def _seen(answer: Mapping[str, object], attempt: Attempt, contract: Rate) -> Confirmed:
    return Confirmed(
        capture_ref=attempt.session_ref,
        gateway_ref=text(answer.get("bank_trx_id")) or attempt.session_ref,
        amount=attempt.amount,
        fee=contract.of(attempt.amount),
        method=method_among(text(answer.get("method"))),
        risky=False,
    )
