"""Starts the app and nothing else: the phone and desktop builds look for it here."""

import os
import tomllib
from pathlib import Path

import flet as ft

from app.shell import AppConfig, before_main, run

_HERE = Path(__file__).parent


def server_url() -> str:
    """The checkout: named in the environment, or the one whose links the phone builds open, or one on this machine."""
    named = os.environ.get("ADAY_SERVER_URL")
    if named:
        return named
    try:
        build = tomllib.loads((_HERE / "pyproject.toml").read_text(encoding="utf-8"))
        return f"https://{build['tool']['flet']['android']['deep_linking']['host']}"
    except (OSError, ValueError, KeyError):
        return "http://127.0.0.1:8000"


async def main(page: ft.Page) -> None:
    # A phone keeps its replica where the system says.
    data_dir = Path(os.environ.get("FLET_APP_STORAGE_DATA") or Path.home() / ".aday")
    await run(page, AppConfig(server_url=server_url(), data_dir=data_dir, may_choose_server=True))


if __name__ == "__main__":
    ft.run(main, before_main=before_main, assets_dir=str(_HERE / "assets" / "app"))
