"""How a poster or a picture comes to whoever asked for it."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest

from app.views.parts.save_or_share import save_or_share


class Device:
    """A device that notes what it was asked to do."""

    def __init__(self, platform: ft.PagePlatform, *, web: bool, saved: str | None = None) -> None:
        self.page: Any = SimpleNamespace(platform=platform, web=web)
        self.did: list[str] = []
        self._saved = saved

    async def share_files(self, files: list[ft.ShareFile]) -> None:
        self.did.append(f"shared {files[0].name}")

    async def save_file(self, file_name: str, src_bytes: bytes) -> str | None:
        self.did.append(f"saved {file_name}")
        return self._saved

    async def launch_url(self, url: str) -> None:
        self.did.append(f"opened {url}")
        if "locked" in url:
            raise RuntimeError("no viewer")

    def given(self) -> list[str]:
        me: Any = self
        asyncio.run(save_or_share(self.page, me, me, me, b"%PDF", name="a.pdf", kind="application/pdf"))
        return self.did


@pytest.mark.parametrize("web", [True, False], ids=["in a browser", "as an app"])
def test_a_phone_has_a_share_sheet_for_it(web: bool) -> None:
    assert Device(ft.PagePlatform.ANDROID, web=web).given() == ["shared a.pdf"]


@pytest.mark.parametrize("platform", [ft.PagePlatform.LINUX, ft.PagePlatform.WINDOWS, ft.PagePlatform.MACOS])
def test_a_desktop_saves_it_and_opens_it_to_be_printed(platform: ft.PagePlatform, tmp_path: Path) -> None:
    there = tmp_path / "a.pdf"
    assert Device(platform, web=False, saved=str(there)).given() == ["saved a.pdf", f"opened {there.as_uri()}"]


def test_who_saves_it_nowhere_after_all_is_shown_nothing() -> None:
    assert Device(ft.PagePlatform.WINDOWS, web=False).given() == ["saved a.pdf"]
    assert Device(ft.PagePlatform.WINDOWS, web=True).given() == ["saved a.pdf"]


def test_without_a_viewer_it_is_saved_all_the_same() -> None:
    assert Device(ft.PagePlatform.LINUX, web=False, saved="/locked/a.pdf").given()[0] == "saved a.pdf"
