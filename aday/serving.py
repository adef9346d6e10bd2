"""Starting one part in this process."""

import gc
import os
import signal
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from aday.alone import alone_with, folder_for, listening_at
from aday.bounded_http import BoundedHttp
from aday.errors import CannotDo
from aday.logs import quiet_logs
from aday.thin_sockets import ThinSocket

if TYPE_CHECKING:
    from checkout.settings import Settings


# More than all streams of a worker, so that those who pay are let in beside them.
_CONNECTIONS_MOST: Final = 14_000


def checkout(host: str, port: int, workers: int) -> None:
    """The hosted checkout on this address, in one process or several. Raises CannotDo."""
    with _loading():
        from aday.operator_shops import open_or_sentence, settings_or_sentence
        from checkout.store.engines import is_postgresql

        settings = settings_or_sentence()
    quiet_logs()
    if workers > 1 and not is_postgresql(settings.database_url):
        raise CannotDo("SQLite serves one worker; for more set ADAY_DATABASE_URL to a PostgreSQL server.")
    with ExitStack() as held:
        if not is_postgresql(settings.database_url):
            # What was claimed in a file was claimed by one that died: there may be no other that lives.
            held.enter_context(_alone_with_file(Path(settings.database_url.removeprefix("sqlite:///"))))
        listening = held.enter_context(listening_at(host, port, "--port"))
        open_or_sentence(settings).close()  # Better one sentence now than a traceback out of the server.
        _serve_checkout(settings, host, port, workers, listening)


def _serve_checkout(settings: "Settings", host: str, port: int, workers: int, listening: socket.socket) -> None:
    from checkout.http.client_address import both_written

    config = _config(
        "aday.serving:checkout_application",
        host,
        port,
        factory=True,
        workers=workers,
        trusted=both_written(settings.trusted_proxies),
    )
    if workers == 1:
        uvicorn.Server(config).run(sockets=[listening])
    else:
        # Where the workers count together; set before any of them reads it.
        from checkout.metrics import SHARED_FOLDER

        with tempfile.TemporaryDirectory(prefix="aday-metrics-") as folder:
            os.environ[SHARED_FOLDER] = folder
            # Starts them, and starts another one when one dies.
            Multiprocess(config, sockets=[listening]).run()


def checkout_application() -> FastAPI:
    """One worker's application, by the settings of the environment."""
    with _loading():
        from checkout.gateways.client import authorities

        # Beside what is loaded: it takes 35 ms, in which nothing of Python's is needed.
        reading = threading.Thread(target=authorities)
        reading.start()

        from aday.operator_shops import settings_or_sentence
        from checkout.main import create_app
        from checkout.metrics import forget_dead_workers

        quiet_logs()
        forget_dead_workers()
        application = create_app(settings_or_sentence())
        reading.join()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ending_polls(application, signal.getsignal(number)))
    return application


@contextmanager
def _loading() -> Iterator[None]:
    """Nothing of what is loaded goes away again, so Python need not look through it for what does."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


Handler = Callable[[int, FrameType | None], object]


def _ending_polls(application: FastAPI, before: Handler | int | None) -> Handler:
    """Answers those who poll first, which would wait on, and then does what was to be done."""

    def handle(number: int, frame: FrameType | None) -> None:
        application.state.is_ending = True
        service = getattr(application.state, "service", None)
        if service is not None:
            service.hub.end_all()
        if callable(before):
            before(number, frame)

    return handle


def sandbox(port: int, state_path: str, bkash_notices_url: str = "") -> None:
    """The stand-in gateway on this machine only. Raises CannotDo."""
    from sandbox.main import create_app

    quiet_logs()
    with ExitStack() as held:
        if state_path != ":memory:":
            held.enter_context(_alone_with_file(Path(state_path)))
        listening = held.enter_context(listening_at("127.0.0.1", port, "--port"))
        site = f"http://127.0.0.1:{listening.getsockname()[1]}/sns"
        _serve(create_app(state_path, bkash_notices_url=bkash_notices_url, sns_site=site), port, listening)


def app(
    port: int,
    server: str,
    data: Path,
    *,
    web_only: bool,
    open_browser: bool,
    names: Sequence[str] = (),
    keeps: bool = True,
) -> None:
    """The shopkeeper's app: a window if Flet's desktop client can be had, else a web page. Raises CannotDo."""
    with _loading():
        from app.shell import AppConfig
        from app.web import create_web_app
        from app.window import run_in_window
    config, address = AppConfig(server_url=server, data_dir=data), f"http://127.0.0.1:{port}/"
    quiet_logs()
    folder_for(data)
    with ExitStack() as held:
        held.enter_context(alone_with(data / ".lock", f"The app is running with the files in {data}"))
        if not web_only and run_in_window(config):
            return
        listening = held.enter_context(listening_at("127.0.0.1", port, "--port"))
        if not web_only:
            print(f"The desktop window cannot be had on this machine; the app is at {address}", flush=True)
        if open_browser:
            webbrowser.open(address)
        # Whoever is in front of it on this machine says whose browser it is.
        application = create_web_app(config, names=names, keeps=keeps)
        _serve(application, port, listening, trusted="127.0.0.1")


def _alone_with_file(database: Path) -> AbstractContextManager[None]:
    """Nobody else serves this file meanwhile. Raises CannotDo."""
    lock, what = database.with_name(f"{database.name}.lock"), f"The database {database} is served"
    return alone_with(lock, what, unless="The database of ADAY_DATABASE_URL cannot be opened: ")


def _serve(application: FastAPI, port: int, listening: socket.socket, trusted: str = "") -> None:
    uvicorn.Server(_config(application, "127.0.0.1", port, trusted=trusted)).run(sockets=[listening])


def _connections_most() -> int:
    """How many may be open at once at one worker, more are answered 503: three quarters of the files it may open."""
    import resource

    soft: int
    hard: int
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS_MOST * 4 // 3
    soft = max(soft, wanted if hard == resource.RLIM_INFINITY else min(wanted, hard))
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(_CONNECTIONS_MOST, soft * 3 // 4)


def _config(
    application: FastAPI | str,
    host: str,
    port: int,
    *,
    factory: bool = False,
    workers: int | None = None,
    trusted: str = "",
) -> uvicorn.Config:
    """`trusted` are the addresses of proxies that say whom they ask for."""
    # No address ends up in a log: paths carry codes, and queries carry more.
    return uvicorn.Config(
        application,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        http=BoundedHttp,
        ws=ThinSocket,
        limit_concurrency=_connections_most(),
        timeout_graceful_shutdown=5,
        factory=factory,
        workers=workers,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted or None,
    )
