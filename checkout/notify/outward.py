"""Calling an address that somebody else named: never one of our own network, whatever its name leads to."""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

import httpx

from checkout.core.outlet import WhyNot
from checkout.notify.channels import NotDelivered

_TIMEOUT_SECONDS: Final = 15.0
# A machine that is gone says nothing; the next address of the name is tried before the time is over.
_CONNECT_MOST_SECONDS: Final = 4.0
_ADDRESSES_MOST: Final = 8
_LONGEST_WAIT: Final = timedelta(days=1)
# More seconds than any span of time has here.
_DIGITS_MOST: Final = 13
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
# What is anybody's on the internet today; all else is of one network, or not given out.
_GIVEN_OUT: Final = ipaddress.IPv6Network("2000::/3")
# By the registries of special addresses (IANA), which Python's `is_global` knows not all of, and not the same in every
# version; and what clouds tell their machines' secrets at, though it looks public.
_NOT_PUBLIC: Final[tuple[_Network, ...]] = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",  # Alibaba's 100.100.100.200 is inside.
            "127.0.0.0/8",
            "168.63.129.16/32",  # Azure's.
            "169.254.0.0/16",  # Amazon's, Google's and Azure's 169.254.169.254.
            "172.16.0.0/12",
            "192.0.0.0/24",  # Oracle's 192.0.0.192.
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "2001::/23",  # Teredo, which carries an IPv4 address, and what has no machines behind it.
            "2001:db8::/32",
            "3fff::/20",
        ),
    )
)
_ISATAP: Final = (0x0000_5EFE, 0x0200_5EFE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody else's server said."""

    status: int
    retry_after: str
    """When it wants to be asked again, in its own words; empty where it says nothing of that."""


def wait_of(answer: Answer, now: datetime) -> timedelta:
    """How long a server wants us to wait, written in seconds or as a date (RFC 9110); a day at most."""
    said = answer.retry_after.strip()
    if said.isdecimal() and len(said) >= _DIGITS_MOST:
        return _LONGEST_WAIT
    try:
        wait = timedelta(seconds=int(said)) if said.isdecimal() else parsedate_to_datetime(said) - now
    except (ValueError, TypeError, OverflowError):
        return timedelta()
    return min(max(wait, timedelta()), _LONGEST_WAIT)


def is_web_address(text: str, *, http_is_enough: bool) -> bool:
    """Whether it is an address that can be called, with no user in it."""
    if not text.isascii() or any(letter <= " " for letter in text):
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    is_plain = parts.scheme == "http" and http_is_enough
    return (parts.scheme == "https" or is_plain) and bool(parts.hostname) and "@" not in parts.netloc and port != 0


async def post(
    client: httpx.AsyncClient, url: str, content: bytes, headers: dict[str, str], *, anywhere: bool
) -> Answer:
    """Post to a public address, and follow no redirect; the answer, whatever else it says. Raises NotDelivered.

    The name is looked up once and the connection made to what was found, so that a name that is answered
    differently the second time leads nowhere else. Of several addresses each is tried until one takes the connection;
    what was sent once is sent to no other. `anywhere` lets a demo call its own machine.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            addresses = await _public_addresses(host, port, anywhere=anywhere)
            connect_seconds = min(_CONNECT_MOST_SECONDS, _TIMEOUT_SECONDS / len(addresses))

            async def post_to(address: str) -> Answer:
                literal = f"[{address}]" if ":" in address else address
                # The body is left unread: it could be without an end.
                async with client.stream(
                    "POST",
                    parts._replace(netloc=f"{literal}:{port}").geturl(),
                    content=content,
                    headers={**headers, "Host": parts.netloc},
                    extensions={"sni_hostname": host},
                    follow_redirects=False,
                    timeout=httpx.Timeout(_TIMEOUT_SECONDS, connect=connect_seconds),
                ) as answer:
                    return Answer(answer.status_code, answer.headers.get("retry-after", ""))

            for address in addresses[:-1]:
                with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
                    return await post_to(address)
            return await post_to(addresses[-1])
    except TimeoutError:
        raise NotDelivered("no answer in time", WhyNot.SLOW) from None
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, ValueError) as error:
        raise NotDelivered(type(error).__name__, WhyNot.UNREACHED) from None


async def _public_addresses(host: str, port: int, *, anywhere: bool) -> list[str]:
    """The addresses of a name, as the system would try them; the two kinds by turns, so that one that is broken here
    does not use up the time. Raises NotDelivered when it has none, or when any of them is not public.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotDelivered("the name cannot be looked up", WhyNot.NO_SUCH_NAME) from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not anywhere and not all(map(is_public, addresses)):
        raise NotDelivered("the name leads to an address that is not public", WhyNot.NOT_PUBLIC)
    kinds = [address for address in addresses if ":" in address], [one for one in addresses if ":" not in one]
    first, second = kinds if addresses and ":" in addresses[0] else kinds[::-1]
    turns = [one for pair in zip(first, second, strict=False) for one in pair]
    return (turns + [one for one in addresses if one not in turns])[:_ADDRESSES_MOST]


def is_public(text: str) -> bool:
    """Whether an address is somebody's on the internet; one that carries an IPv4 address is judged as that."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inside = _ipv4_inside(address)
        if inside is not None:
            return is_public(str(inside))
        if address.scope_id is not None or address not in _GIVEN_OUT:
            return False
    return address.is_global and not address.is_multicast and not any(address in one for one in _NOT_PUBLIC)


def _ipv4_inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which a packet for this one is passed on."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    whole = int(address)
    # 64:ff9b:1::/48 is a network's own way out and may lead anywhere; it is not given out, and refused as that.
    if address in _NAT64 or (whole >> 32) & 0xFFFF_FFFF in _ISATAP:
        return ipaddress.IPv4Address(whole & 0xFFFF_FFFF)
    return None
