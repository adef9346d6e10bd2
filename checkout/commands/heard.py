"""Somebody was told at a device: what a text waited for."""

from typing import Final

from checkout.core.access import Grant
from checkout.core.merchant import MerchantId
from checkout.resources.till import told_to
from checkout.store import outlets
from checkout.store.unit_of_work import UnitOfWork

_HEARD: Final = "heard in the app"


def note_heard(uow: UnitOfWork, merchant_id: MerchantId, grant: Grant, event_seq: int, *, by_itself: bool) -> int:
    """A device that may do this has heard of all that it is told, up to this event; how many texts that spared.

    `by_itself` is what came alone, past those before it: a notice may overtake another. Of what its role is not told
    nobody heard there: those texts go out.
    """
    waiting = outlets.last_rung_waiting(uow.conn, merchant_id, event_seq if by_itself else 1, event_seq)
    heard = [one.id for one in waiting if told_to(grant, one.event_type, one.data, uow.now) is not None]
    return outlets.spare(uow, heard, _HEARD)
