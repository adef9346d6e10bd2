"""Telling a place, once and now, that somebody wants to see whether notices come there."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from checkout import metrics
from checkout.core.outlet import Delivery, WhyNot
from checkout.notify.channels import NotDelivered
from checkout.notify.registry import Channels
from checkout.store import outlets
from checkout.store.database import Database

log = structlog.get_logger(__name__)
# Somebody waits for it, before a screen.
_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of it."""

    took_ms: int
    """Until the place took it, or was given up."""
    why_not: str = ""
    """Why it was not taken, in few words for whoever knows the place; empty where it was."""
    reason: WhyNot | None = None
    """The same in a word; none where it was."""


async def try_out(
    db: Database, channels: Channels, trial: Delivery, monotonic: Callable[[], float] = time.perf_counter
) -> Tried:
    """Tell it. Nothing is tried again, and no quiet hours hold it: somebody is waiting for it just now."""
    began, outlet = monotonic(), trial.outlet
    why_not, reason = "", None
    try:
        async with asyncio.timeout(_SECONDS):
            address = await _deliver(channels, trial)
    except TimeoutError:
        why_not, reason = "no answer in time", WhyNot.SLOW
    except NotDelivered as error:
        why_not, reason = str(error), error.reason
        if error.permanent:
            await db.transact(outlets.remove, outlet.merchant_id, outlet.id)
    else:
        if address != outlet.address:
            await db.transact(outlets.move, outlet.id, address)
    metrics.told(outlet.kind, is_taken=not why_not)
    if why_not:
        log.info("a place did not take what was tried", kind=outlet.kind, why=why_not)
    return Tried(round((monotonic() - began) * 1_000), why_not, reason)


async def _deliver(channels: Channels, trial: Delivery) -> str:
    channel = channels.get(trial.outlet.kind)
    if channel is None:
        raise NotDelivered("it is not set up any more", WhyNot.NOT_SET_UP)
    return await channel.deliver(trial)
