"""On PostgreSQL a command may meet another one at the same rows: one of the two is done again from the start."""

from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy.exc import DBAPIError

R = TypeVar("R")
# Serialization failure, deadlock, and a unique value that somebody else wrote in between.
_MET_ANOTHER: Final = ("40001", "40P01", "23505")
_TRIES: Final = 5


def until_alone(do_once: Callable[[], R], pause: Callable[[float], None]) -> R:
    """What it comes to once it meets no other; with a failure of its own, or the last of several meetings, it fails."""
    tries_count = 0
    while True:
        tries_count += 1
        try:
            return do_once()
        except Exception as error:
            if tries_count == _TRIES or not _met_another(error):
                raise
        # A little longer each time, and never the same for two.
        pause(0.01 * tries_count)


def _met_another(error: BaseException | None) -> bool:
    """Whether a command failed because another went on at the same moment; a refusal may rest on such a failure."""
    while error is not None:
        if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _MET_ANOTHER:
            return True
        error = error.__cause__
    return False
