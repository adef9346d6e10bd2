"""The app as a web page: for the demo, for the counter's browser, and for the tests."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from weakref import WeakSet

import flet as ft
import flet_web.fastapi as flet_fastapi
import httpx
from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from app import shell
from app.browser_pages import BrowserPages
from app.flet_workarounds.browser import memory_of, minded_app
from app.packed_files import KEPT_FOR_A_YEAR, PackedFiles
from app.page_names import WEB_FONTS
from app.push_relay import PushRelay
from app.services.http_line import certificates
from app.session import Session
from app.shared_into import SharedPictures, ShareTarget
from app.web_middleware import WebMiddleware

log = logging.getLogger(__name__)
# Keeps the client from asking any other host: it would fetch one script from a CDN even so. Some browsers do not count
# a page's own socket as its own.
_CSP: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob: {sockets}; media-src 'self' data: blob:; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = (
    (b"referrer-policy", b"no-referrer"),  # Addresses hold payments' ids.
    (b"x-content-type-options", b"nosniff"),
)
_UNUSED_SECONDS: Final = 90 * 86_400
# A worker in a browser waits no longer itself.
_ASK_SECONDS: Final = 5.0
_FORGET_EVERY_SECONDS: Final = 3_600


def create_web_app(config: shell.AppConfig, names: Iterable[str] = (), *, keeps: bool = True) -> FastAPI:
    """The application at the root of its own port; one process, since sessions live in memory.

    `names` are those at which a proxy shows it; without `keeps` browsers forget what a worker kept of its files.
    """
    names = tuple(names)
    sessions: WeakSet[Session] = WeakSet()
    pictures = SharedPictures()
    pages = BrowserPages(config.data_dir / "pages", time.time)
    minded = minded_app(pages)
    asking = httpx.AsyncClient(base_url=config.server_url, timeout=_ASK_SECONDS, trust_env=False, verify=certificates())
    files = PackedFiles(config.data_dir / "packed", shell.ASSETS, keeps=keeps)

    async def main(page: ft.Page) -> None:
        sessions.add(await shell.run(page, config, memory_of(page), pictures.take))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async def forget() -> None:
            pages.forget_old()
            await asyncio.to_thread(forget_unused, config.data_dir, time.time())
            await asyncio.to_thread(files.forget_unused, time.time())

        await forget()
        forgetting = asyncio.create_task(_again_and_again(forget))
        await flet_fastapi.app_manager.start()
        yield
        forgetting.cancel()
        await asyncio.gather(*(session.close() for session in sessions), return_exceptions=True)
        await flet_fastapi.app_manager.shutdown()
        await asking.aclose()

    async def line(websocket: WebSocket) -> None:
        loop, executor = asyncio.get_running_loop(), flet_fastapi.app_manager.executor
        await minded(loop=loop, executor=executor, main=main, before_main=shell.before_main).handle(websocket)

    # Starlette's own route: FastAPI's would hold 10 KB for each open page, for arguments that there are none of.
    routes: list[BaseRoute] = [
        WebSocketRoute("/ws", line),
        ShareTarget(pictures).route,
        *PushRelay(asking, config.clock).routes,
    ]
    api = FastAPI(lifespan=lifespan, routes=routes, docs_url=None, redoc_url=None, openapi_url=None)

    @api.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    api.get("/assets/fonts/{family}/{rest:path}")(fallback_font)
    # Of Flet's own server the files alone: it would add what nobody needs here (uploads, sign-in by others, its pages
    # about itself), and headers that isolate the page, with which Flutter draws in one thread and measures text in
    # another: both use the one FreeType, and at times the page hung there for good (docs/decisions/0021).
    api.mount("/", files)
    api.add_middleware(WebMiddleware, names=names)
    api.add_middleware(_Headers, names=names)
    return api


async def fallback_font(family: str, rest: str) -> Response:
    """A glyph no font of ours has is asked for under noto*; any font ends the asking, a 404 repeats it.

    The smallest: a name that a payer typed in forty scripts has forty fonts asked for, on the shop's line.
    """
    if not family.startswith("noto"):
        return Response(status_code=404)
    smallest = shell.ASSETS / WEB_FONTS / "Display800.woff2"
    return FileResponse(smallest, media_type="font/woff2", headers={"cache-control": KEPT_FOR_A_YEAR})


async def _again_and_again(forget: Callable[[], Awaitable[None]]) -> None:
    """A server that runs for months keeps nothing for longer than one that is started every day."""
    while True:
        await asyncio.sleep(_FORGET_EVERY_SECONDS)
        try:
            await forget()
        except OSError as error:
            log.warning("what is old is still there: %s", error)


def forget_unused(folder: Path, now: float) -> None:
    """Remove the replicas of browsers that did not come back for a quarter: they hold payers' names and phones.

    A browser that comes back all the same fetches its own anew. `now` is in seconds since 1970.
    """
    for replica in folder.glob("shop-*.db"):
        files = [one for suffix in ("", "-wal", "-shm") if (one := replica.with_name(replica.name + suffix)).exists()]
        if max(one.stat().st_mtime for one in files) < now - _UNUSED_SECONDS:
            for one in files:
                one.unlink(missing_ok=True)


class _Headers:
    """Content policy on every answer."""

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        sockets = " ".join(f"ws://{name}:* wss://{name}:*" for name in (*names, "localhost", "127.0.0.1"))
        self._app = app
        self._headers = [(b"content-security-policy", _CSP.format(sockets=sockets).encode()), *_HEADERS]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
