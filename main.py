"""Starts the app and nothing else: the phone and desktop builds look for it here."""

import os
from pathlib import Path

import flet as ft

from app.shell import AppConfig, before_main, run

# From source the address comes from the environment; a phone keeps its replica where the system says.
CONFIG = AppConfig(
    server_url=os.environ.get("ADAY_SERVER_URL", "http://127.0.0.1:8000"),
    data_dir=Path(os.environ.get("FLET_APP_STORAGE_DATA") or Path.home() / ".aday"),
    may_choose_server=True,
)


async def main(page: ft.Page) -> None:
    await run(page, CONFIG)


if __name__ == "__main__":
    ft.run(main, before_main=before_main, assets_dir=str(Path(__file__).parent / "assets" / "app"))
