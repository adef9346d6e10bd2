"""What a believed notice tells of one payment, whatever way it was made. No input or output.

Source: docs/gateways/bkash.md, "Notices with a signature".
"""

import re
from datetime import datetime
from typing import Final

from checkout.core.direct_payment import SHORT_CODE, ToldPayment, UnreadablePayment
from checkout.gateways.bkash.reading import fields_of
from checkout.gateways.wire import NotJson, money, read_json, text, word
from language import DHAKA

# By which way money came in, where it was by a code in the payer's app: of people, and of other merchants.
_BY_QR: Final = frozenset(("10003126", "10003209"))
_TRX_ID: Final = re.compile("[0-9A-Za-z]{1,40}")
_MOMENT: Final = re.compile("[0-9]{14}")
# bKash began in 2011; the year 1 is a moment too, and none in UTC.
_YEARS: Final = range(2011, 2100)


def read_told_payment(message: str) -> ToldPayment | UnreadablePayment | None:
    """The payment in the message of a Notification; None where it says that none was completed.

    One that is not whole, or not of taka, is no payment, and yet money may have moved: a person has to look.
    """
    try:
        told = fields_of(read_json(message.encode("utf-8", "ignore"), names_once=True))
    except NotJson:
        return UnreadablePayment("", "no message that can be read in one way alone")
    if word(told.get("transactionstatus")) != "completed":
        return None
    amount, trx_id, shop_code = money(told.get("amount")), text(told.get("trxid")), text(told.get("creditshortcode"))
    paid_at = _moment(text(told.get("datetime")))
    if not _TRX_ID.fullmatch(trx_id):
        return UnreadablePayment("", "no number of bKash's")
    if text(told.get("currency")) != "BDT":
        return UnreadablePayment(trx_id, "not of taka")
    if not amount:
        return UnreadablePayment(trx_id, "no sum")
    if paid_at is None or not SHORT_CODE.fullmatch(shop_code):
        return UnreadablePayment(trx_id, "no moment" if paid_at is None else "no shop")
    invoice = text(told.get("merchantinvoicenumber"))
    return ToldPayment(trx_id, amount, paid_at, shop_code, invoice, text(told.get("transactiontype")) in _BY_QR)


def _moment(written: str) -> datetime | None:
    """Of Dhaka's clock: `20180419122246`."""
    try:
        read = datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=DHAKA) if _MOMENT.fullmatch(written) else None
    except ValueError:
        return None
    return None if read is None or read.year not in _YEARS else read
