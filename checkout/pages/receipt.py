"""What a receipt says, on the page and on paper."""

from dataclasses import dataclass

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.core.payment import Payment
from checkout.core.payment_status import Status
from language import Language, date_and_time, grouped_mobile, in_digits_of, method_name
from money import format_taka


@dataclass(frozen=True, slots=True)
class Receipt:
    """All of it, so that two that are equal look alike."""

    shop_name: str
    shop_address: str
    amount: str
    rows: tuple[tuple[str, str], ...]
    """Key of the catalog and value, for whatever is known."""
    closing_message: str
    is_given_back: bool
    code: str
    proof_url: str
    """Where anybody can check it; its QR leads there."""
    language: Language

    @classmethod
    def of(cls, payment: Payment, link: Link, merchant: Merchant, language: Language, public_url: str) -> "Receipt":
        return cls(
            shop_name=merchant.name,
            shop_address=merchant.address,
            amount=format_taka(payment.amount, language),
            rows=_rows(payment, link, merchant, language),
            closing_message=link.closing_message,
            is_given_back=is_given_back(payment),
            code=payment.code,
            proof_url=f"{public_url}/v?c={payment.code}",
            language=language,
        )


def is_given_back(payment: Payment) -> bool:
    """Green is for money that the shop still has: a receipt kept must not pass for one after a refund."""
    return payment.status is Status.REFUNDED


def _rows(payment: Payment, link: Link, merchant: Merchant, language: Language) -> tuple[tuple[str, str], ...]:
    surcharge = format_taka(payment.surcharge, language) if payment.surcharge else ""
    every = (
        ("co.paid.to", merchant.name),
        ("co.for", link.note),
        ("co.name", payment.payer.name),
        ("pay.phone", in_digits_of(language, grouped_mobile(payment.payer.phone))),
        ("co.fee.line", surcharge),
        ("pay.method", method_name(payment.method, language)),
        ("pay.txn", payment.gateway_ref),
        ("pay.time", date_and_time(payment.paid_at or payment.created_at, language)),
        ("co.receipt.code", payment.code),
        ("co.back.part", format_taka(payment.refunded, language) if payment.refunded else ""),
    )
    return tuple(row for row in every if row[1])
