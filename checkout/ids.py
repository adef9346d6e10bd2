"""Ids made at random."""

import secrets
from typing import Final

from uuid6 import uuid7

from codes import ALPHABET

_TRAN_ID_LENGTH: Final = 18  # Every gateway takes 20 letters and digits.


def new_id(prefix: str) -> str:
    """`pl_` and a UUIDv7: ids sort by the time they were made."""
    return f"{prefix}_{uuid7()}"


def id_pattern(prefix: str) -> str:
    """What an id with this prefix matches, whole, in every dialect of regular expressions."""
    return f"^{prefix}_[0-9a-f]{{8}}-[0-9a-f]{{4}}-7[0-9a-f]{{3}}-[89ab][0-9a-f]{{3}}-[0-9a-f]{{12}}$"


def new_tran_id() -> str:
    """Our reference for one attempt at a gateway."""
    return "AD" + "".join(secrets.choice(ALPHABET) for _ in range(_TRAN_ID_LENGTH - 2))
