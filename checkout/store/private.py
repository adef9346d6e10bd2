"""Files that only their owner reads: payers' details stand in them."""

import contextlib
from pathlib import Path
from typing import Final

_OWNERS: Final = 0o600
_BESIDE: Final = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a database."""


def new_private_file(file: Path) -> None:
    """An empty file in place of whatever was there, never open to others for a moment. Raises OSError."""
    file.unlink(missing_ok=True)
    file.touch(mode=_OWNERS, exist_ok=False)


def make_private(database: Path) -> None:
    """Close an SQLite file and what lies beside it to others; one that somebody else made is left as it is."""
    for suffix in _BESIDE:
        with contextlib.suppress(OSError):
            database.with_name(database.name + suffix).chmod(_OWNERS)
