"""What a page's line costs at the server that `aday app` starts, so that what is spared there is not lost unnoticed."""

import asyncio
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.support import plain
from tests.support.servers import free_port
from tests.support.shop import eventually

_FILES_MOST = 200
"""A server may have half as many connections as it may open files."""


def few_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES_MOST, _FILES_MOST))


@pytest.fixture
def started(tmp_path: Path) -> Iterator[int]:
    """The port of the app's server as a process of its own, which may open few files."""
    port = free_port()
    command = [sys.executable, "-m", "aday", "app", "--web", "--no-open", "--port", str(port), "--data", str(tmp_path)]
    command += ["--server", "http://127.0.0.1:9"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=few_files)
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


def test_there_are_as_many_lines_as_the_server_has_room_for_and_then_no_more(started: int) -> None:
    async def open_all() -> list[int]:
        refused: list[int] = []
        async with AsyncExitStack() as lines:
            for _ in range(_FILES_MOST // 2 + 20):
                try:
                    await lines.enter_async_context(connect(f"ws://127.0.0.1:{started}/ws", proxy=None))
                except InvalidStatus as error:
                    refused.append(error.response.status_code)
        return refused

    refused = asyncio.run(open_all())
    assert len(refused) >= 15
    assert set(refused) == {503}
    # When they have gone there is room again.
    eventually(lambda: plain.answers(f"http://127.0.0.1:{started}/healthz"))
