"""aamarPay's words turned into ours, at the border. No input or output. Source: docs/gateways/aamarpay.md."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

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
from checkout.gateways.wire import differing, method_among, money
from money import Money

_NO_RISK: Final = ("", "0", "none", "not-available")


def read_start(answer: Any) -> str:
    """The page's address, or an empty text: a good answer is known by it alone."""
    url = answer.get("payment_url") if isinstance(answer, dict) else ""
    return str(url) if str(url).startswith(("https://", "http://")) else ""


def refusal_of(answer: Any) -> str:
    """Why there is no page: a text, or an object that names the fields at fault."""
    return " ".join(str(value) for value in answer.values()) if isinstance(answer, dict) else str(answer)


def read_search(answer: Any, attempt: Attempt, store_id: str) -> Outcome:
    """The call that decides. Only `2` with `Successful` is money; what is neither good nor failed waits."""
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if not isinstance(answer, dict) or answer.get("mer_txnid") != attempt.tran_id:
        return Unknown("the search did not answer for our transaction")
    status = (answer.get("pay_status"), str(answer.get("status_code")))
    if status == ("Failed", "7"):
        title = str(answer.get("error_title") or "")
        return Declined("" if title == "Not-Available" else title)
    if status != ("Successful", "2"):
        return Waiting()
    wrong = differing({"store_id": store_id, "amount": attempt.amount, "amount_currency": "BDT"}, answer)
    if wrong:
        return Contradicted(wrong)
    fee, ref = money(answer.get("processing_charge")), str(answer.get("pg_txnid") or "")
    if fee is None or not ref or not Money(0) <= fee <= attempt.amount:
        return Unknown("processing_charge or pg_txnid cannot be read")
    risk = str(answer.get("risk_level") or "")
    return Confirmed(
        capture_ref=ref,
        gateway_ref=str(answer.get("bank_trxid") or ref),
        amount=attempt.amount,
        fee=fee,
        method=method_among(f"{answer.get('payment_type')} {answer.get('payment_processor')}"),
        risky=risk.lower() not in _NO_RISK,
        risk=str(answer.get("risk_title") or ""),
    )


def read_ipn(body: bytes, store_id: str) -> Notice:
    """An IPN: how it is signed is not published, so it only makes us ask. Raises ForgedNotice."""
    try:
        fields = json.loads(body)
    except ValueError as error:
        raise ForgedNotice("not JSON") from error
    if not isinstance(fields, dict) or fields.get("store_id") != store_id or not fields.get("mer_txnid"):
        raise ForgedNotice("no notice of our store")
    return Notice(str(fields["mer_txnid"]), "", "other")


def read_return(query: Mapping[str, str], body: bytes, store_id: str) -> Notice:
    """The browser back: a form of the payment's fields, or nothing at all from a payer who cancelled."""
    if not body and query.get("cancelled") == "1":
        return Notice("", "", "cancelled")
    try:
        fields = dict(parse_qsl(body.decode(), max_num_fields=200))
    except (UnicodeDecodeError, ValueError) as error:
        raise ForgedNotice("not a form") from error
    tran_id = fields.get("mer_txnid", "")
    if fields.get("store_id") != store_id or not tran_id:
        raise ForgedNotice("no return of our store")
    if fields.get("pay_status") == "Successful":
        return Notice(tran_id, fields.get("pg_txnid", ""), "captured")
    says_failed = fields.get("pay_status") == "Failed"
    return Notice(tran_id, "", "failed" if says_failed else "other", fields.get("reason", ""))
