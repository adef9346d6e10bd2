"""Starts the app and nothing else: the phone and desktop builds look for it here."""

import os
import tomllib
from pathlib import Path
from typing import Final

import flet as ft

from app.shell import AppConfig, before_main, run

_FOLDER: Final = Path(__file__).parent
_THIS_MACHINE: Final = "http://127.0.0.1:8000"
_PLACEHOLDER: Final = "pay.example.com"


def server_url(configuration: Path) -> str:
    """The checkout: named in the environment, or the one whose links this build opens, or one on this machine."""
    named = os.environ.get("ADAY_SERVER_URL")
    if named:
        return named
    try:
        build = tomllib.loads(configuration.read_text(encoding="utf-8"))
        host = str(build["tool"]["flet"]["android"]["deep_linking"]["host"])
    except (OSError, ValueError, KeyError, TypeError):
        return _THIS_MACHINE
    return _THIS_MACHINE if host == _PLACEHOLDER else f"https://{host}"


async def main(page: ft.Page) -> None:
    # A phone keeps its replica where the system says.
    data_dir = Path(os.environ.get("FLET_APP_STORAGE_DATA") or Path.home() / ".aday")
    await run(page, AppConfig(server_url(_FOLDER / "pyproject.toml"), data_dir, may_choose_server=True))


if __name__ == "__main__":
    ft.run(main, before_main=before_main, assets_dir=str(_FOLDER / "assets" / "app"))
