"""The codes in links and on receipts, as the app makes them and the checkout reads them."""

import secrets
from typing import Final

# Crockford's base 32: no I, L, O or U, so that a code read aloud or typed is not mistaken.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 11
_RANDOM_LENGTH: Final = CODE_LENGTH - 1  # 50 bits: not to be guessed at the rate that is allowed.
_MISREAD: Final = str.maketrans("ILO", "110")
# x^5 + x^2 + 1 is primitive: doubling in this field runs through all 31 values that are not zero.
_POLYNOMIAL: Final = 0b100101


def new_code() -> str:
    """A code that nobody has: ten characters at random and one that checks them."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM_LENGTH))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The character that shows a mistake: any one character wrong, or any two that changed places.

    The weights are successive powers of 2 in the field of 32 elements, all different.
    """
    value = 0
    for char in body:
        value = (value ^ ALPHABET.index(char)) << 1
        if value & 0b100000:
            value ^= _POLYNOMIAL
    return ALPHABET[value]


def read_code(text: str) -> str:
    """A code as a person may have typed it, in the form in which it is kept."""
    return text.strip().replace("-", "").replace(" ", "").upper().translate(_MISREAD)


def is_whole(code: str) -> bool:
    """Whether this can be a code that was made and not mistyped."""
    return looks_like_one(code) and len(code) == CODE_LENGTH and check_character(code[:-1]) == code[-1]


def looks_like_one(code: str) -> bool:
    """Whether somebody may have meant a code: about as long, and of its characters."""
    return CODE_LENGTH - 1 <= len(code) <= CODE_LENGTH + 1 and all(char in ALPHABET for char in code)
