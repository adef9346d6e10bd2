"""What a page's line costs at the server that `aday app` starts, so that what is spared there is not lost unnoticed."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from tests.support import plain
from tests.support.servers import free_port
from tests.support.shop import eventually


@pytest.fixture
def started(tmp_path: Path) -> Iterator[int]:
    """The port of the app's server as a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "aday", "app", "--web", "--no-open", "--port", str(port), "--data", str(tmp_path)]
    command += ["--server", "http://127.0.0.1:9"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        eventually(lambda: plain.answers(f"http://127.0.0.1:{port}/healthz"))
        yield port
    finally:
        process.kill()
        process.wait(60)


def test_a_pages_line_is_packed_without_remembering_what_was_sent_before(started: int) -> None:
    async def agreed() -> str:
        async with connect(f"ws://127.0.0.1:{started}/ws", proxy=None) as socket:
            assert socket.response is not None
            return socket.response.headers["Sec-WebSocket-Extensions"]

    parts = {part.strip() for part in asyncio.run(agreed()).split(";")}
    assert parts >= {"permessage-deflate", "server_no_context_takeover", "client_no_context_takeover"}
