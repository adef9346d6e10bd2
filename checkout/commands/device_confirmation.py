"""A device proves once more that the shop's phone is at hand, before money leaves.

A token alone moves nothing out: whoever holds an unlocked device has it. The code goes to the shop's own phone.
See docs/decisions/0032-a-code-before-money-leaves.md.
"""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from checkout.commands.sign_in import TRIES_MAX, device_asker, seconds_until
from checkout.core.merchant import DeviceId, MerchantId
from checkout.errors import ConfirmationRequired, TooOften
from checkout.store import codes, merchants
from checkout.store.unit_of_work import UnitOfWork

CONFIRMED_ONCE_FOR: Final = timedelta(minutes=10)
"""Where each payout wants a code of its own, the code serves so long for one."""


def confirmation_asker(device_id: DeviceId, address: str) -> codes.Asker:
    """Whose codes these are: a device's own, which sign nobody in."""
    return device_asker(device_id, address)


def salts_of(conn: Connection, phone: str, device_id: DeviceId) -> Mapping[str, str]:
    """The salts of the codes that this device had sent, by their ids: a slow SMS may bring the first of them last."""
    return {
        code.id: code.salt for code in codes.all_unused(conn, phone, confirmation_asker(device_id, "").request_hash)
    }


def confirm_by_code(
    uow: UnitOfWork, merchant_id: MerchantId, phone: str, device_id: DeviceId, hashes: Mapping[str, str]
) -> bool:
    """Whether what was typed is one of the device's codes; then the device is confirmed from this moment on.

    `hashes` is what was typed, hashed with each code's salt. A wrong code counts as a try of all of them, and returns
    rather than raises, so that the try is kept. Raises TooOften when all have had their five.
    """
    uow.lock(phone)
    sent = codes.all_unused(uow.conn, phone, confirmation_asker(device_id, "").request_hash)
    kept = [one for one in sent if one.expires_at > uow.now]
    open_to_tries = [one for one in kept if one.tries_count < TRIES_MAX]
    if kept and not open_to_tries:
        raise TooOften(seconds_until(max(one.expires_at for one in kept), uow.now))
    if not any(hmac.compare_digest(hashes.get(one.id, ""), one.code_hash) for one in open_to_tries):
        for one in open_to_tries:
            codes.count_try(uow.conn, one.id)
        return False
    for one in sent:
        codes.use(uow.conn, one.id, uow.now)
    merchants.confirm_device(uow.conn, merchant_id, device_id, uow.now)
    return True


def require_confirmation(uow: UnitOfWork, device_id: DeviceId, good_for: timedelta) -> None:
    """Go on only if the device gave a code so short a time ago; with no time, only once for each code.

    Who has just signed in has just given one, but that one is not for a payout. Raises ConfirmationRequired.
    """
    signed_in_at, confirmed_at = merchants.confirmed(uow.conn, device_id)
    since = uow.now - good_for if good_for else max(uow.now - CONFIRMED_ONCE_FOR, signed_in_at)
    if confirmed_at is None or confirmed_at <= since:
        raise ConfirmationRequired
    if not good_for:
        merchants.use_confirmation(uow.conn, device_id)
