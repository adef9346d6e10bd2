"""aamarPay's words turned into ours, at the border. No input or output. Source: docs/gateways/aamarpay.md."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from checkout.core.reasons import HoldReason
from checkout.gateways.base import Attempt, Confirmed, Declined, ForgedNotice, Notice, Outcome, Unknown, Waiting
from checkout.gateways.captures import given_back, held, judged
from checkout.gateways.wire import NotJson, means_given_back, method_among, money, page_address, read_json, text, word
from money import Money

_NONE: Final = ("", "none", "not-available")
_NO_RISK: Final = (*_NONE, "0")
_SUMS: Final = ("amount",)


def read_start(answer: object, base_url: str) -> str:
    """The page's address, or an empty text: a good answer is known by it alone."""
    return page_address(answer.get("payment_url"), base_url) if isinstance(answer, dict) else ""


def refusal_of(answer: object) -> str:
    """Why there is no page: a text, or an object that names the fields at fault; empty for neither."""
    if isinstance(answer, dict):
        said = (one for value in answer.values() for one in (value if isinstance(value, list) else [value]))
        return " ".join(one.strip() for one in said if isinstance(one, str) and one.strip())
    return text(answer) if isinstance(answer, str) else ""


def read_search(answer: object, attempt: Attempt, store_id: str) -> Outcome:
    """The call that decides. Only `2` with `Successful` is money; what is neither good nor failed waits."""
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if not isinstance(answer, dict) or text(answer.get("mer_txnid")) != attempt.tran_id:
        return Unknown("the search did not answer for our transaction")
    status, code = word(answer.get("pay_status")), text(answer.get("status_code"))
    if (status, code) == ("failed", "7"):
        return Declined(_told(answer, "error_title"))
    about, seen = {"mer_txnid": attempt.tran_id, "store_id": store_id}, _seen(answer, attempt.amount)
    words = f"{text(answer.get('pay_status'))} {text(answer.get('status_title'))}".strip()
    if means_given_back(words):
        return given_back(words, seen, answer, about=about, sums=_SUMS)
    if (status, code) != ("successful", "2"):
        # One of the two says that there is money, and the other does not.
        mixed = status == "successful" or code == "2"
        words = f"{words} with status_code {code or 'missing'}"
        return held(HoldReason.UNREADABLE, words, seen, answer, _SUMS) if mixed else Waiting()
    # The sum in `amount_currency` is no currency, and printed samples carry another one than `amount` there.
    currencies = ("currency", "currency_merchant") if text(answer.get("currency_merchant")) else ("currency",)
    return judged(seen, _as_ordered(answer, attempt.amount), about=about, sums=_SUMS, currencies=currencies)


def words_of_search(answer: object) -> str:
    """What a search says that found nothing."""
    if isinstance(answer, list):
        answer = answer[0] if answer else {}
    if not isinstance(answer, dict):
        return text(answer)
    names = ("status", "msg", "message", "reason", "error_title", "status_title")
    return " ".join(text(answer[name]) for name in names if text(answer.get(name)))


def _as_ordered(answer: Mapping[str, object], asked: Money) -> Mapping[str, object]:
    """A store whose payers bear the charge has it in `amount`; what was ordered is then in `amount_original`."""
    return {**answer, "amount": answer["amount_original"]} if _charge_is_the_payers(answer, asked) else answer


def _charge_is_the_payers(answer: Mapping[str, object], asked: Money) -> bool:
    paid = money(answer.get("amount"))
    return paid is not None and paid > asked and money(answer.get("amount_original")) == asked


def _seen(answer: Mapping[str, object], asked: Money) -> Confirmed:
    ref, risk = text(answer.get("pg_txnid")), word(answer.get("risk_level"))
    return Confirmed(
        capture_ref=ref,
        gateway_ref=_told(answer, "bank_trxid") or ref,
        amount=asked,
        fee=_fee(answer, asked),
        method=method_among(" ".join(_told(answer, name) for name in ("payment_type", "payment_processor"))),
        risky=risk not in _NO_RISK,
        risk=_told(answer, "risk_title"),
    )


def _fee(answer: Mapping[str, object], asked: Money) -> Money | None:
    """What the shop bears of the charge; None where it cannot be read."""
    net = money(answer.get("rec_amount"))
    kept = None if net is None else asked - net
    fee = kept if _charge_is_the_payers(answer, asked) else money(answer.get("processing_charge")) or kept
    return fee if fee is not None and Money(0) <= fee <= asked else None


def _told(answer: Mapping[str, object], name: str) -> str:
    """A field's text, where the gateway does not say that it has none."""
    found = text(answer.get(name))
    return "" if found.casefold() in _NONE else found


def read_ipn(body: bytes, store_id: str) -> Notice:
    """An IPN, as JSON or as a form: how it is signed is not published, so it only makes us ask. Raises ForgedNotice."""
    try:
        fields: object = read_json(body)
    except NotJson:
        fields = _form(body)
    if not isinstance(fields, dict) or text(fields.get("store_id")) != store_id or not text(fields.get("mer_txnid")):
        raise ForgedNotice("no notice of our store")
    return Notice(text(fields["mer_txnid"]), "", "other")


def read_return(query: Mapping[str, str], body: bytes, store_id: str) -> Notice:
    """The browser back: a form of the payment's fields, or nothing at all from a payer who cancelled."""
    if not body and query.get("cancelled") == "1":
        return Notice("", "", "cancelled")
    fields = _form(body)
    tran_id = text(fields.get("mer_txnid"))
    if fields.get("store_id") != store_id or not tran_id:
        raise ForgedNotice("no return of our store")
    status = word(fields.get("pay_status"))
    if status == "successful":
        return Notice(tran_id, text(fields.get("pg_txnid")), "captured")
    return Notice(tran_id, "", "failed" if status == "failed" else "other", text(fields.get("reason")))


def _form(body: bytes) -> dict[str, str]:
    """The fields of a form. Raises ForgedNotice."""
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=200))
    except ValueError as error:
        raise ForgedNotice("not a form") from error
