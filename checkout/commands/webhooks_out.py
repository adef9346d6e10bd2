"""A shop says where it wants to be told of payments."""

import base64
import secrets
from typing import Final

from checkout.core.merchant import MerchantId
from checkout.core.outlet import Kind, Outlet
from checkout.errors import BadFields, NotFound, NotSignedIn, Problem, SameIdOtherContent
from checkout.notify.channels import Channel
from checkout.store import merchants, outlets
from checkout.store.database import UnitOfWork
from language import plain_line

OUTLETS_MAX: Final = 5
ADDRESS_MAX: Final = 300


def add_outlet(
    uow: UnitOfWork, merchant_id: MerchantId, outlet_id: str, kind: Kind, address: str, made_by: str = ""
) -> tuple[Outlet, bool]:
    """Tell this shop's payments there from now on; whether it is new.

    Raises BadFields, SameIdOtherContent, and NotSignedIn for a token that was taken back a moment ago.
    """
    uow.lock(merchant_id)
    if made_by and not merchants.hold_device(uow.conn, made_by):
        raise NotSignedIn
    kept = outlets.get(uow.conn, outlet_id)
    if kept is not None:
        if (kept.merchant_id, kept.kind, kept.address) != (merchant_id, kind, address):
            raise SameIdOtherContent("outlet")
        return kept, False
    if len(outlets.of_merchant(uow.conn, merchant_id)) >= OUTLETS_MAX:
        raise BadFields(Problem("kind", "too_many_outlets", {"most": str(OUTLETS_MAX)}))
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}" if kind is Kind.WEBHOOK else ""
    outlet = Outlet(outlet_id, merchant_id, kind, address, secret, uow.now, made_by)
    outlets.insert(uow, outlet)
    return outlet, True


def remove_outlet(uow: UnitOfWork, merchant_id: MerchantId, outlet_id: str) -> None:
    """Tell nothing there any more. Raises NotFound."""
    uow.lock(merchant_id)
    if not outlets.remove(uow, merchant_id, outlet_id):
        raise NotFound("outlet")


def read_outlet_address(channel: Channel, text: str) -> str:
    """The address in the one form in which it is kept. Raises BadFields."""
    line = plain_line(text)
    if len(line) > ADDRESS_MAX:
        raise BadFields(Problem("address", "too_long_text"))
    return channel.read_address(line)
