"""Cuts the line of the app in a browser a hundred times, and tells how long each took to be usable again: `make cuts`.

Ends with an error when one took longer than is promised, or when a typed character is gone.
"""

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import expect, sync_playwright

from tests.browser.flet_page import CHROMIUM, DESKTOP, FLAGS, PHONE, FletPage
from tests.support.line import Line, line_to
from tests.support.town import Town

CUTS_COUNT: Final = 100
USABLE_SECONDS: Final = 5.0
LOST_SECONDS: Final = 6.0
_AWAY_SECONDS: Final = (0.0, 0.5, 1.0, 3.0)
_SCREENS: Final = (
    (PHONE, "", "balance"),
    (PHONE, "check", "search"),
    (PHONE, "new", "create"),
    (PHONE, "settings", "profile"),
    (PHONE, "history", "pay-out"),
    (DESKTOP, "new", "note"),
    (DESKTOP, "counter", "counter-waits"),
)
_STRIP: Final = "#line-lost"


def main() -> int:
    chance = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    lost: list[float] = []
    usable: list[float] = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        town = Town(Path(name))
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        shop = town.new_shop()
        with line_to(urlsplit(town.app_url).port or 0) as line:
            for size, path, ident in _SCREENS:
                page = FletPage(chromium, token=shop.token, size=size).open(f"{line.url}/{path}", ident)
                for _ in range(-(-(CUTS_COUNT - len(usable)) // (len(_SCREENS) - _SCREENS.index((size, path, ident))))):
                    took = _cut(page, line, ident, chance.choice(_AWAY_SECONDS))
                    lost.append(took[0])
                    usable.append(took[1])
                    sys.stdout.write(f"\r{len(usable)} cuts, the slowest {max(usable):.1f} s ")
                    sys.stdout.flush()
                page.close()
        chromium.close()
        town.close()
    in_time = sum(seconds <= USABLE_SECONDS for seconds in usable)
    sys.stdout.write(
        f"\nusable within {USABLE_SECONDS:.0f} s in {in_time} of {len(usable)} cuts "
        f"(median {statistics.median(usable):.1f} s, slowest {max(usable):.1f} s); "
        f"the strip after {statistics.median(lost):.1f} s, at most {max(lost):.1f} s\n"
    )
    return int(in_time < len(usable) or max(lost) > LOST_SECONDS)


def _cut(page: FletPage, line: Line, ident: str, away_seconds: float) -> tuple[float, float]:
    """How long until the page says that its line is lost, and from the line's return until it is usable, in seconds."""
    strip = page.page.locator(_STRIP)
    text = ""
    if ident == "note":
        text = page.text_in(ident) + "চাল "
        page.focus(ident).press("End")
        page.page.keyboard.insert_text("চাল ")
    began = time.monotonic()
    line.cut()
    expect(strip).to_be_visible()
    lost = time.monotonic() - began
    page.page.wait_for_timeout(away_seconds * 1000)
    began = time.monotonic()
    line.mend()
    expect(strip).to_have_count(0)
    page.sees(ident)
    usable = time.monotonic() - began
    if text:
        expect(page.focus(ident)).to_have_value(text)
    return lost, usable


if __name__ == "__main__":
    sys.exit(main())
