"""A shop's Bangla QR: what it says of the shop, and whether it is one. Source: docs/gateways/bangla-qr.md."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from emvqr.code import ALWAYS_THERE, QrCode, read_code
from emvqr.errors import CodeError, Missing, OtherCountry, OtherCurrency, OtherScheme, PersonsCode, WrongValue
from emvqr.fields import Field, value_of
from emvqr.institutions import institution_name
from money import Money

METHOD: Final = "01"
CATEGORY: Final = "52"
CURRENCY: Final = "53"
AMOUNT: Final = "54"
COUNTRY: Final = "58"
NAME: Final = "59"
CITY: Final = "60"
MORE: Final = "62"
LANGUAGE: Final = "64"
STATIC: Final = "11"
ONE_TIME: Final = "12"
AMOUNT_LENGTH_MOST: Final = 13
_TAKA: Final = "050"
_BANGLADESH: Final = "BD"
_PERSON_TO_PERSON: Final = "4829"
_FIRST_ACCOUNT, _LAST_ACCOUNT = "26", "51"
_FOUR_DIGITS: Final = re.compile("[0-9]{4}")
_SUM: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{0,2})?")


@dataclass(frozen=True, slots=True)
class Account:
    """Where the money goes, as the shop's bank, wallet or payment company wrote it. Never made by us."""

    place: str
    """The id of the field that it stands in: 26, or one up to 51."""
    rules: str
    """By whose rules it is read: `com.pubalibankbd`."""
    institution: str
    """Four digits, where it says them in the way that is known; else empty."""
    number: str

    @property
    def institution_name(self) -> str:
        """The bank's or wallet's name; empty where the number says none that we know."""
        return institution_name(self.institution)


@dataclass(frozen=True, slots=True)
class ShopCode:
    """A shop's code. `amount` is None where the payer types it."""

    code: QrCode
    accounts: tuple[Account, ...]
    name: str
    city: str
    local_name: str
    """The name in Bangla script, where the code has it."""
    amount: Money | None
    is_static: bool
    """Whether it may be paid again and again."""


def read_shop_code(text: str) -> ShopCode:
    """A shop's Bangla QR. Raises CodeError: a class of its own for whatever it is instead."""
    code = read_code(text)
    country, currency = value_of(code.fields, COUNTRY), value_of(code.fields, CURRENCY)
    # Those of other countries leave out what ours all have, so that where a code is from is said first.
    if country not in ("", _BANGLADESH):
        raise OtherCountry(country)
    if currency not in ("", _TAKA):
        raise OtherCurrency(currency)
    accounts = _accounts(code)
    if not accounts:
        raise OtherScheme("no account of 26 to 51")
    if value_of(code.fields, CATEGORY) == _PERSON_TO_PERSON:
        raise PersonsCode("the category is person to person")
    for field_id in sorted(ALWAYS_THERE):
        if not value_of(code.fields, field_id).strip():
            raise Missing(field_id)
    if not _FOUR_DIGITS.fullmatch(value_of(code.fields, CATEGORY)):
        raise WrongValue(CATEGORY)
    for one in code.fields:
        if one.id == MORE:
            code.inside(one)
    return ShopCode(
        code,
        accounts,
        name=value_of(code.fields, NAME).strip(),
        city=value_of(code.fields, CITY).strip(),
        local_name=_local_name(code),
        amount=_amount(value_of(code.fields, AMOUNT)),
        is_static=_is_static(value_of(code.fields, METHOD)),
    )


def _accounts(code: QrCode) -> tuple[Account, ...]:
    """Those that say whose rules they follow. Raises WrongLength and Repeated."""
    templates = [one for one in code.fields if _FIRST_ACCOUNT <= one.id <= _LAST_ACCOUNT]
    read = [_account(one, code.inside(one)) for one in templates]
    return tuple(one for one in read if one.rules)


def _account(template: Field, inside: tuple[Field, ...]) -> Account:
    """Of the form inside only two acquirers' were seen, so that what is of another one is no fault."""
    institution = value_of(inside, "02")
    return Account(
        template.id,
        rules=value_of(inside, "00").strip(),
        institution=institution if _FOUR_DIGITS.fullmatch(institution) else "",
        number=value_of(inside, "03"),
    )


def _local_name(code: QrCode) -> str:
    """Nothing depends on it but what is shown, so that one which cannot be read is none."""
    try:
        templates = [code.inside(one) for one in code.fields if one.id == LANGUAGE]
    except CodeError:
        return ""
    return value_of(templates[0], "01").strip() if templates else ""


def _amount(written: str) -> Money | None:
    if not written:
        return None
    if len(written) > AMOUNT_LENGTH_MOST or not _SUM.fullmatch(written):
        raise WrongValue(AMOUNT)
    amount = Money.of_decimal(Decimal(written))
    if not amount:
        raise WrongValue(AMOUNT)
    return amount


def _is_static(method: str) -> bool:
    """A code that does not say it is for one payment is for many."""
    if method not in ("", STATIC, ONE_TIME):
        raise WrongValue(METHOD)
    return method != ONE_TIME
