"""Payments whose notices are timed, in Firefox with its worker awake and asleep, and in Chromium."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure
from tests.firefox.browser import FIREFOX, Firefox, firefox
from tests.firefox.in_chromium import CHROMIUM, chromium
from tests.firefox.place import Place, place
from tests.firefox.told import Payments, Told
from tests.firefox.ways import as_json

PAYMENTS: Final = 1_000
# The whole of `make bench` is to end within twenty minutes.
_IN_BENCH: Final = 40
# Several a second, and with time for a worker that has to be stopped before.
_PAUSE_SECONDS, _ASLEEP_PAUSE_SECONDS = 0.25, 0.75
_ASLEEP: Final = 100
# A glance, so that each has a notice of its own.
_LOOKS_MS: Final = 50


@dataclass(frozen=True)
class Run:
    """How many are measured, who hears of what went astray, and where the way of each is kept, if anywhere."""

    count: int = PAYMENTS
    say: Callable[[str], None] = print
    ways: Path | None = None


def on_the_glass(folder: Path) -> list[Figure]:
    """A few for `make bench`, which is no place for all: nothing is shown first, and nothing measured without Firefox."""
    if shutil.which(FIREFOX) is None:
        return [Figure("gateway's notice → notice on the glass", "300 ms", f"not measured: no {FIREFOX} here")]
    run = Run(_IN_BENCH)
    folder.mkdir()
    with place(folder) as there:
        with firefox(folder / "firefox", there) as browser:
            browser.turn_on(there.new_device())
            told = in_firefox(browser, there, run)
        told |= in_chromium(folder / "chromium", there, run)
    return [row for where, one in told.items() for row in one.figures(where)]


def in_firefox(browser: Firefox, there: Place, run: Run) -> dict[str, Told]:
    """Of one that is told: of each payment in turn, and of some whose worker has to be started."""
    asleep = f"{there.app_url}/"
    return {
        "Firefox": _told(browser, there, run, "Firefox"),
        "Firefox, its worker asleep": _told(browser, there, run, "Firefox, its worker asleep", asleep),
    }


def _told(browser: Firefox, there: Place, run: Run, where: str, asleep: str = "") -> Told:
    payments = Payments(there, min(_ASLEEP, run.count) if asleep else run.count)
    browser.glass.clear()
    browser.glass.is_looked_at(_LOOKS_MS, asleep=asleep)
    payments.let_go(browser.glass.is_put_away, _ASLEEP_PAUSE_SECONDS if asleep else _PAUSE_SECONDS)
    return _explained(where, *payments.told(browser.glass), run)


def in_chromium(folder: Path, there: Place, run: Run) -> dict[str, Told]:
    """Nothing where there is none that shows notices."""
    if CHROMIUM is None:
        run.say("Chromium is not measured: Debian's chromium is not here.")
        return {}
    with chromium(folder, there) as browser:
        payments = Payments(there, run.count)
        payments.let_go(browser.is_put_away, _PAUSE_SECONDS)
        return {"Chromium": _explained("Chromium", *payments.told(browser), run)}


def _explained(where: str, told: Told, ways: Mapping[str, Sequence[str]], run: Run) -> Told:
    """Say of each payment that went astray how far it came, and keep the way of all of them where that is asked for."""
    for line in told.unexplained:
        run.say(f"{where}, {line}: {' · '.join(ways[line])}")
    if run.ways is not None:
        run.ways.mkdir(parents=True, exist_ok=True)
        (run.ways / f"{where}.jsonl").write_text(as_json(ways), encoding="utf-8")
    return told
