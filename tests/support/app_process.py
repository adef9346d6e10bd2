"""The app's server as a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import plain
from tests.support.shop import eventually


@contextmanager
def app_process(port: int, server_url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One that can be killed."""
    command = [sys.executable, "-m", "aday", "app", "--web", "--no-open", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--server", server_url, "--data", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        eventually(lambda: plain.answers(f"http://127.0.0.1:{port}/healthz"))
        yield process
    finally:
        process.kill()
        process.wait(60)
