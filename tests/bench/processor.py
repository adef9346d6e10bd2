"""The processor's time that another process has taken, to the microsecond: what /proc says is counted in hundredths."""

import time
from typing import Final

import psutil

# Linux: the clock of all threads of a process, as clock_getcpuclockid(3) makes it of the process's number.
_SCHEDULED: Final = 2


def processor_seconds(server: psutil.Process) -> float:
    """With those that it started and that still live."""
    return sum(time.clock_gettime(~one.pid << 3 | _SCHEDULED) for one in (server, *server.children(recursive=True)))


def tree_seconds(head: psutil.Process) -> float:
    """The same with those of its children that have ended, whose time /proc alone still tells."""
    ended = head.cpu_times()
    return processor_seconds(head) + float(ended.children_user + ended.children_system)
