"""Starting one part in this process."""

import os
import signal
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from aday.logs import quiet_logs
from aday.refusal import CannotDo


def checkout(host: str, port: int, workers: int) -> None:
    """The hosted checkout on this address, in one process or several. Raises CannotDo."""
    from aday.operator import open_or_sentence, settings_or_sentence
    from checkout.store.database import is_postgresql

    settings = settings_or_sentence()
    quiet_logs()
    if workers > 1 and not is_postgresql(settings.database_url):
        raise CannotDo("SQLite serves one worker; for more set ADAY_DATABASE_URL to a PostgreSQL server.")
    open_or_sentence(settings).close()  # Better one sentence now than a traceback out of the server.
    config = _config(
        "aday.serving:checkout_application",
        host,
        port,
        factory=True,
        workers=workers,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
    )
    if workers == 1:
        uvicorn.Server(config).run()
    else:
        # Where the workers count together; set before any of them reads it.
        from checkout.metrics import SHARED_FOLDER

        with tempfile.TemporaryDirectory(prefix="aday-metrics-") as folder:
            os.environ[SHARED_FOLDER] = folder
            # Starts them, and starts another one when one dies.
            Multiprocess(config, sockets=[config.bind_socket()]).run()


def checkout_application() -> FastAPI:
    """One worker's application, by the settings of the environment."""
    from aday.operator import settings_or_sentence
    from checkout.main import create_app
    from checkout.metrics import forget_dead_workers

    quiet_logs()
    forget_dead_workers()
    application = create_app(settings_or_sentence())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ending_streams(application, signal.getsignal(number)))
    return application


def _ending_streams(application: FastAPI, before: Any) -> Callable[[int, FrameType | None], None]:
    """Ends live streams first, which would never end by themselves, and then does what was to be done."""

    def handle(number: int, frame: FrameType | None) -> None:
        service = getattr(application.state, "service", None)
        if service is not None:
            service.streams.end_all()
        if callable(before):
            before(number, frame)

    return handle


def sandbox(port: int, state_path: str) -> None:
    """The stand-in gateway on this machine only."""
    from sandbox.main import create_app

    quiet_logs()
    _serve(create_app(state_path), "127.0.0.1", port)


def app(port: int, server: str, data: Path, *, web_only: bool, open_browser: bool) -> None:
    """The shopkeeper's app: a window if Flet's desktop client can be had, else a web page."""
    from app.shell import AppConfig
    from app.web import create_web_app
    from app.window import run_in_window

    config = AppConfig(server_url=server, data_dir=data)
    quiet_logs()
    if not web_only and run_in_window(config):
        return
    address = f"http://127.0.0.1:{port}/"
    if not web_only:
        print(f"The desktop window cannot be had on this machine; the app is at {address}", flush=True)
    if open_browser:
        webbrowser.open(address)
    # Whoever is in front of it on this machine says whose browser it is.
    _serve(create_web_app(config), "127.0.0.1", port, proxy_headers=True, forwarded_allow_ips="127.0.0.1")


def _serve(application: FastAPI, host: str, port: int, **more: Any) -> None:
    uvicorn.Server(_config(application, host, port, **more)).run()


def _config(application: FastAPI | str, host: str, port: int, **more: Any) -> uvicorn.Config:
    # No address ends up in a log: paths carry codes, and queries carry more.
    return uvicorn.Config(
        application,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        ws="websockets-sansio",
        timeout_graceful_shutdown=5,
        **{"proxy_headers": False, **more},
    )
