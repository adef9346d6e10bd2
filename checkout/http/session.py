"""Who is asking: the device behind a bearer token, and its shop."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer

from checkout.commands.sign_in import device_of_token, hash_token
from checkout.core.merchant import DeviceId, Merchant
from checkout.errors import NotSignedIn
from checkout.http.client_address import client_address
from checkout.http.service import TheService

# For the document alone: what it gives is read below, in words of our own where it is missing.
_BEARER: Final = HTTPBearer(
    auto_error=False,
    scheme_name="device_token",
    bearerFormat="aday_…",
    description="Of one signed-in device: as `POST /v1/auth/token` answered, or as an operator printed it",
)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in device."""

    device_id: DeviceId
    token_hash: str
    merchant: Merchant
    address: str
    """Where it is, as limits see it."""


async def the_session(request: Request, service: TheService, _: Annotated[object, Security(_BEARER)]) -> Session:
    """Raises NotSignedIn, TooOften."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    device_id, merchant = await service.db.read(device_of_token, token)
    token_hash = hash_token(token)
    await service.limits.api_calls.consume(token_hash)
    return Session(device_id, token_hash, merchant, client_address(request))


TheSession = Annotated[Session, Depends(the_session)]
