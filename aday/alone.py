"""One program to a folder, one to a port: a second one says so in a sentence, and touches nothing."""

import os
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EADDRINUSE, EAGAIN
from pathlib import Path
from typing import Final

from aday.errors import CannotDo

if sys.platform != "win32":
    import fcntl

_TOLD_MOST: Final = 200
_BACKLOG: Final = 2048


@contextmanager
def alone_with(lock: Path, what: str, hint: str = "", unless: str = "") -> Iterator[None]:
    """Hold what belongs to this lock for as long as this goes on; a program that dies lets go of it.

    `what` begins the sentence for whoever comes second, `hint` is told to them as well, and `unless`
    begins the sentence for whoever cannot even ask. Raises CannotDo.
    """
    try:
        place = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotDo(f"{unless}{lock} cannot be written: {error.strerror}.") from None
    try:
        _take(place, lock, what)
        os.ftruncate(place, 0)
        os.write(place, f"by process {os.getpid()}{f', {hint}' if hint else ''}".encode())
        yield
    finally:
        os.close(place)


def _take(place: int, lock: Path, what: str) -> None:
    if sys.platform == "win32":  # Only the demo and the app run there, and their ports keep a second one out.
        return
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (EACCES, EAGAIN):
            raise CannotDo(f"{lock} cannot be locked: {error.strerror}.") from None
        by_whom = os.read(place, _TOLD_MOST).decode(errors="replace").strip()
        raise CannotDo(f"{what} already{f' {by_whom}' if by_whom else ''}; nothing was started.") from None


def folder_for(path: Path) -> None:
    """Make the folder where files are to be kept, unless it is there. Raises CannotDo."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        # One that an older version made; never one where others are at home too.
        if path.resolve() not in (Path.cwd(), Path.home(), Path("/")) and not path.stat().st_mode & stat.S_ISVTX:
            with suppress(PermissionError):
                path.chmod(0o700)
    except OSError as error:
        raise CannotDo(f"No files can be kept in {path}: {error.strerror}.") from None


def listening_at(host: str, port: int, option: str) -> socket.socket:
    """A place to listen at, taken now. Raises CannotDo naming the option that chooses another one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    place = socket.socket(family)
    try:
        if os.name == "posix":
            # A place that was used a moment ago may be taken; one that is in use may not.
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind((host, port))
        place.listen(_BACKLOG)
    except socket.gaierror:
        place.close()
        raise CannotDo(f"{host} is no address of this machine: choose another one with --host.") from None
    except OSError as error:
        place.close()
        raise CannotDo(_why_not(error, host, port, option)) from None
    place.set_inheritable(True)
    return place


def _why_not(error: OSError, host: str, port: int, option: str) -> str:
    if error.errno == EADDRINUSE:
        return f"Port {port} is used by another program: choose another one with {option}."
    if error.errno == EACCES:
        return f"Port {port} is for the system's own programs: choose one from 1024 with {option}."
    return f"{host} is no address of this machine: choose another one with --host."
