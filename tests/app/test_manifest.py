"""What a system is told of the app that is installed from a browser."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.navigation import screen_of
from app.shell import ASSETS, AppConfig
from app.web import create_web_app
from tests.support import plain
from tests.support.servers import serving


@pytest.fixture
def manifest(tmp_path: Path) -> dict[str, Any]:
    with serving(create_web_app(AppConfig("http://127.0.0.1:9", tmp_path))) as web:
        told: dict[str, Any] = plain.get(f"{web.url}/manifest.json").json()
    return told


def test_it_is_one_app_wherever_it_was_begun_with_all_of_its_screens(manifest: dict[str, Any]) -> None:
    assert (manifest["id"], manifest["start_url"], manifest["scope"]) == ("/", "/", "/")
    assert (manifest["name"], manifest["lang"], manifest["display"]) == ("আদায়", "bn", "standalone")


def test_its_shortcuts_are_named_as_the_screens_that_they_open(manifest: dict[str, Any]) -> None:
    shortcuts = {one["name"]: one["url"] for one in manifest["shortcuts"]}
    assert shortcuts == {"নিউ লিংক": "/new", "হিস্ট্রি": "/history", "QR দেখান": "/qr"}
    assert all(screen_of(address) for address in [*shortcuts.values(), manifest["share_target"]["action"]])


def test_every_icon_is_there_as_large_as_it_says_and_what_may_be_cut_to_any_shape_keeps_its_letter(
    manifest: dict[str, Any],
) -> None:
    icons = [*manifest["icons"], *(icon for one in manifest["shortcuts"] for icon in one["icons"])]
    for icon in icons:
        with Image.open(ASSETS / icon["src"]) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"], icon["src"]
    assert {icon["sizes"] for icon in icons if icon.get("purpose") == "maskable"} == {"192x192", "512x512"}
    # A circle of four fifths of the width is never cut (https://w3c.github.io/manifest, safe zone): the white letter is in it.
    with Image.open(ASSETS / "icons" / "icon-maskable-512.png") as picture:
        colours = picture.convert("RGB").tobytes()
    white = [at for at in range(512 * 512) if min(colours[3 * at : 3 * at + 3]) > 200]
    assert white
    assert [at for at in white if (at % 512 - 256) ** 2 + (at // 512 - 256) ** 2 > 205**2] == []
