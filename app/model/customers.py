"""Whom a link is for: one box takes a name, a mobile number or both, and offers who paid before."""

import re
from typing import Final

from app.model.records import Customer
from language import Language, grouped_mobile, in_digits_of, latin_digits, plain_line

# Ten digits that begin with 13 to 19, after a 0 or the country's 880 (BTRC numbering plan).
_MOBILE: Final = re.compile(r"(?<!\d)(?:\+?880[\s\u2010-\u2013-]?|0)(1[3-9](?:[\s\u2010-\u2013-]?\d){8})(?!\d)")
_BETWEEN: Final = " \t·,;:-()"


def read_customer(typed: str) -> Customer:
    """`নুসরাত, ০১৭০০-০০০৪৫৬` as a name and a number; what holds no mobile number is all name."""
    typed = plain_line(typed)
    found = _MOBILE.search(latin_digits(typed))  # Of the same length: where it stands is where it was typed.
    if found is None:
        return Customer(" ".join(typed.split()), "")
    rest = f"{typed[: found.start()].rstrip(_BETWEEN)} {typed[found.end() :].lstrip(_BETWEEN)}"
    return Customer(" ".join(rest.split()).strip(_BETWEEN), f"0{re.sub('[^0-9]', '', found[1])}")


def called(customer: Customer, language: Language) -> str:
    """The name, or the number where there is no more; empty for anybody."""
    if customer.name and customer.name != customer.phone:
        return customer.name
    return in_digits_of(language, grouped_mobile(customer.phone))


def written(customer: Customer, language: Language) -> str:
    """As the box shows it, and reads it again."""
    phone = in_digits_of(language, grouped_mobile(customer.phone))
    name = called(customer, language)
    return name if name == phone or not phone else f"{name} {phone}"
