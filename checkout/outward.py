"""Calling an address that a shop named: never one of our own network, whatever its name leads to."""

import asyncio
import ipaddress
import socket
from typing import Final
from urllib.parse import urlsplit

import httpx

_TIMEOUT_SECONDS: Final = 15.0
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class NotTaken(Exception):
    """It was not delivered; the text says why and holds nothing of what was to be said."""


async def post(client: httpx.AsyncClient, url: str, content: bytes, headers: dict[str, str], *, anywhere: bool) -> int:
    """Post to a public address, and follow no redirect; the status, whatever else it says. Raises NotTaken.

    The name is looked up once and the connection made to what was found, so that a name that is answered
    differently the second time leads nowhere else. `anywhere` lets a demo call its own machine.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            address = await _public_address(host, port, anywhere=anywhere)
            literal = f"[{address}]" if ":" in address else address
            # The body is left unread: it could be without an end.
            async with client.stream(
                "POST",
                parts._replace(netloc=f"{literal}:{port}").geturl(),
                content=content,
                headers={**headers, "Host": parts.netloc},
                extensions={"sni_hostname": host},
                follow_redirects=False,
                timeout=_TIMEOUT_SECONDS,
            ) as answer:
                return answer.status_code
    except TimeoutError:
        raise NotTaken("no answer in time") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotTaken(type(error).__name__) from None


async def _public_address(host: str, port: int, *, anywhere: bool) -> str:
    """The first address of a name. Raises NotTaken when it has none, or when any of them is not public."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise NotTaken("the name cannot be looked up") from None
    addresses = [str(one[4][0]) for one in found]
    if not anywhere and not all(map(_is_public, addresses)):
        raise NotTaken("the name leads to an address that is not public")
    return addresses[0]


def _is_public(text: str) -> bool:
    """Whether an address is somebody's on the internet; one that stands for an IPv4 address is judged as that."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inside is not None:
            address = inside
    return address.is_global and not address.is_multicast
