"""A server in a process of its own for as long as it is measured."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

import psutil

from tests.bench.checkout import answers
from tests.support.servers import free_port
from tests.support.shop import eventually


@contextmanager
def served(command: list[str], environment: Mapping[str, str]) -> Iterator[tuple[psutil.Process, int]]:
    """The server's process and its port, once it answers that it is ready."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    started = subprocess.Popen(
        [sys.executable, "-m", *command, "--port", str(port)],
        env={**os.environ, "ADAY_PUBLIC_URL": url, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        eventually(partial(answers, f"{url}/readyz"))
        yield psutil.Process(started.pid), port
    finally:
        started.terminate()
        started.wait(timeout=60)
