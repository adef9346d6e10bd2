"""Measures and prints a table for docs/benchmarks.md: `make bench`. Nothing is asserted here."""

import argparse
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Final

from tests.bench.checkout import BenchTown, form_size, notice_to_event, town
from tests.bench.figures import Figure
from tests.bench.idle import idle_hours
from tests.bench.in_the_browser import in_the_browser, scanned
from tests.bench.lighthouse import lighthouse
from tests.bench.million import million
from tests.bench.paced import links_at_once, paced
from tests.bench.qr_codes import qr_codes
from tests.bench.sessions import SHOPS, sessions
from tests.bench.settling import settling, settling_on_postgresql
from tests.bench.single_requests import single_requests
from tests.bench.starting import starting
from tests.bench.stores import big_stores
from tests.bench.streams import streams
from tests.bench.under_attack import under_attack
from tests.bench.visits import visits
from tests.firefox.measured import on_the_glass
from tests.support.shop import close_devices


class Place:
    """Where all of it is measured, made as it is needed first."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack, self.folder = stack, folder

    @cached_property
    def town(self) -> BenchTown:
        return self._stack.enter_context(town(self.folder, SHOPS))


GROUPS: Final[dict[str, Callable[[Place], list[Figure]]]] = {
    "notices": lambda at: notice_to_event(at.town),
    "settling": lambda at: settling(at.folder),
    "postgresql": lambda at: settling_on_postgresql(at.folder),
    "paced": lambda at: paced(at.folder),
    "links": lambda at: links_at_once(at.folder),
    "form": lambda at: form_size(at.town.shop),
    "stores": lambda at: big_stores(at.folder),
    "requests": lambda at: single_requests(at.town, at.folder),
    "codes": lambda at: qr_codes(),
    "start": lambda at: starting(at.folder),
    "million": lambda at: million(at.folder),
    "streams": lambda at: streams(at.folder),
    "attack": lambda at: under_attack(at.town, at.folder),
    "sessions": lambda at: sessions(at.town, at.folder),
    "browser": lambda at: in_the_browser(at.town, at.folder),
    "scan": lambda at: scanned(at.folder / "scan"),
    "visits": lambda at: visits(at.town, at.folder),
    "idle": lambda at: idle_hours(at.folder / "idle"),
    "glass": lambda at: on_the_glass(at.folder / "glass"),
    "lighthouse": lambda at: lighthouse(at.town.shop, at.folder),
}

LONGEST: Final = "million"
# It waits for two minutes, and counts bytes and questions, which nobody else's work changes.
BESIDE: Final = "idle"


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.bench")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"one of {', '.join(GROUPS)}; all without any")
    named = parser.parse_args().groups
    if unknown := set(named) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    asked = [group for group in GROUPS if group in named or not named]
    figures, took = [], []
    # A process of its own: some figures are of all that this one does.
    others = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack, others as beside:
        place = Place(stack, Path(name))
        waiting = None
        for group in asked:
            began = time.monotonic()
            if group == BESIDE and waiting is not None:
                figures += waiting.result()
                took.append(f"{BESIDE} beside {LONGEST}")
                continue
            if group == LONGEST and BESIDE in asked:
                waiting = beside.submit(idle_hours, place.folder / BESIDE)
            figures += GROUPS[group](place)
            took.append(f"{group} {time.monotonic() - began:.0f} s")
        close_devices()
    out = sys.stdout.write
    out(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n\n")
    out("| what | may be | was |\n| --- | --- | --- |\n")
    for figure in figures:
        out(f"| {figure.what} | {figure.limit} | {figure.found} |\n")
    out(f"\nIt took: {', '.join(took)}.\n")


if __name__ == "__main__":
    main()
