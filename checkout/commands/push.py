"""A device's browser says where it takes notices, and no longer does."""

from typing import Final
from urllib.parse import urlsplit

from checkout.core.merchant import DeviceId, MerchantId
from checkout.core.push import Subscription
from checkout.errors import BadFields, NotSignedIn, Problem
from checkout.store import merchants, push
from checkout.store.unit_of_work import UnitOfWork

BROWSERS_MAX: Final = 50
_SHOWN_MAX: Final = 300


def subscribe(uow: UnitOfWork, merchant_id: MerchantId, device_id: DeviceId, subscription: Subscription) -> None:
    """Tell the device there, and nowhere else. Raises BadFields, NotSignedIn.

    A browser that was signed in as somebody else before has the same endpoint still: what that one was told ends.
    """
    uow.lock(merchant_id)
    uow.lock(subscription.endpoint)
    if not merchants.hold_device(uow.conn, device_id):
        # It was signed out a moment ago, and ended what there was.
        raise NotSignedIn
    if push.of_device(uow.conn, device_id) == subscription:
        return
    push.end(uow, device_id, subscription.endpoint)
    if push.count(uow.conn, merchant_id) >= BROWSERS_MAX:
        raise BadFields(Problem("endpoint", "too_many_outlets", {"most": str(BROWSERS_MAX)}))
    push.keep(uow, merchant_id, device_id, subscription, urlsplit(subscription.endpoint).netloc[:_SHOWN_MAX])


def unsubscribe(uow: UnitOfWork, merchant_id: MerchantId, device_id: DeviceId) -> None:
    """Tell the device nothing any more while its app is closed."""
    uow.lock(merchant_id)
    push.end(uow, device_id)
