"""What is counted and timed while the checkout runs, in Prometheus' own form.

With several workers each keeps its counts in a folder that all share (PROMETHEUS_MULTIPROC_DIR), so that
whichever of them is asked tells for all.
"""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from checkout.core.payment import Payment

SHARED_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30)

PAYMENTS: Final = Counter("aday_payments", "Payments that reached a status", ["gateway", "status"])
TOLD: Final = Counter("aday_told", "Tries to tell a shop outside of the app", ["channel", "outcome"])
HEARD: Final = Counter("aday_heard", "Devices that told somebody of an event", ["by"])
SPARED: Final = Counter("aday_told_spared", "Texts that waited for a device to hear, and need not be sent")
STREAMS: Final = Gauge("aday_streams", "Apps that listen now", multiprocess_mode="livesum")
_GATEWAY: Final = Histogram("aday_gateway_seconds", "How long a gateway takes", ["gateway", "call"], buckets=_SECONDS)
_HTTP: Final = Histogram(
    "aday_http_seconds", "How long an answer takes to begin", ["method", "route", "status"], buckets=_SECONDS
)


@contextmanager
def gateway_call(gateway: str, call: str) -> Iterator[None]:
    """Times one call to a gateway, however it ends."""
    with _GATEWAY.labels(gateway, call).time():
        yield


def count_move(before: Payment, after: Payment) -> None:
    """Note that a payment reached another status, if it did."""
    if after.status is not before.status:
        PAYMENTS.labels(after.gateway, after.status).inc()


def told(channel: str, *, is_taken: bool) -> None:
    """Note that a channel was tried."""
    TOLD.labels(channel, "taken" if is_taken else "failed").inc()


def heard(by: str, spared_count: int) -> None:
    """Note that a device told somebody, and how many texts need not be sent for it."""
    HEARD.labels(by).inc()
    SPARED.inc(spared_count)


def answered(method: str, route: str, status: int, began: float) -> None:
    """Note an answer; `began` is a moment of time.perf_counter()."""
    _HTTP.labels(method, route, str(status)).observe(time.perf_counter() - began)


def rendered(gauges: Iterable[tuple[str, str, float]]) -> bytes:
    """Everything, as Prometheus reads it; `gauges` are what the database tells: name, meaning and value."""
    registry = REGISTRY
    if SHARED_FOLDER in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    told = CollectorRegistry()
    told.register(_Gauges(tuple(gauges)))
    return generate_latest(registry) + generate_latest(told)


def forget_dead_workers() -> None:
    """A worker that was killed listens to nobody; what it had counted stays counted."""
    folder = os.environ.get(SHARED_FOLDER)
    for file in Path(folder).glob("gauge_live*_*.db") if folder else ():
        pid = int(file.stem.rpartition("_")[2])
        if not _is_alive(pid):
            multiprocess.mark_process_dead(pid)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class _Gauges(Collector):
    """What is read when it is asked for."""

    def __init__(self, gauges: tuple[tuple[str, str, float], ...]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, meaning, value in self._gauges:
            yield GaugeMetricFamily(name, meaning, value)
