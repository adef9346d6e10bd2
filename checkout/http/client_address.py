"""Where a request comes from, as far as limits care."""

import ipaddress

from fastapi import Request

from checkout.http.middleware import LOOKS_ONLY


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
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        # As a socket for both kinds tells of it: the same phone as without.
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def both_written(proxies: str) -> str:
    """Addresses and networks as they are believed: each IPv4 one also as a socket for both kinds tells of it."""
    found: list[str] = []
    for one in filter(None, (part.strip() for part in proxies.split(","))):
        network = ipaddress.ip_network(one)
        if (
            isinstance(network, ipaddress.IPv6Network)
            and network.network_address.ipv4_mapped
            and network.prefixlen >= 96
        ):
            network = ipaddress.ip_network((network.network_address.ipv4_mapped, network.prefixlen - 96))
        found.append(_written(network))
        if isinstance(network, ipaddress.IPv4Network):
            mapped = ipaddress.IPv6Address(f"::ffff:{network.network_address}")
            found.append(_written(ipaddress.IPv6Network((mapped, network.prefixlen + 96))))
    return ",".join(found)


def _written(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> str:
    return str(network.network_address if network.num_addresses == 1 else network)
