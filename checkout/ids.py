"""Ids and codes made at random."""

import re
import secrets
from typing import Final

from uuid6 import uuid7

# Crockford's base 32: no I, L, O or U, so that a code read aloud or typed is not mistaken.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH: Final = 10  # 50 bits: not to be guessed at the rate that is allowed.
_TRAN_ID_LENGTH: Final = 18  # Every gateway takes 20 letters and digits.
_MISREAD: Final = str.maketrans("ILO", "110")


def new_id(prefix: str) -> str:
    """`pl_` and a UUIDv7: ids sort by the time they were made."""
    return f"{prefix}_{uuid7()}"


def is_id(prefix: str, text: str) -> bool:
    """Whether the text is an id with this prefix, as new_id makes them."""
    uuid = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    return re.fullmatch(f"{prefix}_{uuid}", text) is not None


def new_code() -> str:
    """The code of a fixed link or of a payment's page."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))


def new_tran_id() -> str:
    """Our reference for one attempt at a gateway."""
    return "AD" + "".join(secrets.choice(_ALPHABET) for _ in range(_TRAN_ID_LENGTH - 2))


def read_code(text: str) -> str:
    """A code as a person may have typed it, in the form in which it is kept."""
    return text.strip().upper().translate(_MISREAD)
