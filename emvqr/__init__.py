"""Bangla QR: reading a shop's code, checking it, and making one for a single payment out of it. No input or output."""

from emvqr.code import LENGTH_MOST, QrCode, checksum, read_code
from emvqr.errors import (
    AboutField,
    AsksForMore,
    CannotMake,
    CodeError,
    Missing,
    NoRoom,
    NotACode,
    NotWhole,
    OneTimeCode,
    OtherCountry,
    OtherCurrency,
    OtherScheme,
    PersonsCode,
    Repeated,
    WrongChecksum,
    WrongLength,
    WrongReference,
    WrongSum,
    WrongValue,
)
from emvqr.fields import Field, read_fields, write_fields
from emvqr.institutions import institution_name
from emvqr.one_time import BILL_NUMBER, REFERENCE_LABEL, one_time_code
from emvqr.shop import Account, ShopCode, read_shop_code

__all__ = [
    "BILL_NUMBER",
    "LENGTH_MOST",
    "REFERENCE_LABEL",
    "AboutField",
    "Account",
    "AsksForMore",
    "CannotMake",
    "CodeError",
    "Field",
    "Missing",
    "NoRoom",
    "NotACode",
    "NotWhole",
    "OneTimeCode",
    "OtherCountry",
    "OtherCurrency",
    "OtherScheme",
    "PersonsCode",
    "QrCode",
    "Repeated",
    "ShopCode",
    "WrongChecksum",
    "WrongLength",
    "WrongReference",
    "WrongSum",
    "WrongValue",
    "checksum",
    "institution_name",
    "one_time_code",
    "read_code",
    "read_fields",
    "read_shop_code",
    "write_fields",
]
