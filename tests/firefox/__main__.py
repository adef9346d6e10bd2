"""Shows and measures notices in Debian's Firefox with the app's tab closed, and measures them in Chromium: `make firefox`.

Ends with 1 where a step does not hold or a payment is lost or told twice, and with 77 where there is no Firefox.
"""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure
from tests.firefox.browser import FIREFOX, Firefox, firefox
from tests.firefox.in_chromium import CHROMIUM, chromium
from tests.firefox.place import Place, place
from tests.firefox.proof import Proof
from tests.firefox.told import Payments, Told
from tests.firefox.ways import as_json
from tests.support.shop import close_devices

CANNOT_RUN: Final = 77
# Several a second, and with time for a worker that has to be stopped before.
_PAUSE_SECONDS, _ASLEEP_PAUSE_SECONDS = 0.25, 0.75
_ASLEEP: Final = 100
_WOKEN: Final = "Firefox, its worker asleep"
# A glance, so that each has a notice of its own.
_LOOKS_MS: Final = 50


def main() -> None:
    asked = argparse.ArgumentParser(prog="make firefox")
    asked.add_argument("--payments", type=int, default=1_000, help="so many are measured; 0: it is only shown")
    asked.add_argument("--pictures", type=Path, help="a folder for pictures of the notices")
    asked.add_argument(
        "--ways", type=Path, help="a folder for each step of each payment; of what went astray it is said anyway"
    )
    given = asked.parse_args()
    if shutil.which(FIREFOX) is None:
        sys.stderr.write(f"The notices in Firefox need {FIREFOX}, which is not here.\n")
        sys.exit(CANNOT_RUN)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with place(folder) as there:
            with firefox(folder / "firefox", there) as browser:
                Proof(browser, there, _say, lambda called, png: _keep(given.pictures, called, png)).all()
                told = _in_firefox(browser, there, given) if given.payments else {}
            if given.payments and CHROMIUM is None:
                _say("Chromium is not measured: Debian's chromium is not here.")
            elif given.payments:
                told |= _in_chromium(folder / "chromium", there, given)
        close_devices()
    if told:
        _print([row for where, one in told.items() for row in one.figures(where)])
    sys.exit(any(one.lost or one.doubled for one in told.values()))


def _in_firefox(browser: Firefox, there: Place, given: argparse.Namespace) -> dict[str, Told]:
    asleep = min(_ASLEEP, given.payments)
    return {
        "Firefox": _told(browser, there, given, given.payments, _PAUSE_SECONDS),
        _WOKEN: _told(browser, there, given, asleep, _ASLEEP_PAUSE_SECONDS, asleep=f"{there.app_url}/"),
    }


def _told(
    browser: Firefox, there: Place, given: argparse.Namespace, count: int, pause_seconds: float, asleep: str = ""
) -> Told:
    payments = Payments(there, count)
    browser.glass.clear()
    browser.glass.is_looked_at(_LOOKS_MS, asleep=asleep)
    payments.let_go(browser.glass.is_put_away, pause_seconds)
    return _explained(_WOKEN if asleep else "Firefox", *payments.told(browser.glass), given.ways)


def _in_chromium(folder: Path, there: Place, given: argparse.Namespace) -> dict[str, Told]:
    with chromium(folder, there) as browser:
        payments = Payments(there, given.payments)
        payments.let_go(browser.is_put_away, _PAUSE_SECONDS)
        return {"Chromium": _explained("Chromium", *payments.told(browser), given.ways)}


def _explained(where: str, told: Told, ways: Mapping[str, Sequence[str]], folder: Path | None) -> Told:
    """Say of each payment that went astray how far it came, and keep the way of all of them where that is asked for."""
    for line in told.unexplained:
        _say(f"{where}, {line}: {' · '.join(ways[line])}")
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{where}.jsonl").write_text(as_json(ways), encoding="utf-8")
    return told


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
