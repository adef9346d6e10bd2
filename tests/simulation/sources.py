"""Where programs get randomness, the time and a log from: in the simulated world, from the simulation."""

import gc
import os
import random
import sys
import time
import uuid
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import datetime, tzinfo
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import anyio.to_thread
import structlog

from checkout.gateways import tokens
from checkout.workers import page_opener
from tests.simulation.chances import Bytes

Now = Callable[[], datetime]
Heard = Callable[[MutableMapping[str, Any]], None]


@contextmanager
def simulated(seed: str, now: Now, gateways_now: Now, monotonic: Callable[[], float], heard: Heard) -> Iterator[None]:
    """`heard` is given every line of the log."""
    drawn = Bytes(f"{seed} of the system")
    kept, was_collecting, logging = random.getstate(), gc.isenabled(), structlog.get_config()
    random.seed(seed)
    # What is found by chance to be of no use any more would be let go of at another step each time.
    gc.disable()
    structlog.configure(processors=[_Heard(heard)])
    with (
        patch.object(os, "urandom", drawn),
        patch.object(random, "_urandom", drawn),
        patch.object(uuid, "uuid4", lambda: uuid.UUID(bytes=drawn(16), version=4)),
        patch.object(time, "monotonic", monotonic),
        patch.object(anyio.to_thread, "run_sync", _here),
        # Who waits for another looks ten times a second, and finds nothing: here less often.
        patch.object(page_opener, "_LOOK_AGAIN_SECONDS", 1.5),
        patch.object(tokens, "_LOOK_AGAIN_SECONDS", 1.5),
        _gateways_clocks(gateways_now),
    ):
        try:
            yield
        finally:
            structlog.configure(**logging)
            random.setstate(kept)
            if was_collecting:
                gc.enable()


class _Heard:
    def __init__(self, heard: Heard) -> None:
        self._heard = heard

    def __call__(self, _: object, level: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        self._heard({**line, "level": level})
        raise structlog.DropEvent


async def _here(work: Callable[..., Any], *args: Any, **_: Any) -> Any:
    """The stand-ins' plain functions, which a web framework would put into threads."""
    return work(*args)


@contextmanager
def _gateways_clocks(now: Now) -> Iterator[None]:
    """The stand-ins ask the machine for the time; here they have a clock of their own, which may be wrong."""

    class TheirTime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return now().astimezone(tz)

    # Their clock may be set; what they count seconds by is not.
    their_time = SimpleNamespace(time=lambda: now().timestamp(), monotonic=lambda: time.monotonic())
    undone: list[tuple[Any, str, Any]] = []
    for name, module in list(sys.modules.items()):
        if name.startswith("sandbox."):
            for asked, given in (("datetime", TheirTime), ("time", their_time)):
                if getattr(module, asked, None) in (datetime, time):
                    undone.append((module, asked, getattr(module, asked)))
                    setattr(module, asked, given)
    try:
        yield
    finally:
        for module, asked, was in undone:
            setattr(module, asked, was)
