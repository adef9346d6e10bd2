"""How a server of asyncio's ends in a test without leaving a connection behind."""

import asyncio


async def stopped(*servers: asyncio.Server) -> None:
    """Take nobody new, and close the listening sockets.

    A connection that was taken in the moment in which its server closes ends in an assertion of asyncio's own
    (python/cpython#109564), and stays open with nobody to close it: so those that were taken have their turns first.
    """
    loop = asyncio.get_running_loop()
    for server in servers:
        for listening in server.sockets:
            loop.remove_reader(listening.fileno())
    await some_turns()
    for server in servers:
        server.close()


async def some_turns() -> None:
    """In which what was closed just now is gone; the loop may not end before it."""
    for _ in range(10):
        await asyncio.sleep(0)
