"""Shows and measures notices in Debian's Firefox with the app's tab closed, and measures them in Chromium: `make firefox`.

Ends with 1 where a step does not hold or a payment is lost or told twice, and with 77 where there is no Firefox.
"""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure
from tests.firefox.browser import FIREFOX, firefox
from tests.firefox.measured import PAYMENTS, Run, in_chromium, in_firefox
from tests.firefox.place import place
from tests.firefox.proof import Proof
from tests.support.shop import close_devices

CANNOT_RUN: Final = 77


def main() -> None:
    asked = argparse.ArgumentParser(prog="make firefox")
    asked.add_argument("--payments", type=int, default=PAYMENTS, help="so many are measured; 0: it is only shown")
    asked.add_argument("--pictures", type=Path, help="a folder for pictures of the notices")
    asked.add_argument(
        "--ways", type=Path, help="a folder for each step of each payment; of what went astray it is said anyway"
    )
    given = asked.parse_args()
    if shutil.which(FIREFOX) is None:
        sys.stderr.write(f"The notices in Firefox need {FIREFOX}, which is not here.\n")
        sys.exit(CANNOT_RUN)
    run = Run(given.payments, _say, given.ways)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with place(folder) as there:
            with firefox(folder / "firefox", there) as browser:
                Proof(browser, there, _say, lambda called, png: _keep(given.pictures, called, png)).all()
                told = in_firefox(browser, there, run) if run.count else {}
            if run.count:
                told |= in_chromium(folder / "chromium", there, run)
        close_devices()
    if told:
        _print([row for where, one in told.items() for row in one.figures(where)])
    sys.exit(any(one.lost or one.doubled for one in told.values()))


def _keep(pictures: Path | None, name: str, png: bytes) -> None:
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
        (pictures / f"notice-{name}.png").write_bytes(png)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _print(figures: list[Figure]) -> None:
    _say(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    _say("| what | may be | was |\n| --- | --- | --- |")
    for figure in figures:
        _say(f"| {figure.what} | {figure.limit} | {figure.found} |")


if __name__ == "__main__":
    main()
