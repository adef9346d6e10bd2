"""Where a request comes from, as far as limits care."""

import ipaddress

from fastapi import Request

from checkout.doors import LOOKS_ONLY


def looks_only(request: Request) -> bool:
    """Whether it asks what another request would be answered (HEAD), and counts for nothing."""
    return LOOKS_ONLY in request.scope


def client_address(request: Request) -> str:
    """The address on the other end; of an IPv6 one the network, since a household has all of it."""
    host = request.client.host if request.client else "unknown"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host
