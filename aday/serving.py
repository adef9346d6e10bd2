"""Starting one part in this process."""

import logging
import sys
import webbrowser
from pathlib import Path

import structlog
import uvicorn

from aday.operator import settings_or_sentence


def checkout(host: str, port: int) -> None:
    """The hosted checkout on this address."""
    from checkout.main import create_app

    settings = settings_or_sentence()
    _quiet_logs()
    _serve(create_app(settings), host, port)


def sandbox(port: int, state_path: str) -> None:
    """The stand-in gateway on this machine only."""
    from sandbox.main import create_app

    _quiet_logs()
    _serve(create_app(state_path), "127.0.0.1", port)


def app(port: int, server: str, data: Path, *, web_only: bool, open_browser: bool) -> None:
    """The shopkeeper's app: a window if Flet's desktop client can be had, else a web page."""
    from app.shell import AppConfig
    from app.web import create_web_app
    from app.window import run_in_window

    config = AppConfig(server_url=server, data_dir=data)
    _quiet_logs()
    if not web_only and run_in_window(config):
        return
    address = f"http://127.0.0.1:{port}/"
    if not web_only:
        print(f"The desktop window cannot be had on this machine; the app is at {address}", flush=True)
    if open_browser:
        webbrowser.open(address)
    _serve(create_web_app(config), "127.0.0.1", port)


def _serve(application: object, host: str, port: int) -> None:
    uvicorn.run(
        application,  # type: ignore[arg-type]
        host=host,
        port=port,
        # No address ends up in a log: paths carry codes, and queries carry more.
        access_log=False,
        log_level="warning",
        ws="websockets-sansio",
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )


def _quiet_logs() -> None:
    """One JSON line per event worth an operator's eye; httpx would log addresses with credentials."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
