"""A code for one payment, out of the one that a shop has on its counter. Source: docs/gateways/bangla-qr.md."""

import re
from typing import Final, Literal

from emvqr.code import LENGTH_MOST, QrCode
from emvqr.errors import AsksForMore, NoRoom, OneTimeCode, WrongLength, WrongReference, WrongSum
from emvqr.fields import Field, with_field
from emvqr.shop import AMOUNT, AMOUNT_LENGTH_MOST, METHOD, MORE, ONE_TIME, ShopCode, read_shop_code
from money import Money

BILL_NUMBER: Final = "01"
REFERENCE_LABEL: Final = "05"
_MORE_TO_PAY: Final = frozenset(("55", "56", "57"))
"""Whether a tip or a fee is asked for, and how much: some apps may read the sum without the question."""
_REFERENCE: Final = re.compile(r"[0-9A-Za-z-]{1,25}")


def one_time_code(shop: ShopCode, amount: Money, reference: str, *, place: Literal["01", "05"] = BILL_NUMBER) -> QrCode:
    """The shop's code for this sum, with a reference of ours; all else stays as it was, to the byte and in its order.

    `place` says where the reference stands: as the bill's number, or as a label. Raises CannotMake.
    """
    if not shop.is_static:
        raise OneTimeCode("it is for one payment itself")
    if any(one.id in _MORE_TO_PAY and one.value for one in shop.code.fields):
        raise AsksForMore("it has the payer add a tip or a fee")
    if amount <= Money(0) or len(amount.decimal_text) > AMOUNT_LENGTH_MOST:
        raise WrongSum(f"{amount.decimal_text} taka")
    if not _REFERENCE.fullmatch(reference):
        raise WrongReference("one to 25 letters, digits and hyphens")
    fields = with_field(shop.code.fields, Field(METHOD, ONE_TIME))
    fields = with_field(fields, Field(AMOUNT, amount.decimal_text))
    try:
        fields = with_field(fields, Field(MORE, _with_reference(shop.code, Field(place, reference))))
        made = QrCode(fields, shop.code.counts_bytes)
        length = len(made.text)
    except WrongLength:
        raise NoRoom("the reference does not fit beside what is there") from None
    if length > LENGTH_MOST:
        raise NoRoom("the code would be too long")
    return made


def code_to_pay(static: str, amount: Money | None, reference: str) -> str:
    """The text to draw for a payer: the shop's code for this sum, or as it is where the payer types one.

    Raises CodeError.
    """
    shop = read_shop_code(static)
    return shop.code.text if amount is None else one_time_code(shop, amount, reference).text


def _with_reference(code: QrCode, reference: Field) -> str:
    """What the template of further facts holds with it."""
    there = next((code.inside(one) for one in code.fields if one.id == MORE), ())
    return code.write_inside(with_field(there, reference))
