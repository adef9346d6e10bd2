"""What a believed notice tells of one payment, whatever way it was made. No input or output.

Source: docs/gateways/bkash.md, "Notices with a signature".
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from checkout.gateways.bkash.reading import fields_of
from checkout.gateways.wire import NotJson, money, read_json, text, word
from language import DHAKA
from money import Money

# By which way money came in, where it was by a code in the payer's app: of people, and of other merchants.
_BY_QR: Final = frozenset(("10003126", "10003209"))
_TRX_ID: Final = re.compile("[0-9A-Za-z]{1,40}")
_MOMENT: Final = re.compile("[0-9]{14}")


@dataclass(frozen=True, slots=True)
class ToldPayment:
    """Money that bKash says it has taken for a shop. Who paid is left out: nothing is decided by it."""

    trx_id: str
    amount: Money
    paid_at: datetime
    shop_code: str
    """bKash's short code of the shop that it went to."""
    invoice: str
    """The number of ours that came with it; empty for a code without one."""
    by_qr: bool


def read_told_payment(message: str) -> ToldPayment | None:
    """The payment in the message of a Notification; None for one that is not completed, in taka and whole."""
    try:
        told = fields_of(read_json(message.encode("utf-8", "ignore"), names_once=True))
    except NotJson:
        return None
    amount, trx_id, shop_code = money(told.get("amount")), text(told.get("trxid")), text(told.get("creditshortcode"))
    paid_at = _moment(text(told.get("datetime")))
    if word(told.get("transactionstatus")) != "completed" or text(told.get("currency")) != "BDT":
        return None
    if not amount or not _TRX_ID.fullmatch(trx_id) or not shop_code or paid_at is None:
        return None
    invoice = text(told.get("merchantinvoicenumber"))
    return ToldPayment(trx_id, amount, paid_at, shop_code, invoice, text(told.get("transactiontype")) in _BY_QR)


def _moment(written: str) -> datetime | None:
    """Of Dhaka's clock: `20180419122246`."""
    try:
        return datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=DHAKA) if _MOMENT.fullmatch(written) else None
    except ValueError:
        return None
