"""Money that was told of as a shop's own, and that a page of ours took: it waits for the shop's word no more.

See docs/decisions/0062-money-at-the-shops-own-account.md.
"""

from dataclasses import replace

from checkout.core.direct_payment import DirectKind
from checkout.core.event_types import EventType
from checkout.resources.direct_payment import direct_payment_resource
from checkout.store import direct_payments, events
from checkout.store.unit_of_work import UnitOfWork


def leave_to_page(uow: UnitOfWork, gateway_ref: str) -> None:
    """A gateway says that it has this number for money that was paid to us: nobody can say any more what it is for.

    What was assigned before stays as it was booked, and the audit names it.
    """
    known = direct_payments.by_trx_id(uow.conn, gateway_ref)
    if known is None:
        return
    # It may have been told of another shop than the page's.
    uow.lock(known.merchant_id)
    known = direct_payments.own(uow.conn, known.merchant_id, known.id)
    if known.kind is not DirectKind.TOLD or known.payment_id is not None:
        return
    left = replace(known, kind=DirectKind.PAGE)
    direct_payments.save(uow.conn, left)
    events.append(uow, left.merchant_id, EventType.DIRECT_UPDATED, direct_payment_resource(left))
