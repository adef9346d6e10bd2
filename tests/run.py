"""The whole suite, in parts that run at the same time: much of a test is waiting for another process.

With arguments it is pytest with those arguments.
"""

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TextIO

from tests.progress import PIPE

_HERE = Path(__file__).parent


def _between(folder: str, first: str, last: str) -> list[str]:
    """The files of a folder whose names come not before the first and before the last."""
    return [str(path) for path in sorted((_HERE / folder).glob("test_*.py")) if first <= path.name[5:] < last]


_APART = ["tests/browser", "tests/whole", "tests/aday", "tests/checkout"]
_ROOMS_APART = [f"tests/checkout/{room}" for room in ("api", "commands", "pages", "http")]
# Each begins when one before it has ended, and stands back (`nice`) for those that take longest. A folder is parted where
# about half of its time is on each side; what waits much comes before what computes, which is never alone then.
PARTS = {
    "the app in the browser": (0, _between("browser/shop", "", "li")),
    "in another browser": (0, [*_between("browser/shop", "li", "~"), "tests/browser/payer"]),
    "more than the checkout": (1, ["tests", *(f"--ignore={path}" for path in _APART)]),
    "the whole over HTTP": (1, _between("whole", "", "m")),
    "more of it": (1, _between("whole", "m", "~")),
    "the checkout's other rooms": (1, ["tests/checkout", *(f"--ignore={path}" for path in _ROOMS_APART)]),
    "the checkout's calls": (1, ["tests/checkout/api", "tests/checkout/commands"]),
    "the commands": (1, ["tests/aday"]),
    "the checkout's pages": (1, ["tests/checkout/pages", "tests/checkout/http"]),
}
# On two cores six at once took longer than four.
_AT_ONCE = 4
# The disk is not waited for: what is thrown away in the end is kept in memory where there is enough.
_MEMORY, _MEMORY_BYTES = Path("/dev/shm"), 4 << 30
_PUTTING_AWAY_SECONDS = 30
# A person at a terminal sees each step; a log that is read afterwards needs no more than this.
_TERMINAL_SECONDS, _LOG_SECONDS = 0.5, 20.0


@dataclass
class Part:
    """One part of the suite, running in a process of its own."""

    name: str
    process: subprocess.Popen[bytes]
    said: IO[bytes]
    steps: IO[bytes]
    """What `tests.progress` tells of it; ends when the process has."""
    total: int = 0
    done: int = 0
    failed: int = 0
    began: float = field(default_factory=time.monotonic)
    unread: bytes = b""

    def took_in(self, raw: bytes) -> Iterator[str]:
        """Count what was told, and give what a person should read at once."""
        *lines, self.unread = (self.unread + raw).split(b"\n")
        for line in lines:
            step: Mapping[str, Any] = json.loads(line)
            self.total = step.get("total", self.total)
            self.done = step.get("done", self.done)
            if "failed" in step:
                self.failed += 1
                yield f"FAILED ({step['when']}) {step['failed']}: {step['why']}"

    def __str__(self) -> str:
        red = f", {self.failed} failed" if self.failed else ""
        return f"{self.name} {self.done}/{self.total or '?'}{red}"


class Progress:
    """One line that tells how far each part is: rewritten on a terminal, repeated now and then in a log."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._is_terminal = out, out.isatty()
        self._pause = _TERMINAL_SECONDS if self._is_terminal else _LOG_SECONDS
        self._began = self._told = time.monotonic()

    def show(self, parts: Sequence[Part], *, at_once: bool = False) -> None:
        now = time.monotonic()
        if not at_once and now - self._told < self._pause:
            return
        self._told = now
        line = f"{now - self._began:4.0f} s · " + " · ".join(map(str, parts))
        self._write(f"\r\033[K{line}" if self._is_terminal else f"{line}\n")

    def say(self, words: str) -> None:
        self._write(f"\r\033[K{words}\n" if self._is_terminal else f"{words}\n")

    def _write(self, words: str) -> None:
        self._out.write(words)
        self._out.flush()


def main(arguments: list[str]) -> int:
    """The exit code: 0 only when every part is green."""
    pytest = [sys.executable, "-m", "pytest", "-p", "tests.garbage", "-p", "tests.compiled"]
    if arguments:
        return subprocess.call([*pytest, *arguments])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # A job in the background is born deaf to it.
    began = time.monotonic()
    progress = Progress(sys.stdout)
    with ExitStack() as open_files:
        waiting = deque(PARTS.items())
        parts: list[Part] = []

        def begin() -> Part | None:
            """The next part, if there is one."""
            if not waiting:
                return None
            name, (behind, paths) = waiting.popleft()
            command = ["nice", "-n", str(behind), *pytest, "-p", "tests.progress", *paths]
            said = open_files.enter_context(tempfile.TemporaryFile())
            parts.append(start(name, command, said, open_files.enter_context(folder_in_memory())))
            return parts[-1]

        try:
            follow(begin, parts, progress)
            for part in parts:
                part.process.wait()
                part.said.seek(0)
                progress.say(f"\n{part.name}:\n{part.said.read().decode(errors='replace')}")
        finally:
            for part in parts:
                end(part.process)
                part.steps.close()
    # One that was killed ends below 0.
    code = int(any(part.process.returncode for part in parts))
    progress.say(f"{'RED' if code else 'green'} after {time.monotonic() - began:.0f} s")
    return code


@contextmanager
def folder_in_memory() -> Iterator[dict[str, str]]:
    """The environment that keeps temporary files in memory; empty where there is not enough of it."""
    try:
        is_enough = shutil.disk_usage(_MEMORY).free > _MEMORY_BYTES
    except OSError:
        is_enough = False
    if not is_enough:
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="aday-tests-", dir=_MEMORY, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # A database server of the tests' own runs as somebody else.
        yield {"TMPDIR": folder}


def start(name: str, command: list[str], said: IO[bytes], more: Mapping[str, str]) -> Part:
    """Begin a part. Its words are kept for the end, its steps come by a pipe."""
    reading, writing = os.pipe()
    # Compiled once and kept, whatever the machine is set to: the parts start many processes.
    environment = {**os.environ, **more, "PYTHONDONTWRITEBYTECODE": "", PIPE: str(writing)}
    try:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=environment, pass_fds=(writing,))
    finally:
        os.close(writing)
    return Part(name, process, said, os.fdopen(reading, "rb", buffering=0))


def follow(begin: Callable[[], Part | None], parts: Sequence[Part], progress: Progress) -> None:
    """Begin one part after another, some at once, and tell of them until each has ended."""
    with selectors.DefaultSelector() as waiting:

        def take(part: Part | None) -> None:
            if part is not None:
                waiting.register(part.steps, selectors.EVENT_READ, part)

        for _ in range(_AT_ONCE):
            take(begin())
        progress.show(parts, at_once=True)
        running = list(parts)
        while running or waiting.get_map():
            # Ended is whose process has, though something that a test started may hold its pipe still.
            still = [part for part in running if part.process.poll() is None]
            for _ in range(len(running) - len(still)):
                if (part := begin()) is not None:
                    take(part)
                    still.append(part)
            running = still
            ready = waiting.select(timeout=_TERMINAL_SECONDS)
            if not running and not ready:
                break
            for key, _ in ready:
                part = key.data
                raw = part.steps.read(65_536)
                if not raw:
                    waiting.unregister(part.steps)
                for words in part.took_in(raw):
                    progress.say(words)
            progress.show(parts)
        progress.show(parts, at_once=True)


def end(process: subprocess.Popen[bytes]) -> None:
    """Let a part that was cut short put away what it started: databases, servers, browsers."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_PUTTING_AWAY_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
