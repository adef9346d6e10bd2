"""The codes in links and on receipts: how they are made, and what they tell of themselves."""

import hashlib
import hmac
import secrets
from typing import Final

# Crockford's base 32: no I, L, O or U, so that a code read aloud or typed is not mistaken.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 13
OLD_CODE_LENGTH: Final = 11
"""Of codes made before they told their shop: ten characters at random, on paper and in messages for years to come."""
_LENGTHS: Final = (OLD_CODE_LENGTH, CODE_LENGTH)
_DRAWN_LENGTH: Final = 6
_MARK_LENGTH: Final = CODE_LENGTH - 1 - _DRAWN_LENGTH
_BITS_OF_ONE: Final = 5
# x^5 + x^2 + 1 is primitive: doubling in this field runs through all 31 values that are not zero.
_POLYNOMIAL: Final = 0b100101


def new_code() -> str:
    """A code that nobody has: twelve characters at random, 60 bits, and one that checks them."""
    body = _drawn(CODE_LENGTH - 1)
    return body + check_character(body)


def new_shop_code(link_key: str) -> str:
    """A code that only this shop can have made: six characters at random, their mark under its key, and the check.

    To whoever has no key all twelve are random.
    """
    drawn = _drawn(_DRAWN_LENGTH)
    body = drawn + _mark(drawn, link_key)
    return body + check_character(body)


def is_of_shop(code: str, link_key: str) -> bool:
    """Whether the code was made with this key: of a thousand million codes of others, one passes."""
    if not link_key or not is_whole(code) or len(code) != CODE_LENGTH:
        return False
    return hmac.compare_digest(code[_DRAWN_LENGTH:-1], _mark(code[:_DRAWN_LENGTH], link_key))


def is_old(code: str) -> bool:
    """Whether it is a whole code of the time when codes did not tell their shop."""
    return is_whole(code) and len(code) == OLD_CODE_LENGTH


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


def is_whole(code: str) -> bool:
    """Whether this can be a code that was made and not mistyped."""
    return looks_like_one(code) and len(code) in _LENGTHS and check_character(code[:-1]) == code[-1]


def looks_like_one(code: str) -> bool:
    """Whether somebody may have meant a code: about as long, and of its characters."""
    return OLD_CODE_LENGTH - 1 <= len(code) <= CODE_LENGTH + 1 and all(char in ALPHABET for char in code)


def _drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _mark(drawn: str, link_key: str) -> str:
    """The first thirty bits of HMAC-SHA256 of what was drawn, under the shop's key."""
    bits = int.from_bytes(hmac.digest(link_key.encode(), drawn.encode(), hashlib.sha256)[:4], "big") >> 2
    places = range(_BITS_OF_ONE * (_MARK_LENGTH - 1), -1, -_BITS_OF_ONE)
    return "".join(ALPHABET[bits >> place & 0b11111] for place in places)
