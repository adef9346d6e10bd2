"""A shop says where it wants to be told of payments."""

import base64
import re
import secrets
from typing import Final
from urllib.parse import urlsplit

from checkout.core.mailbox import NotMailbox, read_mailbox
from checkout.core.merchant import MerchantId
from checkout.core.outlet import Kind, Outlet
from checkout.core.phone import NotMobile, local_form, mobile_e164
from checkout.errors import BadFields, NotFound, Problem, SameIdOtherContent
from checkout.store import outlets
from checkout.store.database import UnitOfWork
from language import plain_line

OUTLETS_MAX: Final = 5
_CHAT: Final = re.compile(r"-?\d{4,20}|@\w{5,32}")
ADDRESS_MAX: Final = 300


def add_outlet(
    uow: UnitOfWork, merchant_id: MerchantId, outlet_id: str, kind: Kind, address: str
) -> tuple[Outlet, bool]:
    """Tell this shop's payments there from now on; whether it is new. Raises BadFields, SameIdOtherContent."""
    uow.lock(merchant_id)
    kept = outlets.get(uow.conn, outlet_id)
    if kept is not None:
        if (kept.merchant_id, kept.kind, kept.address) != (merchant_id, kind, address):
            raise SameIdOtherContent("outlet")
        return kept, False
    if len(outlets.of_shop(uow.conn, merchant_id)) >= OUTLETS_MAX:
        raise BadFields(Problem("kind", "too_many_outlets", {"most": str(OUTLETS_MAX)}))
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}" if kind is Kind.WEBHOOK else ""
    outlet = Outlet(outlet_id, merchant_id, kind, address, secret, uow.now)
    outlets.insert(uow, outlet)
    return outlet, True


def remove_outlet(uow: UnitOfWork, merchant_id: MerchantId, outlet_id: str) -> None:
    """Tell nothing there any more. Raises NotFound."""
    uow.lock(merchant_id)
    if not outlets.remove(uow, merchant_id, outlet_id):
        raise NotFound("outlet")


def read_outlet_address(kind: Kind, text: str, *, http_is_enough: bool = False) -> str:
    """The address in the one form in which it is kept. Raises BadFields."""
    text = plain_line(text)
    if len(text) > ADDRESS_MAX:
        raise BadFields(Problem("address", "too_long_text"))
    if kind is Kind.SMS:
        try:
            return local_form(mobile_e164(text))
        except NotMobile as error:
            raise BadFields(Problem("address", "phone")) from error
    if kind is Kind.EMAIL:
        try:
            return read_mailbox(text)
        except NotMailbox as error:
            raise BadFields(Problem("address", "email_address")) from error
    good = {
        Kind.WEBHOOK: lambda: _is_web_address(text, http_is_enough),
        Kind.TELEGRAM: lambda: _CHAT.fullmatch(text) is not None,
    }
    if not good[kind]():
        raise BadFields(Problem("address", f"{kind}_address"))
    return text


def _is_web_address(text: str, http_is_enough: bool) -> bool:
    if not text.isascii() or any(letter <= " " for letter in text):
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    is_plain = parts.scheme == "http" and http_is_enough
    return (parts.scheme == "https" or is_plain) and bool(parts.hostname) and "@" not in parts.netloc and port != 0
