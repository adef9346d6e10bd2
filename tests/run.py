"""The whole suite, in parts that run at the same time: much of a test is waiting for another process.

With arguments it is pytest with those arguments.
"""

import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack

PARTS = {
    "the app in the browser": ["tests/browser/shop"],
    "the whole over HTTP": ["tests/whole"],
    "everything else": ["tests", "--ignore=tests/browser/shop", "--ignore=tests/whole"],
}


def main(arguments: list[str]) -> int:
    """The exit code: 0 only when every part is green."""
    pytest = [sys.executable, "-m", "pytest"]
    if arguments:
        return subprocess.call([*pytest, *arguments])
    began = time.monotonic()
    with ExitStack() as open_files:
        said = {name: open_files.enter_context(tempfile.TemporaryFile()) for name in PARTS}
        running = {
            name: subprocess.Popen([*pytest, *part], stdout=said[name], stderr=subprocess.STDOUT)
            for name, part in PARTS.items()
        }
        try:
            for name, process in running.items():
                process.wait()
                said[name].seek(0)
                tell(f"\n{name}:\n", said[name].read().decode(errors="replace"))
        finally:
            for process in running.values():
                process.terminate()
                process.wait()
    code = max(process.returncode for process in running.values())
    tell(f"{'RED' if code else 'green'} after {time.monotonic() - began:.0f} s\n")
    return code


def tell(*words: str) -> None:
    sys.stdout.writelines(words)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
