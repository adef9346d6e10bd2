"""Measures and prints a table for docs/benchmarks.md: `make bench`. Nothing is asserted here."""

import os
import platform
import sys
import tempfile
from pathlib import Path

from tests.bench.checkout import form_size, notice_to_event, town
from tests.bench.idle import idle_hours
from tests.bench.in_the_browser import in_the_browser
from tests.bench.lighthouse import lighthouse
from tests.bench.operating import operating
from tests.bench.qr_codes import qr_codes
from tests.bench.sessions import SHOPS, sessions
from tests.bench.settling import settling
from tests.bench.single_requests import single_requests
from tests.bench.stores import big_stores
from tests.bench.streams import streams
from tests.bench.under_attack import under_attack
from tests.bench.visits import visits
from tests.support.shop import close_devices


def main() -> None:
    with tempfile.TemporaryDirectory() as name, town(Path(name), SHOPS) as both:
        folder = Path(name)
        figures = [*notice_to_event(both), *settling(folder), *form_size(both.shop), *big_stores(folder)]
        figures += single_requests(both)
        figures += qr_codes()
        figures += operating(folder)
        figures += streams(folder)
        figures += under_attack(both, folder)
        figures += sessions(both, folder)
        figures += in_the_browser(both, folder)
        figures += visits(both, folder)
        figures += idle_hours(both)
        figures += lighthouse(both.shop, folder)
        close_devices()
    out = sys.stdout.write
    out(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n\n")
    out("| what | may be | was |\n| --- | --- | --- |\n")
    for figure in figures:
        out(f"| {figure.what} | {figure.limit} | {figure.found} |\n")


if __name__ == "__main__":
    main()
