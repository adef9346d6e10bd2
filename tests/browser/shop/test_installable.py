"""Chromium's own checks find nothing against installing the app."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, sync_playwright

from tests.browser.flet_page import FLAGS
from tests.support.town import Town

_WHOLE = shutil.which("chromium")


def against(cdp: CDPSession) -> list[str]:
    """What the browser has against installing the page that it shows."""
    return [error["errorId"] for error in cdp.send("Page.getInstallabilityErrors")["installabilityErrors"]]


@pytest.mark.skipif(_WHOLE is None, reason="a headless shell judges nothing; install Debian's chromium")
def test_chromium_finds_nothing_against_installing_it(town: Town, tmp_path: Path) -> None:
    """In a profile of its own: a private one, as other tests have, installs nothing."""
    with sync_playwright() as playwright:
        profile = playwright.chromium.launch_persistent_context(
            tmp_path, executable_path=_WHOLE, args=[*FLAGS, "--headless=new"], ignore_default_args=["--headless"]
        )
        try:
            page = profile.new_page()
            cdp = profile.new_cdp_session(page)
            page.goto(f"{town.app_url}healthz")
            assert against(cdp) == ["no-manifest"]
            page.goto(town.app_url)
            assert against(cdp) == []
            manifest: dict[str, Any] = cdp.send("Page.getAppManifest")
            assert (manifest["url"], manifest["errors"]) == (f"{town.app_url}manifest.json", [])
            read = manifest["manifest"]
            assert [one["name"] for one in read["shortcuts"]] == ["নিউ লিংক", "হিস্ট্রি", "QR দেখান"]
            assert read["shareTarget"]["action"] == f"{town.app_url}v"
            # By which it is the same app, wherever it was begun.
            assert cdp.send("Page.getAppId")["appId"] == town.app_url
        finally:
            profile.close()
