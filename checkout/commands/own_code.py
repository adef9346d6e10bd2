"""A shop's own Bangla QR: kept, taken away, and of whose account a server tells.

See docs/decisions/0062-money-at-the-shops-own-account.md.
"""

from sqlalchemy.exc import IntegrityError

from checkout.core.direct_payment import SHORT_CODE
from checkout.core.event_types import EventType
from checkout.core.merchant import Merchant, MerchantId
from checkout.core.own_code import kept_own_code, read_own_code
from checkout.errors import BadFields, Problem
from checkout.resources.merchant import shop_resource
from checkout.store import events, merchants, own_accounts
from checkout.store.unit_of_work import UnitOfWork


def set_own_code(uow: UnitOfWork, merchant_id: MerchantId, text: str) -> Merchant:
    """Show the codes of the shop's links as made out of this one. Raises BadFields for what is none."""
    return _changed(uow, merchant_id, own_code=read_own_code(text).text)


def remove_own_code(uow: UnitOfWork, merchant_id: MerchantId) -> Merchant:
    """Show none any more. Money that is paid by one that hangs somewhere is taken in all the same."""
    return _changed(uow, merchant_id, own_code="")


def bind_own_account(uow: UnitOfWork, merchant_id: MerchantId, short_code: str) -> Merchant:
    """The operator says that the account in the shop's present code is the one that bKash calls by this short code.

    An account that was the shop's before stays so: money may still come to it. Raises BadFields where there is no such
    code, the account is another shop's, or it cannot be what bKash calls one.
    """
    if not SHORT_CODE.fullmatch(short_code):
        raise BadFields(Problem("short_code", "short_code"))
    uow.lock("own accounts")
    code = kept_own_code(merchants.get(uow.conn, merchant_id).own_code)
    if code is None:
        raise BadFields(Problem("shop", "no_own_code"))
    owner = own_accounts.merchant_of(uow.conn, short_code)
    if owner not in (None, merchant_id):
        raise BadFields(Problem("short_code", "account_taken"))
    if owner is None:
        try:
            own_accounts.insert(uow.conn, short_code, merchant_id, uow.now)
        except IntegrityError as error:
            raise BadFields(Problem("short_code", "account_taken")) from error
    return _changed(uow, merchant_id, told_accounts=code.accounts)


def release_own_account(uow: UnitOfWork, merchant_id: MerchantId, short_code: str) -> Merchant:
    """The operator takes back what was said of this account; what came to it until now stays as it was booked.

    By the shop's code nothing turns green until the operator says of its account again. Raises BadFields where it is
    not the shop's.
    """
    uow.lock("own accounts")
    if own_accounts.merchant_of(uow.conn, short_code) != merchant_id:
        raise BadFields(Problem("short_code", "account_not_theirs"))
    own_accounts.delete(uow.conn, short_code)
    return _changed(uow, merchant_id, told_accounts="")


def _changed(uow: UnitOfWork, merchant_id: MerchantId, **changes: str) -> Merchant:
    """Keep it and tell the shop; what is as it was is told to nobody."""
    uow.lock(merchant_id)
    before = merchants.get(uow.conn, merchant_id)
    if all(getattr(before, name) == value for name, value in changes.items()):
        return before
    merchants.change(uow.conn, merchant_id, changes)
    kept = merchants.get(uow.conn, merchant_id)
    events.append(uow, merchant_id, EventType.MERCHANT_UPDATED, shop_resource(kept))
    return kept
