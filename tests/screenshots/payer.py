"""Every page a payer can meet in its state, the receipt as a document, and a link's picture in a messenger."""

import re
import tempfile
from pathlib import Path
from typing import Any, Final

import httpx
import pypdfium2
from playwright.sync_api import Browser

from checkout.setting_types import FeeRate
from tests.browser.flet_page import DESKTOP, PHONE
from tests.browser.scripts import LARGE
from tests.screenshots.camera import FOLDER
from tests.support.gallery import pages_of
from tests.support.servers import world
from tests.support.shop import close_devices

MESSENGER = {"User-Agent": "WhatsApp/2.23"}
_SMALLEST: Final = (320, 568)
"""In letters half as large again."""
_NAMES: Final = {PHONE: "phone", DESKTOP: "desktop", _SMALLEST: "320x568-150"}


def payer_pages(browser: Browser) -> None:
    """Every page a payer can meet in its state, the receipt as a document, and a link's picture in a messenger."""
    folder = FOLDER / "payer"
    folder.mkdir()
    with world(Path(tempfile.mkdtemp()), gateway_fees={"*": FeeRate(basis_points=250)}) as live:
        gallery = pages_of(live)
        for language, size, dark in (
            ("bn", PHONE, False),
            ("en", PHONE, True),
            ("bn", DESKTOP, False),
            ("bn", _SMALLEST, True),
            ("en", _SMALLEST, False),
        ):
            theme = "dark" if dark else "light"
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=theme)  # type: ignore[arg-type]
            page = context.new_page()
            if size == _SMALLEST:
                page.add_init_script(LARGE)
            ending = f"{_NAMES[size]}-{language}-{theme}.png"
            for name, url in gallery.items():
                live.forget_strangers()
                page.goto(f"{url}{'&' if '?' in url else '?'}lang={language}")
                page.screenshot(path=folder / f"{name}-{ending}", full_page=True)
            context.close()
        for language in ("bn", "en"):
            document: Any = pypdfium2.PdfDocument(httpx.get(f"{gallery['receipt']}.pdf?lang={language}").content)  # type: ignore[no-untyped-call]
            document[0].render(scale=2).to_pil().save(folder / f"receipt-document-{language}.png")
            document.close()
        for name in ("form-store", "form-fixed", "link-paid", "link-expired"):
            found = re.search(r'og:image" content="([^"]+)"', httpx.get(gallery[name], headers=MESSENGER).text)
            assert found is not None
            (folder / f"preview-{name}.png").write_bytes(httpx.get(found[1].replace("&amp;", "&")).content)
        close_devices()
