"""What bKash's answers about refunds say. No input or output. Source: docs/gateways/bkash.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from checkout.gateways.base import CannotTell, RefundOutcome, RefundRefused, RefundRequest, Returned, Unknown
from checkout.gateways.bkash.reading import GOOD, code_of, fields_of, is_refusal, words_of
from checkout.gateways.wire import money
from money import Money

# More is asked than bKash has left of the payment.
_EXCEEDS: Final = frozenset({"2026", "2034", "2072"})
# What a repetition of a refund that was made can bring: its wallet is empty, its twin was just made, nothing is left.
_AFTER_A_TWIN: Final = frozenset({"2023", "2029"}) | _EXCEEDS
# A refund that these answer was not made. 2023: our own wallet there holds too little.
_REFUSED: Final = _AFTER_A_TWIN | frozenset(
    {"2002", "2006", "2007", "2009", "2012", "2025", "2028", "2033", "2035", "2037", "2038", "2039", "2040", "2041"}
    | {"2042", "2043", "2044", "2045", "2046", "2057", "2058", "2061", "2065", "2067", "2127", "3045"}
    | {str(code) for code in range(2071, 2083)} - {"2079"}
)
_OVER: Final = ("failed", "declined", "cancelled", "canceled", "rejected")


@dataclass(frozen=True, slots=True)
class SeenRefund:
    """One refund as bKash shows it; empty where it does not tell."""

    ref: str
    status: str
    amount: Money | None
    original: str
    currency: str

    def is_of(self, back: RefundRequest) -> bool:
        """Whether it can be this refund: of this payment, of this amount, and none that ended before."""
        ours = self.original in ("", back.gateway_ref) and self.currency in ("", "BDT")
        return ours and bool(self.ref) and self.ref not in back.earlier_refs and self.amount == back.amount


def read_refund(answer: object, back: RefundRequest) -> RefundOutcome:
    """The answer to a refund: completed at once, or refused."""
    code = code_of(answer)
    if code in _REFUSED:
        return RefundRefused(f"{code} {words_of(answer)}".strip(), exceeds=code in _EXCEEDS)
    seen = list(_seen(answer)) if code in ("", GOOD) else []
    if len(seen) == 1 and seen[0].is_of(back):
        if seen[0].status == "completed":
            return Returned(seen[0].ref)
        if seen[0].status in _OVER:
            return RefundRefused(seen[0].status)
    return Unknown(f"the refund says {code or 'nothing that can be read'}")


def may_follow_a_twin(answer: object) -> bool:
    """Whether a refusal is one that a refund meets when it was made already, by a request that was repeated."""
    return code_of(answer) in _AFTER_A_TWIN


def shows_refunds(answer: object) -> bool:
    """Whether the status of refunds was told at all, be it that there is none."""
    return is_refusal(answer) or any(one.ref for one in _seen(answer))


def find_refund(answer: object, back: RefundRequest, gateway_ref: str = "") -> RefundOutcome | None:
    """This refund among those that bKash shows of the payment, by its reference if we know it; None if it is not seen.

    Without a reference it is the only one of our amount that has not ended another; of several nobody can tell.
    """
    seen = list(_seen(answer)) if code_of(answer) in ("", GOOD) else []
    if gateway_ref:
        named = next((one for one in seen if one.ref == gateway_ref and one.is_of(back)), None)
        if named is None:
            return None
        if named.status in _OVER:
            return RefundRefused(named.status)
        return Returned(named.ref) if named.status == "completed" else None
    refs = {one.ref for one in seen if one.status == "completed" and one.is_of(back)}
    if len(refs) > 1:
        return CannotTell("bKash shows several refunds of this amount that we have not seen before")
    return Returned(refs.pop()) if refs else None


def _seen(answer: object) -> Iterator[SeenRefund]:
    """Every refund in an answer: it may show one, or list them under the payment that they are of."""
    fields = fields_of(answer)
    listed = answer if isinstance(answer, list) else fields.get("refundtransactions")
    if not isinstance(listed, list):
        yield _refund(fields, fields)
        return
    for one in listed:
        yield _refund(fields_of(one), fields)


def _refund(told: Mapping[str, object], payment: Mapping[str, object]) -> SeenRefund:
    """One refund; what else the answer tells is about the payment, its sum and its status too."""
    return SeenRefund(
        ref=str(told.get("refundtrxid") or ""),
        status=str(told.get("refundtransactionstatus") or told.get("transactionstatus") or "").lower(),
        amount=money(told["refundamount"] if "refundamount" in told else told.get("amount")),
        original=str(told.get("originaltrxid") or payment.get("originaltrxid") or ""),
        currency=str(told.get("currency") or payment.get("currency") or ""),
    )
