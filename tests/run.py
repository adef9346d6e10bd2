"""The whole suite, in parts that run at the same time: much of a test is waiting for another process.

With arguments it is pytest with those arguments.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack

# What takes longest goes first, and the others stand back for it (`nice`), so that all of them end at about one time.
PARTS = {
    "the app in the browser": (0, ["tests/browser/shop"]),
    "the whole over HTTP": (3, ["tests/whole"]),
    "everything else": (5, ["tests", "--ignore=tests/browser/shop", "--ignore=tests/whole"]),
}
_PUTTING_AWAY_SECONDS = 30


def main(arguments: list[str]) -> int:
    """The exit code: 0 only when every part is green."""
    pytest = [sys.executable, "-m", "pytest"]
    if arguments:
        return subprocess.call([*pytest, *arguments])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # A job in the background is born deaf to it.
    # Compiled once and kept, whatever the machine is set to: the parts start many processes.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    began = time.monotonic()
    with ExitStack() as open_files:
        said = {name: open_files.enter_context(tempfile.TemporaryFile()) for name in PARTS}
        running = {
            name: subprocess.Popen(
                ["nice", "-n", str(behind), *pytest, *part],
                stdout=said[name],
                stderr=subprocess.STDOUT,
                env=environment,
            )
            for name, (behind, part) in PARTS.items()
        }
        try:
            for name, process in running.items():
                process.wait()
                said[name].seek(0)
                tell(f"\n{name}:\n", said[name].read().decode(errors="replace"))
        finally:
            for process in running.values():
                end(process)
    # One that was killed ends below 0.
    code = int(any(process.returncode for process in running.values()))
    tell(f"{'RED' if code else 'green'} after {time.monotonic() - began:.0f} s\n")
    return code


def end(process: subprocess.Popen[bytes]) -> None:
    """Let a part that was cut short put away what it started: databases, servers, browsers."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_PUTTING_AWAY_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def tell(*words: str) -> None:
    sys.stdout.writelines(words)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
