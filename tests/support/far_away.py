"""A PostgreSQL that is reached over a cable of its own, which a test can pull: nothing comes back, and nobody is told."""

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

import psycopg
import pytest
from sqlalchemy import make_url

from tests.support.shop import eventually

_PORT: Final = 5432
# Of networks of four addresses each; another run on this machine has its own.
_NETWORKS: Final = 1 << 14
_NUMBERS: Final = itertools.count(1)
# In the namespace a server that hands all on to PostgreSQL's socket, which is a file and has no network.
_HAND_ON: Final = """
import asyncio, sys
async def one(reader, writer):
    there = await asyncio.open_unix_connection(sys.argv[1])
    async def carry(source, target):
        while data := await source.read(65536):
            target.write(data)
        target.close()
    await asyncio.gather(carry(reader, there[1]), carry(there[0], writer))
async def main():
    await (await asyncio.start_server(one, sys.argv[2], int(sys.argv[3]))).serve_forever()
asyncio.run(main())
"""


@contextmanager
def far_away(database_url: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """The address of the same database there, and how its cable is pulled. Skips where no namespace can be made."""
    count = next(_NUMBERS)
    number, ours, there = f"{os.getpid()}-{count}", *_addresses(os.getpid() * 8 + count)
    name, wire, server = f"aday-far-{number}", f"af{number}", make_url(database_url)
    if shutil.which("ip") is None or os.geteuid() != 0 or subprocess.run(["ip", "netns", "add", name]).returncode:
        pytest.skip("only root makes a network of its own")
    within = ["ip", "netns", "exec", name]
    with ExitStack() as ending:
        ending.callback(subprocess.run, ["ip", "netns", "del", name], check=True)
        # A namespace stays for as long as a line that nobody answers; its cable would stay with it.
        ending.callback(subprocess.run, ["ip", "link", "del", wire], check=False)
        for command in (
            ["ip", "link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", name],
            ["ip", "addr", "add", f"{ours}/30", "dev", wire],
            ["ip", "link", "set", wire, "up"],
            [*within, "ip", "addr", "add", f"{there}/30", "dev", "eth0"],
            [*within, "ip", "link", "set", "eth0", "up"],
        ):
            subprocess.run(command, check=True)
        place = f"{server.query['host']}/.s.PGSQL.{_PORT}"
        handing_on = subprocess.Popen([*within, sys.executable, "-c", _HAND_ON, place, there, str(_PORT)])
        ending.callback(handing_on.wait)
        ending.callback(handing_on.kill)
        address = server.set(host=there, port=_PORT, query={}).render_as_string(hide_password=False)
        eventually(lambda: _answers(address))

        def pull() -> None:
            subprocess.run([*within, "ip", "addr", "flush", "dev", "eth0"], check=True)

        yield address, pull


def _addresses(number: int) -> tuple[str, str]:
    third, fourth = divmod(number % _NETWORKS * 4, 256)
    return f"10.78.{third}.{fourth + 1}", f"10.78.{third}.{fourth + 2}"


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address.replace("+psycopg", ""), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
