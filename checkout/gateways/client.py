"""How gateways are called: one question, sent once, and its whole answer. See docs/decisions/0047.

No redirect is followed, no proxy of the environment is used, no cookie is kept, and nothing is ever sent again: some
gateways move money by a GET. What was not sent is NotSent; whatever else brings no answer is GatewayUnreachable.
"""

import asyncio
import re
import ssl
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from functools import cache
from types import TracebackType
from typing import Final, Protocol
from urllib.parse import urlsplit

import httpx

from checkout.gateways.answers import RawAnswer
from checkout.gateways.base import GatewayUnreachable, NotSent
from checkout.gateways.connecting import connect
from checkout.gateways.connection import Connection, Place

_CONNECTIONS_MAX: Final = 400
_KEEP_SECONDS: Final = 5.0
# For having a connection, of the time of the whole.
_CONNECTING_SHARE: Final = 1 / 3
_TARGET: Final = re.compile(r"/[!-~]*")
_ADDRESS: Final = re.compile(r"[!-~]+")
_FIELD: Final = re.compile(r"[ -~]*")
_PORTS: Final = {"http": 80, "https": 443}


class Client(Protocol):
    """What puts a question to a gateway."""

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> RawAnswer:
        """Ask once, in so long at the most. Raises NotSent, or GatewayUnreachable when it may have arrived."""
        ...


@cache
def authorities() -> ssl.SSLContext:
    """Whose certificates are believed: those that come with us, whatever the environment says; read once, in 35 ms."""
    return httpx.create_ssl_context(trust_env=False)


class HttpClient(AbstractAsyncContextManager["HttpClient"]):
    """Asks over HTTP/1.1, and keeps connections for a moment. `trust` says whose certificates are believed."""

    def __init__(self, trust: ssl.SSLContext, connections_max: int = _CONNECTIONS_MAX) -> None:
        trust.set_alpn_protocols(["http/1.1"])
        self._trust, self._connections_max = trust, connections_max
        self._turns = asyncio.Semaphore(connections_max)
        self._all: set[Connection] = set()
        self._kept: dict[Connection, None] = {}

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        going = [one.gone for one in self._all]
        for connection in list(self._all):
            connection.abort()
        await asyncio.gather(*going)

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> RawAnswer:
        """Ask once, in so long at the most. Raises NotSent, or GatewayUnreachable when it may have arrived."""
        place, question = _question(method, url, headers, body)
        ends_at = asyncio.get_running_loop().time() + timeout_seconds
        connection = await self._take(place, timeout_seconds * _CONNECTING_SHARE)
        try:
            async with asyncio.timeout_at(ends_at):
                return await connection.ask(question)
        except TimeoutError:
            raise GatewayUnreachable("no answer in time") from None
        finally:
            self._give_back(connection)

    async def _take(self, place: Place, seconds: float) -> Connection:
        """A connection that nobody else uses. Raises NotSent, and its words hold no address."""
        try:
            async with asyncio.timeout(seconds):
                await self._turns.acquire()
                try:
                    return self._kept_one(place) or await self._open(place)
                except BaseException:
                    self._turns.release()
                    raise
        except TimeoutError:
            raise NotSent("no connection in time") from None
        except (OSError, ValueError) as error:  # ValueError for what is no name.
            raise NotSent(f"no connection: {type(error).__name__}") from None

    def _kept_one(self, place: Place) -> Connection | None:
        for connection in [one for one in reversed(self._kept) if one.place == place]:
            del self._kept[connection]
            if connection.is_silent:
                return connection
            connection.abort()
        return None

    async def _open(self, place: Place) -> Connection:
        if len(self._all) >= self._connections_max and self._kept:
            oldest = next(iter(self._kept))
            del self._kept[oldest]
            oldest.abort()
        line = await connect(place.host, place.port)
        trust, name = (self._trust, place.host) if place.is_tls else (None, None)
        # Whatever happens, the socket is the loop's from here on.
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(place, self._lost), sock=line, ssl=trust, server_hostname=name
        )
        if connection.gone.done():
            raise ConnectionResetError
        self._all.add(connection)
        return connection

    def _give_back(self, connection: Connection) -> None:
        self._turns.release()
        if connection.is_fit:
            self._kept[connection] = None
            connection.keep(_KEEP_SECONDS)
        else:
            connection.abort()

    def _lost(self, connection: Connection) -> None:
        self._all.discard(connection)
        self._kept.pop(connection, None)


def _question(method: str, url: str, headers: Mapping[str, str], body: bytes) -> tuple[Place, bytes]:
    """Where it goes, and its bytes. Raises NotSent for what has no place in a request, such as a line's end."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise NotSent("the address cannot be called") from None
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    # The whole is looked at too: reading it takes line ends and tabs out.
    is_address = _ADDRESS.fullmatch(url) and _TARGET.fullmatch(target) and parts.hostname and "@" not in parts.netloc
    if not is_address or parts.scheme not in _PORTS:
        raise NotSent("the address cannot be called")
    fields = {"Host": parts.netloc, "User-Agent": "Aday", "Accept": "*/*", "Accept-Encoding": "gzip", **headers}
    if body or method == "POST":
        fields["Content-Length"] = str(len(body))
    if not all(map(_FIELD.fullmatch, fields.values())):
        raise NotSent("a header cannot be sent")
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    place = Place(parts.hostname or "", port, parts.scheme == "https")
    return place, f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body
