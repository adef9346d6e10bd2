"""A line to the first address of a name that takes one (RFC 8305): a dead address holds up nothing."""

import asyncio
import socket
from itertools import chain, zip_longest
from typing import Any, Final

# How long an address may be silent before the next one is tried beside it.
_SILENT_SECONDS: Final = 0.25
_ADDRESSES_MAX: Final = 8
Found = tuple[Any, ...]
"""One answer of `getaddrinfo`."""


async def connect(host: str, port: int) -> socket.socket:
    """Connected. Raises OSError, when the name has no address or none of them takes the line."""
    loop = asyncio.get_running_loop()
    left = _by_turns(await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM))[:_ADDRESSES_MAX]
    trying: set[asyncio.Task[socket.socket]] = set()
    failed: BaseException | None = None
    try:
        while left or trying:
            if left:
                trying.add(loop.create_task(_connected(left.pop(0))))
            patience = _SILENT_SECONDS if left else None
            done, _ = await asyncio.wait(trying, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                trying.discard(one)
                failed = one.exception()
                if failed is None:
                    # Others that are there too stay in `trying`, and are let go of below.
                    trying |= done - {one}
                    return one.result()
    finally:
        for one in trying:
            if not one.cancel() and not one.cancelled() and one.exception() is None:
                one.result().close()
    raise failed or OSError("the name has no address")


async def _connected(found: Found) -> socket.socket:
    family, kind, protocol, _, address = found
    line = socket.socket(family, kind, protocol)
    try:
        line.setblocking(False)
        await asyncio.get_running_loop().sock_connect(line, address)
    except BaseException:
        line.close()
        raise
    return line


def _by_turns(found: list[Found]) -> list[Found]:
    """As the system would try them, but the two kinds by turns: all of one kind can be broken here."""
    first = [one for one in found if one[0] == found[0][0]]
    second = [one for one in found if one[0] != found[0][0]]
    return [one for one in chain.from_iterable(zip_longest(first, second)) if one is not None]
