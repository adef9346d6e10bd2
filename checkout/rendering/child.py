"""A process that does one costly thing after another for the checkout: `python -m checkout.rendering.child FD`.

It gives way to everybody else on the machine, may take only so much memory, and ends when nobody holds the other end.
"""

import math
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

from checkout.errors import Refused

MEMORY_MOST_BYTES: Final = 1024**3
"""Of addresses, not of what is used: the libraries' own take a third of it."""
_NICE: Final = 10


class Faulty(Exception):
    """What was to be done failed by a mistake of ours; the text is the child's traceback."""


class TooCostly(Exception):
    """It takes more time or memory than it may."""


def main(fd: int) -> None:
    """Take what is asked from the line, and answer, until the line ends."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # What stops the checkout stops this too, when it has no more work to give.
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICE)
    _bound("RLIMIT_AS", MEMORY_MOST_BYTES)
    _bound("RLIMIT_CORE", 0)
    line: Connection[object, Any] = Connection(fd)
    while True:
        try:
            seconds, do, args = line.recv()
        except EOFError:
            return
        # The kernel ends us at it, wherever the time is spent.
        _bound("RLIMIT_CPU", math.ceil(time.process_time() + seconds))
        line.send(_answer(do, args))


def _answer(do: Callable[..., object], args: tuple[object, ...]) -> tuple[object, Exception | None]:
    """What it gave, or why not."""
    try:
        return do(*args), None
    except Refused as refused:
        return None, refused
    except MemoryError:
        return None, TooCostly("memory")
    except Exception:
        return None, Faulty(traceback.format_exc())


def _bound(name: str, most: int) -> None:
    """Let the kernel hold us to it; what was bound can be given more."""
    _, hardest = resource.getrlimit(getattr(resource, name))
    resource.setrlimit(getattr(resource, name), (most, hardest))


if __name__ == "__main__":
    # By its own name: what it sends is unpickled on the other side.
    from checkout.rendering.child import main as serve

    serve(int(sys.argv[1]))
