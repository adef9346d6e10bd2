"""A real PgBouncer before the tests' PostgreSQL, as Debian has it with nothing changed that makes it more lenient."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

import psycopg
import pytest
from sqlalchemy import make_url

from tests.support.servers import free_port
from tests.support.shop import eventually

PROGRAM: Final = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
needs_pgbouncer = pytest.mark.skipif(PROGRAM is None, reason="Debian's pgbouncer is not installed")


@contextmanager
def pooled(database_url: str, mode: Literal["session", "transaction"], size: int = 20) -> Iterator[str]:
    """The address of the same database behind a pool."""
    server, port = make_url(database_url), free_port()
    folder = Path(tempfile.mkdtemp(prefix="aday-pool-"))
    folder.chmod(0o755)
    (folder / "pool.ini").write_text(
        f"[databases]\n{server.database} = host={server.query['host']} user=postgres\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"pool_mode = {mode}\ndefault_pool_size = {size}\nmax_client_conn = 500\n"
    )
    # It refuses to run as root, and PostgreSQL's socket is its own user's.
    owner = pwd.getpwuid(Path(str(server.query["host"])).stat().st_uid).pw_name
    as_somebody = ["-u", owner] if os.geteuid() == 0 else []
    assert PROGRAM is not None
    process = subprocess.Popen([PROGRAM, "-q", *as_somebody, str(folder / "pool.ini")], stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: _answers(port, str(server.database)))
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/{server.database}"
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder)


def _answers(port: int, database: str) -> bool:
    try:
        with psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/{database}", connect_timeout=5):
            return True
    except psycopg.Error:
        return False
