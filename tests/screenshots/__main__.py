"""Takes every picture anew."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.flet_page import CHROMIUM, DESKTOP, FLAGS, PHONE
from tests.screenshots.camera import FOLDER, ROOT
from tests.screenshots.job import take
from tests.screenshots.kept import keep
from tests.screenshots.payer import payer_pages
from tests.screenshots.sizes import every_size
from tests.screenshots.staff import people
from tests.screenshots.states import calm_states, kept_apart
from tests.support.shop import close_devices
from tests.support.town import Town


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    town = Town(Path(tempfile.mkdtemp()))
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
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
            every_size(browser, town)
            payer_pages(browser)
            browser.close()
        keep(FOLDER, ROOT / "docs" / "pictures")
    finally:
        close_devices()
        town.close()


if __name__ == "__main__":
    main()
