"""What else the same machine takes in the same minutes: a hello of a bare server, and a commit of a bare database."""

import sqlite3
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import psycopg

from tests.bench.figures import Figure, spread
from tests.bench.processor import processor_seconds
from tests.bench.serving import served
from tests.support import plain

_RUNS: Final = 5
_HELLOS: Final = 600
_COMMITS: Final = 400


async def hello(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    """The least that an application can answer."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"hello"})


@dataclass(frozen=True)
class Yardsticks:
    """What each took of the processor in each run, in milliseconds, and how many commits there were a second."""

    hellos: tuple[float, ...]
    commits: tuple[float, ...]
    commits_a_second: tuple[float, ...]

    @property
    def figures(self) -> list[Figure]:
        commits, rates = spread(self.commits, "{:.3f} ms"), spread(self.commits_a_second, "{:,.0f}")
        return [
            Figure("bare hello: processor for each", "", spread(self.hellos, "{:.3f} ms")),
            Figure(
                "raw commit of one row, SQLite `synchronous=FULL`: processor for each; a second",
                "",
                f"{commits}; {rates}",
            ),
        ]

    def beside(self, runs: tuple[float, ...] | list[float]) -> str:
        """Milliseconds of the processor, and how many bare hellos and raw commits they are."""
        median = statistics.median(runs)
        hellos, commits = (median / statistics.median(one) for one in (self.hellos, self.commits))
        return f"{spread(runs, '{:.2f} ms')}; {hellos:.1f} hellos, {commits:.1f} commits"


def yardsticks(folder: Path) -> Yardsticks:
    """Five runs of each."""
    with (
        served(["uvicorn", "tests.bench.yardsticks:hello", "--no-access-log"], {}) as (bare, port),
        plain.client() as http,
    ):
        greet = partial(http.get, f"http://127.0.0.1:{port}/")
        hellos = []
        for _ in range(_RUNS):
            used = processor_seconds(bare)
            for _ in range(_HELLOS):
                greet()
            hellos.append((processor_seconds(bare) - used) / _HELLOS * 1000)
    commits = [_commits(folder / "yardstick.db") for _ in range(_RUNS)]
    used_each, a_second = zip(*commits, strict=True)
    return Yardsticks(tuple(hellos), used_each, a_second)


def _commits(file: Path) -> tuple[float, float]:
    """Milliseconds of processor for each, and how many a second."""
    line = sqlite3.connect(file, isolation_level=None)
    for said in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE IF NOT EXISTS one (said TEXT)"):
        line.execute(said)
    began, used = time.perf_counter(), time.process_time()
    for _ in range(_COMMITS):
        line.execute("INSERT INTO one VALUES ('of a payment')")
    used, took = time.process_time() - used, time.perf_counter() - began
    line.close()
    return used / _COMMITS * 1000, _COMMITS / took


def postgresql_commits(address: str) -> Figure:
    """On a database whose disk is waited for, on one line."""
    with psycopg.connect(address, autocommit=True) as line:
        line.execute("CREATE TABLE one (said text)")
        rates = []
        for _ in range(_RUNS):
            began = time.perf_counter()
            for _ in range(_COMMITS):
                line.execute("INSERT INTO one VALUES ('of a payment')")
            rates.append(_COMMITS / (time.perf_counter() - began))
    return Figure("raw commit of one row, PostgreSQL, on one line: a second", "", spread(rates, "{:,.0f}"))
