"""Telling a person about one thing once: what is asked about again and again would else fill the log."""

from typing import Literal

import structlog

from checkout.core.reasons import HoldReason
from checkout.store import alarms
from checkout.store.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)
# Kinds of ours: a gateway words the same thing otherwise each time.
Reason = HoldReason | Literal["contradicted", "ended", "not set up", "returned", "unknown"]


def ring_once(uow: UnitOfWork, subject: str, reason: Reason, event: str, /, **facts: object) -> None:
    """Log an alarm, unless one was logged for this subject (a payment, a refund, a gateway) and reason before."""
    if alarms.is_first(uow, subject, reason):
        log.error(f"alarm: {event}", **facts)
