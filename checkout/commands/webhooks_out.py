"""A shop says where it wants to be told of payments."""

import base64
import secrets
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from checkout.core.merchant import MerchantId
from checkout.core.notices import USUALLY_TOLD, Subject
from checkout.core.outlet import WEBHOOK, Kind, Outlet
from checkout.errors import BadFields, NotFound, NotSignedIn, Problem, SameIdOtherContent
from checkout.notify.channels import Channel
from checkout.store import merchants, outlets
from checkout.store.unit_of_work import UnitOfWork
from language import plain_line

OUTLETS_MAX: Final = 5
ADDRESS_MAX: Final = 300


def add_outlet(
    uow: UnitOfWork,
    merchant_id: MerchantId,
    outlet_id: str,
    kind: Kind,
    address: str,
    made_by: str = "",
    tells: frozenset[Subject] = USUALLY_TOLD,
) -> tuple[Outlet, bool]:
    """Tell this shop's payments there from now on; whether it is new.

    Of what it tells may have been chosen anew since it was first asked for: that makes it no other one.
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
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}" if kind == WEBHOOK else ""
    outlet = Outlet(outlet_id, merchant_id, kind, address, secret, uow.now, made_by, tells)
    outlets.insert(uow, outlet)
    return outlet, True


def change_outlet(uow: UnitOfWork, merchant_id: MerchantId, outlet_id: str, tells: frozenset[Subject]) -> Outlet:
    """Tell these there from now on; what waits to be told is told all the same. Raises NotFound."""
    uow.lock(merchant_id)
    outlet = own_outlet(uow.conn, merchant_id, outlet_id)
    outlets.tell_of(uow, outlet_id, tells)
    return replace(outlet, tells=tells)


def own_outlet(conn: Connection, merchant_id: MerchantId, outlet_id: str) -> Outlet:
    """One that the shop named and that is in use. Raises NotFound."""
    found = next((one for one in outlets.of_merchant(conn, merchant_id) if one.id == outlet_id), None)
    if found is None:
        raise NotFound("outlet")
    return found


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
