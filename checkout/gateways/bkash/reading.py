"""bKash's words turned into ours, at the border. No input or output. Source: docs/gateways/bkash.md.

Both dialects are read wherever one is: names without regard to case (`paymentID`, `paymentId`), sums as text or as
numbers, and an answer without a code by its fields.
"""

from collections.abc import Mapping
from typing import Final

from checkout.core.fees import Rate
from checkout.core.reasons import HoldReason
from checkout.gateways.base import Attempt, Confirmed, Contradicted, Declined, Held, Outcome, Unknown, Waiting
from checkout.gateways.wire import Answer, money

GOOD: Final = "0000"
# Trouble of theirs: it says nothing of what was asked.
_THEIRS: Final = frozenset({"503", "9999", "2003", "2020", "2024"})
STALE: Final = "2079"
# The answers to execute that decide: no money moved, and nobody but the payer may try again, anew.
_DECIDED: Final[Mapping[str, str]] = {
    "2023": "insufficient",
    **dict.fromkeys(("2011", "2014", "2015", "2019", "2043"), "pin"),
    **dict.fromkeys(("2010", "2013", "2016", "2017", "2018", "2059"), "code"),
    **dict.fromkeys(("2009", "2037", "2038", "2045", "2057", "2058"), "account"),
    # Its own guard against paying twice: the same payer and amount a short while ago, for whatever invoice.
    "2029": "duplicate",
    "2069": "cancelled",
    **dict.fromkeys(("2012", "2039", "2040", "2041", "2044", "2046", "2061", "2064", "2066"), "shop_barred"),
}
# Execute came before the PIN, or after the time for it: it was called, and did nothing.
_NOT_YET: Final = frozenset({"2056", "2060"})
_OVER: Final[Mapping[str, str]] = {
    **dict.fromkeys(("failed", "declined", "rejected"), ""),
    "expired": "expired",
    **dict.fromkeys(("cancelled", "canceled"), "cancelled"),
}


def fields_of(answer: object) -> dict[str, object]:
    """An answer's fields under their names in small letters; none if it is no object."""
    return {str(name).lower(): value for name, value in answer.items()} if isinstance(answer, dict) else {}


def code_of(answer: object) -> str:
    """The code of an answer, whatever it is called there; an empty text if there is none."""
    fields = fields_of(answer)
    names = ("statuscode", "errorcode", "externalcode", "internalcode")
    return next((str(fields[name]) for name in names if fields.get(name)), "")


def words_of(answer: object) -> str:
    """What bKash says about it; it asks that payers be shown this."""
    fields = fields_of(answer)
    names = ("statusmessage", "errormessage", "errormessageen", "errormessagebn")
    return next((str(fields[name]) for name in names if fields.get(name)), "")


def is_refusal(answer: object) -> bool:
    """Whether bKash says no by a code of its own, and not that it is in trouble itself."""
    return code_of(answer) not in ("", GOOD) and code_of(answer) not in _THEIRS


def said(answer: Answer) -> object:
    """All of a good answer, and the refusal of a bad one: the newer dialect says no by HTTP 400. Else None."""
    if answer.status == 200 or (400 <= answer.status < 500 and is_refusal(answer.body)):
        return answer.body
    return None


def page_of(answer: object) -> tuple[str, str]:
    """Where the payer pays, and bKash's name for the payment; empty texts for what create did not tell."""
    fields = fields_of(answer)
    url = str(fields.get("bkashurl") or "")
    good = code_of(answer) in ("", GOOD) and url.startswith(("https://", "http://"))
    return (url if good else "", str(fields.get("paymentid") or ""))


def did_nothing(answer: object) -> bool:
    """Whether execute was called in vain, and may be called again when the payer has given the PIN."""
    return code_of(answer) in _NOT_YET


def read_execute(answer: object, attempt: Attempt, contract: Rate) -> Outcome | None:
    """What execute says of the money; None where only a query can tell."""
    code = code_of(answer)
    if code in _DECIDED:
        return Declined(words_of(answer), _DECIDED[code])
    if code in ("", GOOD) and _status(answer) == "completed":
        outcome = _captured(answer, attempt, contract)
        # What cannot be credited is asked once more, in other words, before a person is troubled with it.
        return outcome if isinstance(outcome, Confirmed) else None
    return None


def read_query(answer: object, attempt: Attempt, contract: Rate) -> Outcome | None:
    """What the query says; None when the payer has given the PIN and execute is still to be called."""
    fields, code, status = fields_of(answer), code_of(answer), _status(answer)
    if code not in ("", GOOD):
        return Unknown(f"the query says {code}")
    if status == "completed":
        return _captured(answer, attempt, contract)
    if status == "initiated":
        verified = fields.get("verificationstatus") or fields.get("userverificationstatus")
        return None if str(verified).lower() == "complete" else Waiting()
    if status in _OVER:
        return Declined(str(fields["transactionstatus"]), _OVER[status])
    if "refund" in status or "revers" in status:
        return _held(answer, attempt, HoldReason.GIVEN_BACK_ELSEWHERE, str(fields["transactionstatus"]))
    if status == "authorized":
        return _held(answer, attempt, HoldReason.UNREADABLE, "Authorized, though we never ask for that")
    return Unknown(f"the query says {fields.get('transactionstatus') or 'nothing'}")


def _status(answer: object) -> str:
    return str(fields_of(answer).get("transactionstatus") or "").lower()


def _captured(answer: object, attempt: Attempt, contract: Rate) -> Outcome:
    """Completed: Confirmed if every fact is the one we asked for. Other money for this attempt waits for a person."""
    fields = fields_of(answer)
    paid, invoice = money(fields.get("amount")), fields.get("merchantinvoicenumber") or fields.get("merchantinvoice")
    if fields.get("paymentid") != attempt.session_ref:
        return Contradicted(f"paymentID is {fields.get('paymentid')}, not {attempt.session_ref}")
    if fields.get("currency") != "BDT":
        return _held(answer, attempt, HoldReason.CURRENCY_DIFFERS, f"currency is {fields.get('currency')}")
    if invoice != attempt.tran_id:
        return _held(answer, attempt, HoldReason.ANOTHER_ATTEMPT, f"merchantInvoiceNumber is {invoice}")
    if paid is None or not fields.get("trxid"):
        return _held(answer, attempt, HoldReason.UNREADABLE, "Completed without a sum or a trxID")
    if paid != attempt.amount:
        return _held(answer, attempt, HoldReason.AMOUNT_DIFFERS, f"amount is {paid.decimal_text}")
    return Confirmed(
        capture_ref=attempt.session_ref,
        gateway_ref=str(fields["trxid"]),
        amount=attempt.amount,
        fee=contract.of(attempt.amount),
        method="bKash",
        risky=False,
    )


def _held(answer: object, attempt: Attempt, why: HoldReason, words: str) -> Held:
    fields = fields_of(answer)
    return Held(
        why,
        words,
        capture_ref=attempt.session_ref,
        gateway_ref=str(fields.get("trxid") or ""),
        method="bKash",
        amount=money(fields.get("amount")) if fields.get("currency") == "BDT" else None,
    )
