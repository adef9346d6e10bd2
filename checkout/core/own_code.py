"""A shop's own Bangla QR: whether a text is one, what is shown of it, and whose word there can be about its money.

See docs/decisions/0062-money-at-the-shops-own-account.md.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import emvqr
from checkout.errors import BadFields, Problem
from codes import CODE_LENGTH
from language import plain_line
from money import PAYMENT_MOST

_SENTENCE: Final[Mapping[type[emvqr.CodeError], str]] = {
    emvqr.NotACode: "qr_other",
    emvqr.NotWhole: "qr_cut",
    emvqr.WrongChecksum: "qr_changed",
    emvqr.WrongLength: "qr_made_wrong",
    emvqr.Repeated: "qr_made_wrong",
    emvqr.Missing: "qr_made_wrong",
    emvqr.WrongValue: "qr_made_wrong",
    emvqr.OtherCountry: "qr_country",
    emvqr.OtherCurrency: "qr_currency",
    emvqr.OtherScheme: "qr_scheme",
    emvqr.PersonsCode: "qr_person",
    emvqr.OneTimeCode: "qr_one_time",
    emvqr.AsksForMore: "qr_tip",
    emvqr.NoRoom: "qr_no_room",
}
"""What a shopkeeper is told of each, `field.<code>`."""
_LONGEST_REFERENCE: Final = "0" * CODE_LENGTH
# Of cards too.
_FIRST_ACCOUNT, _LAST_ACCOUNT = "02", "51"


@dataclass(frozen=True, slots=True)
class OwnCode:
    """A shop's own code. The names are its bank's, and are cleaned as all texts that somebody gives."""

    text: str
    """As it was read, to the byte."""
    name: str
    local_name: str
    """In Bangla script, where the code has it."""
    city: str
    bank: str
    """The name of the bank or wallet; empty where the code says none that we know."""
    accounts: str
    """Tells the accounts that it pays from all others; nothing can be paid by it."""


def read_own_code(text: str, field: str = "text") -> OwnCode:
    """The code in what was scanned or pasted, if codes for one payment can be made of it.

    Raises BadFields about `field`, with one sentence for whatever it is instead.
    """
    try:
        shop = emvqr.read_shop_code(text)
        # As much as any link asks for, with as long a reference: what goes well here goes well for each.
        emvqr.one_time_code(shop, PAYMENT_MOST, _LONGEST_REFERENCE)
    except emvqr.CodeError as error:
        raise BadFields(Problem(field, _SENTENCE[type(error)])) from error
    if shop.amount is not None:
        # What hangs on the counter would have each payer pay the same, and the shop's own link is for any sum.
        raise BadFields(Problem(field, "qr_sum"))
    if not plain_line(shop.name):
        raise BadFields(Problem(field, _SENTENCE[emvqr.Missing]))
    return OwnCode(
        shop.code.text,
        name=plain_line(shop.name),
        local_name=plain_line(shop.local_name),
        city=plain_line(shop.city),
        bank=shop.accounts[0].institution_name,
        accounts=_accounts(shop.code),
    )


def kept_own_code(text: str) -> OwnCode | None:
    """The one that a shop has; None for none, and for one that this program, being another one, takes no more."""
    try:
        return read_own_code(text) if text else None
    except BadFields:
        return None


def is_told_of(code: OwnCode, told_accounts: str) -> bool:
    """Whether a server tells of money that is paid by it: of its accounts, and of no others, the operator said so.

    Without that word nothing that is paid by the code can turn green.
    """
    return bool(told_accounts) and code.accounts == told_accounts


def _accounts(code: emvqr.QrCode) -> str:
    """All accounts: whoever pays by a second one of them pays one of which nobody may tell us."""
    named = "".join(f"{one.id} {one.value}\n" for one in code.fields if _FIRST_ACCOUNT <= one.id <= _LAST_ACCOUNT)
    return hashlib.sha256(named.encode()).hexdigest()
