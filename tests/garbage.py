"""Lets Python look for garbage seldom: it took a seventh of the suite's time to look after each 700 new objects.

A pytest plugin (`-p tests.garbage`).
"""

import gc
from typing import Final

_NEW_OBJECTS: Final = 20_000, 20, 20

# While everything is loaded, which stays.
gc.disable()


def pytest_collection_finish() -> None:
    seldom()


def seldom() -> None:
    """From now on, for what was made until now stays."""
    gc.freeze()
    gc.set_threshold(*_NEW_OBJECTS)
    gc.enable()
