"""What a receipt says, on the page and on paper."""

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.core.payment import Payment
from checkout.core.payment_status import Status
from language import Language, date_and_time, grouped_mobile, in_digits_of, method_name
from money import format_taka


def rows(payment: Payment, link: Link, merchant: Merchant, language: Language) -> list[tuple[str, str]]:
    """Key of the catalog and value, for whatever is known."""
    surcharge = format_taka(payment.surcharge, language) if payment.surcharge else ""
    every = [
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
    ]
    return [row for row in every if row[1]]


def proof_url(public_url: str, payment: Payment) -> str:
    """Where anybody can check the receipt; its QR leads there."""
    return f"{public_url}/v?c={payment.code}"


def is_given_back(payment: Payment) -> bool:
    """Green is for money that the shop still has: a receipt kept must not pass for one after a refund."""
    return payment.status is Status.REFUNDED
