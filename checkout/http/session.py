"""Who is asking: the device behind a bearer token, its shop, and how far this call goes for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer

from checkout.commands.sign_in import device_of_token, hash_token
from checkout.core.access import Reach, today_began
from checkout.core.merchant import Device, DeviceId, Merchant
from checkout.errors import NotAllowed, NotSignedIn
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
    """A signed-in device, at a call that its role may make."""

    device: Device
    token_hash: str
    merchant: Merchant
    address: str
    """Where it is, as limits see it."""
    reach: Reach
    """How far this call goes for it; what does not go all the way has to be looked at by the call itself."""
    since: datetime | None
    """When today began, for who is told of no other day."""

    @property
    def device_id(self) -> DeviceId:
        return self.device.id


async def the_session(request: Request, service: TheService, _: Annotated[object, Security(_BEARER)]) -> Session:
    """Raises NotSignedIn, TooOften, NotAllowed."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    device, merchant = await service.db.read(device_of_token, token)
    token_hash = hash_token(token)
    await service.limits.api_calls.consume(token_hash)
    # Here and nowhere else, so that no route can forget it.
    reach = device.grant.reach_of(request.scope["route"].name)
    if reach is Reach.NONE:
        raise NotAllowed
    since = today_began(service.clock()) if device.grant.sees_today_only else None
    return Session(device, token_hash, merchant, client_address(request), reach, since)


TheSession = Annotated[Session, Depends(the_session)]
