"""What is done to a cluster while a crowd uses it, and what that cost."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Final

from checkout.store.database import Database
from tests.cluster.cluster import Cluster
from tests.cluster.witness import Witness
from tests.support.workers import Workers

# Of service without a refusal, before it is held to be back.
_CALM_SECONDS: Final = 3.0
_LONGEST_SECONDS: Final = 60.0
_FULL_SECONDS: Final = 20.0
_PAUSED_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Struck:
    """One fault that struck: what it cost, in seconds since it did and in what was answered."""

    name: str
    is_kill: bool
    lost: Counter[str]
    without_service: float
    last_refusal: float
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def row(self) -> str:
        lost = ", ".join(f"{times} {kind}" for kind, times in self.lost.items())
        return (
            f"| {self.name} | {f'**{self.lost.total()}** ({lost})' if lost else 0} | {self.without_service:.1f} |"
            f" {self.last_refusal:.1f} | {self.refused['503']} | {self.refused['cut']} |"
        )


HEAD: Final = (
    "| fault | answered and lost | seconds without service | last 503 after, seconds | answered 503 | lines broken |\n"
    "| --- | --- | --- | --- | --- | --- |"
)
Fault = Callable[["Field"], AbstractContextManager[None]]
"""Strikes as it is entered, and heals as it is left: in between the service has come back, or was waited for long."""


@dataclass(frozen=True)
class Field:
    """Where faults strike."""

    cluster: Cluster
    workers: Workers
    witness: Witness
    db: Database

    def strike(self, name: str, fault: Fault, *, is_kill: bool = False) -> Struck:
        """Do it while all are served, wait until it is over and healed, and say what came of it."""
        self._wait_for_service(time.monotonic())
        began = time.monotonic()
        with fault(self):
            self._wait_for_service(began)
        self.cluster.wait_until_whole()
        self._wait_for_service(time.monotonic())
        seen = self.witness
        without, last = seen.without_service(began), seen.last_refusal(began)
        return Struck(name, is_kill, seen.lost(self.db), without, last, seen.refused(began))

    def _wait_for_service(self, began: float) -> None:
        """Until something is written again for everybody, for a while; not for ever, since what did not come back is told."""
        while (now := time.monotonic()) - began < _LONGEST_SECONDS:
            calm_since = max(began, began + self.witness.last_refusal(began))
            if now - calm_since > _CALM_SECONDS and self.witness.last_written > now - 1:
                return
            time.sleep(0.2)


@contextmanager
def machine_killed(field: Field) -> Iterator[None]:
    """Every process of the primary's machine: PostgreSQL, Patroni and etcd."""
    primary = field.cluster.primary()
    primary.kill(*primary.processes)
    yield
    field.cluster.start_again(primary)


@contextmanager
def machine_and_worker_killed(field: Field) -> Iterator[None]:
    """The same, and in the same second one of the checkout's two workers."""
    with machine_killed(field):
        field.workers.kill_one()
        yield


@contextmanager
def postgresql_killed(field: Field) -> Iterator[None]:
    """PostgreSQL alone; Patroni sees it and hands over."""
    primary = field.cluster.primary()
    primary.kill(*primary.running("postgres"))
    yield


@contextmanager
def patroni_killed(field: Field) -> Iterator[None]:
    """Patroni alone, which is back a second later as by systemd; its PostgreSQL goes on."""
    primary = field.cluster.primary()
    primary.kill(*primary.running("patroni"))
    time.sleep(1)
    field.cluster.start_again(primary)
    yield


@contextmanager
def network_cut(field: Field) -> Iterator[None]:
    """The primary reaches nobody, and nobody it: what is sent is lost without a word."""
    primary = field.cluster.primary()
    primary.cut()
    yield
    primary.mend()


@contextmanager
def cut_from_the_others(field: Field) -> Iterator[None]:
    """The primary loses the two others and is still reached by the checkout, which goes on writing to it.

    Until one of the two has taken over: what was written meanwhile and is known to the lost one alone is lost then.
    """
    primary = field.cluster.primary()
    primary.cut_from([one for one in field.cluster.machines if one is not primary])
    field.cluster.wait_for_another_primary(primary)
    yield
    primary.mend()


@contextmanager
def disk_full(field: Field) -> Iterator[None]:
    """Not a byte is free on the primary's disk, until somebody makes room."""
    primary = field.cluster.primary()
    with primary.full():
        time.sleep(_FULL_SECONDS)
    yield
    field.cluster.start_again(primary)


@contextmanager
def etcd_paused(field: Field) -> Iterator[None]:
    """All of etcd stands still for longer than a primary may go without it."""
    with field.cluster.etcd_paused():
        time.sleep(_PAUSED_SECONDS)
    yield
