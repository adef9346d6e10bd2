"""`aday serve --workers` as it runs in earnest: a parent process and its workers, one of which may be killed."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx
import psutil

from sandbox.main import DEMO_STORE
from tests.support import plain
from tests.support.servers import MANY, free_port
from tests.support.shop import PATIENCE_SECONDS, eventually

SERVE = [sys.executable, "-m", "aday", "serve"]


@dataclass(frozen=True)
class Workers:
    """Those that answer at `url`."""

    parent: psutil.Process
    url: str

    @property
    def alive(self) -> list[psutil.Process]:
        """Those that live; beside them there is a process that keeps Python's shared resources."""
        found = []
        for child in self.parent.children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if child.status() != psutil.STATUS_ZOMBIE and "spawn_main" in str(child.cmdline()):
                    found.append(child)
        return found

    def kill_one(self) -> None:
        """As `kill -9` does, and the one that most are connected with."""
        victim = max(self.alive, key=lambda worker: len(worker.net_connections()))
        victim.send_signal(signal.SIGKILL)

    @property
    def answer(self) -> bool:
        """Whether one of them does."""
        try:
            return plain.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def wait_for_all(self, count: int) -> None:
        """Until each of so many took a line; all lines come to the same door, and who is ready first takes the first."""
        with ExitStack() as lines:

            def are_all_served() -> bool:
                lines.enter_context(socket.create_connection(("127.0.0.1", self._port)))
                return sum(map(self._has_line, self.alive)) == count

            eventually(are_all_served, _START_SECONDS)

    def _has_line(self, worker: psutil.Process) -> bool:
        lines = worker.net_connections("tcp")
        return any(line.status == psutil.CONN_ESTABLISHED and line.laddr.port == self._port for line in lines)

    @property
    def _port(self) -> int:
        return httpx.URL(self.url).port or 80


def environment(public_url: str, **more: str) -> dict[str, str]:
    """The settings of a checkout with the stand-in's store."""
    return {
        **os.environ,
        "ADAY_PUBLIC_URL": public_url,
        "ADAY_SSLCOMMERZ_STORE_ID": DEMO_STORE.store_id,
        "ADAY_SSLCOMMERZ_STORE_PASSWORD": DEMO_STORE.password,
        "ADAY_RECONCILE_FIRST_SECONDS": "0.5",
        "ADAY_API_CALLS_PER_MINUTE": str(MANY),
        **more,
    }


_START_SECONDS = 180.0
"""Four interpreters begin at once, on a machine that may be busy."""


@contextmanager
def serving_workers(count: int, more: Mapping[str, str], port: int = 0) -> Iterator[Workers]:
    """So many workers, ready, until the end; `more` names their database and gateway."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    command = [*SERVE, "--workers", str(count), "--port", str(port)]
    nowhere = subprocess.DEVNULL
    started = subprocess.Popen(command, env=environment(url, **more), stdout=nowhere, stderr=nowhere)
    workers = Workers(psutil.Process(started.pid), url)
    try:
        eventually(lambda: workers.answer, _START_SECONDS)
        workers.wait_for_all(count)
        yield workers
    finally:
        started.terminate()
        started.wait(timeout=PATIENCE_SECONDS)
