"""Ids made at random."""

import re
import secrets
from typing import Final

from uuid6 import uuid7

from codes import ALPHABET

_TRAN_ID_LENGTH: Final = 18  # Every gateway takes 20 letters and digits.


def new_id(prefix: str) -> str:
    """`pl_` and a UUIDv7: ids sort by the time they were made."""
    return f"{prefix}_{uuid7()}"


def is_id(prefix: str, text: str) -> bool:
    """Whether the text is an id with this prefix, as new_id makes them."""
    uuid = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    return re.fullmatch(f"{prefix}_{uuid}", text) is not None


def new_tran_id() -> str:
    """Our reference for one attempt at a gateway."""
    return "AD" + "".join(secrets.choice(ALPHABET) for _ in range(_TRAN_ID_LENGTH - 2))
