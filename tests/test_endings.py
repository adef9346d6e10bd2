"""How the tests' own servers end."""

import asyncio
import socket

from tests.support.endings import some_turns, stopped

_SECONDS = 10


def test_whoever_connects_as_a_server_ends_is_let_go_of() -> None:
    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def ending() -> None:
        server = await asyncio.start_server(take, "127.0.0.1")
        with socket.create_connection(server.sockets[0].getsockname(), _SECONDS) as ours:
            # The loop has taken it from the system, and made nothing of it yet.
            for _ in range(2):
                await asyncio.sleep(0)
            await stopped(server)
            await some_turns()
            assert ours.recv(1) == b""

    asyncio.run(ending())
