"""Starting one part in this process."""

import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from aday.logs import quiet_logs
from aday.operator import open_or_sentence, settings_or_sentence


def checkout(host: str, port: int) -> None:
    """The hosted checkout on this address."""
    from checkout.main import create_app

    settings = settings_or_sentence()
    quiet_logs()
    open_or_sentence(settings).close()  # Better one sentence now than a traceback out of the server.
    application = create_app(settings)
    _serve(
        application,
        host,
        port,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        before_stop=lambda: application.state.service.streams.end_all(),
    )


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
    _serve(create_web_app(config), "127.0.0.1", port)


def _serve(
    application: FastAPI,
    host: str,
    port: int,
    *,
    proxy_headers: bool = False,
    forwarded_allow_ips: str | None = None,
    before_stop: Callable[[], None] = lambda: None,
) -> None:
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        # No address ends up in a log: paths carry codes, and queries carry more.
        access_log=False,
        log_level="warning",
        ws="websockets-sansio",
        proxy_headers=proxy_headers,
        forwarded_allow_ips=forwarded_allow_ips,
        timeout_graceful_shutdown=5,
    )
    Server(config, before_stop).run()


class Server(uvicorn.Server):
    """Ends live streams before it waits for connections to end; they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, before_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_stop = before_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._before_stop()
        await super().shutdown(sockets)
