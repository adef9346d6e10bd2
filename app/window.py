"""The app as a desktop window, where Flet's desktop client can be had."""

import logging
import os
import socket
import sys
from functools import partial

import flet as ft

from app import shell

log = logging.getLogger(__name__)
_CLIENT_SECONDS = 8


def run_in_window(config: shell.AppConfig) -> bool:
    """Open the window and stay until it is closed; False when this machine can have none."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    if not _client_is_here():
        return False
    ft.run(partial(_main, config), before_main=shell.before_main, assets_dir=str(shell.ASSETS))
    return True


async def _main(config: shell.AppConfig, page: ft.Page) -> None:
    await shell.run(page, config)


def _client_is_here() -> bool:
    """Flet fetches its desktop client at first use, without a limit of its own in time."""
    before = socket.getdefaulttimeout()
    try:
        import flet_desktop

        socket.setdefaulttimeout(_CLIENT_SECONDS)
        flet_desktop.ensure_client_cached()
    except Exception as error:
        log.warning("no desktop client: %r", error)
        return False
    finally:
        socket.setdefaulttimeout(before)
    return True
