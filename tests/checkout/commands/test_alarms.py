"""A person is told of one thing once, for each reason, whoever comes upon it."""

import pytest

from checkout.commands.alarms import ring_once
from checkout.core.reasons import HoldReason
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork


def ring(db: Database, subject: str, reason: HoldReason) -> None:
    db.transact_now(ring_once, subject, reason, f"{subject} is {reason}", subject=subject)


def test_each_subject_rings_once_for_each_reason(db: Database, alarms: list[str]) -> None:
    risky, unreadable = HoldReason.RISK, HoldReason.UNREADABLE
    for _ in range(2):
        ring(db, "pay_1", risky)
        ring(db, "pay_2", risky)
        ring(db, "pay_1", unreadable)
    assert alarms == [f"alarm: pay_1 is {risky}", f"alarm: pay_2 is {risky}", f"alarm: pay_1 is {unreadable}"]


def test_an_alarm_whose_command_was_undone_rings_again(db: Database, alarms: list[str]) -> None:
    """What nobody kept, nobody can be sure to have heard: twice is better than never."""

    def ring_and_fail(uow: UnitOfWork) -> None:
        ring_once(uow, "pay_1", HoldReason.RISK, "once")
        raise LookupError

    with pytest.raises(LookupError):
        db.transact_now(ring_and_fail)
    db.transact_now(ring_once, "pay_1", HoldReason.RISK, "again")
    assert alarms == ["alarm: once", "alarm: again"]
