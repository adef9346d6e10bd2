"""Takes every picture anew, in parts of which two run at the same time."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from tests.browser.flet_page import CHROMIUM, DESKTOP, FLAGS, PHONE
from tests.screenshots.camera import FOLDER, ROOT
from tests.screenshots.job import take
from tests.screenshots.kept import keep
from tests.screenshots.own_code import own_code
from tests.screenshots.payer import payer_pages
from tests.screenshots.sizes import every_size
from tests.screenshots.staff import people
from tests.screenshots.states import calm_states, kept_apart
from tests.support.shop import close_devices
from tests.support.town import Town

_AT_ONCE: Final = 2


def walks(browser: Browser, town: Town) -> None:
    """The main job from end to end, and every state that a screen has beside its usual one."""
    for language, size, dark in (
        ("bn", PHONE, False),
        ("en", PHONE, False),
        ("bn", DESKTOP, False),
        ("en", DESKTOP, False),
        ("bn", PHONE, True),
        ("bn", DESKTOP, True),
    ):
        take(browser, town, language, size, dark)
    for language, size, dark in (("bn", PHONE, False), ("en", PHONE, True), ("bn", DESKTOP, False)):
        kept_apart(browser, town, language, size, dark)
        calm_states(browser, town, language, size, dark)
        people(browser, town, language, size, dark)
        own_code(browser, town, language, size, dark)
    payer_pages(browser)


# Those that take longest come first.
PARTS: Final[Mapping[str, Callable[[Browser, Town], None]]] = {
    "sizes-bn": partial(every_size, language="bn"),
    "sizes-en": partial(every_size, language="en"),
    "walks": walks,
}


def take_part(name: str) -> None:
    """One part, with a browser, a checkout and an app of its own."""
    town = Town(Path(tempfile.mkdtemp()))
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            PARTS[name](browser, town)
            browser.close()
    finally:
        close_devices()
        town.close()


def main() -> None:
    """All of them, each part in a process of its own."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    commands = [[sys.executable, "-m", "tests.screenshots", name] for name in PARTS]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        ended = list(pool.map(subprocess.call, commands))
    if any(ended):
        sys.exit("Some pictures could not be taken; why is told above.")
    keep(FOLDER, ROOT / "docs" / "pictures")


if __name__ == "__main__":
    if sys.argv[1:]:
        FOLDER.mkdir(exist_ok=True)
        take_part(sys.argv[1])
    else:
        main()
