"""Bangladeshi mobile numbers, as people write them."""

import phonenumbers

from language import bangla_digits, latin_digits, without_marks


class NotMobile(ValueError):
    """The text is not a Bangladeshi mobile number."""


def mobile_e164(text: str) -> str:
    """`০১৭১২-৩৪৫৬৭৮` as `+8801712345678`. Raises NotMobile."""
    try:
        number = phonenumbers.parse(latin_digits(without_marks(text)), "BD")
    except phonenumbers.NumberParseException as error:
        raise NotMobile(str(error)) from error
    local = str(number.national_number)
    # Mobile numbers are ten digits that begin with 13 to 19 (BTRC numbering plan); the library
    # itself knows only the ranges in use, and a new one must not lock a shop out.
    if number.country_code != 880 or len(local) != 10 or local[0] != "1" or local[1] not in "3456789":
        raise NotMobile(text)
    return f"+880{local}"


def local_form(e164: str) -> str:
    """`+8801712345678` as people dial it: `01712345678`."""
    return e164.replace("+880", "0", 1)


def name_of_unnamed(e164: str) -> str:
    """What a shop is called until its keeper names it, so that a payer at least sees whose it is."""
    return f"দোকান {bangla_digits(local_form(e164))}"
