"""The app's own server in a process of its own, which says what it takes: `python -m tests.bench.app_server`.

Arguments: a port, and the checkout's address with the app's folder; without these two, a bare Flet app of one text.
Each line that it is given it answers with one: `look` with what the process takes, `draw` once the bare app has drawn.
"""

import asyncio
import contextvars
import ctypes
import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import flet as ft
import flet_web.fastapi as flet_fastapi
import uvicorn
from fastapi import FastAPI

from aday.thin_sockets import ThinSocket
from app.shell import AppConfig
from app.web import create_web_app


class Count(ft.Observable):
    """What the bare app draws."""

    number: int = 0


_DRAWS: Final[list[Callable[[], object]]] = []


@ft.component
def Bare(count: Count) -> ft.Control:
    """One text, as little as Flet can draw."""
    return ft.Text(str(count.number))


def bare(page: ft.Page) -> None:
    """A session that shows a number, and the next one when it is told to."""
    count, loop, inside = Count(), asyncio.get_running_loop(), contextvars.copy_context()

    def draw() -> None:
        count.number += 1

    page.render(Bare, count)
    _DRAWS.append(lambda: loop.call_soon_threadsafe(inside.run, draw))


def main() -> None:
    gc.freeze()  # As `aday app` does with what it has loaded.
    port, *ours = sys.argv[1:]
    api: FastAPI = (
        create_web_app(AppConfig(server_url=ours[0], data_dir=Path(ours[1]))) if ours else flet_fastapi.app(bare)
    )
    server = uvicorn.Server(uvicorn.Config(api, port=int(port), log_level="error", access_log=False, ws=ThinSocket))
    threading.Thread(target=_answer, daemon=True, args=(server,)).start()
    server.run()


def _answer(server: uvicorn.Server) -> None:
    for line in sys.stdin:
        if line.strip() == "draw":
            for draw in _DRAWS:
                draw()
        told = _taken() if line.strip() == "look" else {"cpu": time.process_time()}
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()
    server.should_exit = True


def _taken() -> dict[str, float]:
    """Resident bytes with nothing left to be collected, and seconds of processor since the start."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {"bytes": resident, "cpu": time.process_time(), "objects": len(gc.get_objects())}


if __name__ == "__main__":
    main()
