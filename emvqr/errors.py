"""What can be wrong with a code, a class for each sentence that a shopkeeper may have to be told.

CodeError
├── NotACode        the text is no payment code at all: an address, a name, nothing
├── NotWhole        it begins as one and its end is missing
├── WrongChecksum   something in it is not as it was made: a bad scan, or a hand that changed it
├── WrongLength     its checksum holds, and yet its fields do not fit together: it was made wrong
├── Repeated        a field is there twice, so that two readers could read two codes
├── Missing         a field that every code has is not there
├── WrongValue      a field holds what cannot stand in it
├── OtherCountry    it is of another country
├── OtherCurrency   it asks for other money than taka
├── OtherScheme     it names no account that Bangla QR pays to, such as one for cards alone
├── PersonsCode     it pays a person, not a shop
└── CannotMake      it is a shop's, and no code for one payment comes of it
    ├── OneTimeCode     it is for one payment itself
    ├── AsksForMore     it has the payer add a tip or a fee, so that not the sum would be paid
    ├── NoRoom          there is no room in it for our reference
    ├── WrongSum        the sum cannot be written into a code
    └── WrongReference  nor can the reference
"""


class CodeError(ValueError):
    """A code that cannot be used."""


class NotACode(CodeError):
    """The text is no payment code."""


class NotWhole(CodeError):
    """A code without its end."""


class WrongChecksum(CodeError):
    """A code that is not as it was made."""


class WrongLength(CodeError):
    """A code whose fields do not fit together."""


class AboutField(CodeError):
    """Something is wrong with one field. `field` is its id, with a template's before it: `59`, `62.01`."""

    def __init__(self, field: str) -> None:
        super().__init__(f"field {field}")
        self.field = field


class Repeated(AboutField):
    """A field that is there twice."""


class Missing(AboutField):
    """A field that is not there, or empty."""


class WrongValue(AboutField):
    """A field with something else than what stands in it."""


class OtherCountry(CodeError):
    """A code of another country, `country` in two letters, as it says."""

    def __init__(self, country: str) -> None:
        super().__init__(f"country {country}")
        self.country = country


class OtherCurrency(CodeError):
    """A code for other money than taka, `currency` in three digits (ISO 4217), as it says."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"currency {currency}")
        self.currency = currency


class OtherScheme(CodeError):
    """A code without an account that Bangla QR pays to."""


class PersonsCode(CodeError):
    """A code that pays a person."""


class CannotMake(CodeError):
    """No code for one payment can be made."""


class OneTimeCode(CannotMake):
    """The code is for one payment itself."""


class AsksForMore(CannotMake):
    """The code has the payer add a tip or a fee."""


class NoRoom(CannotMake):
    """The code has no room for the reference."""


class WrongSum(CannotMake):
    """The sum is none to be paid, or too long to be written."""


class WrongReference(CannotMake):
    """The reference is none that every app takes: one to 25 letters, digits and hyphens."""
