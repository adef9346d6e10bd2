"""How the programs reach the network: the gateways' client of the checkout, and httpx for everybody else."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

import httpx

from checkout.gateways.answers import RawAnswer
from checkout.gateways.base import GatewayUnreachable, NotSent
from tests.simulation.messages import Request
from tests.simulation.network import AnswerCut, LineBroke, Network, NobodyThere

_SSLCOMMERZ: Final = "/validator/api/merchantTransIDvalidationAPI.php"


class GatewayLine:
    """A `Client` of the adapters', as the checkout's own promises: asked once, and only a line that none took is NotSent."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> RawAnswer:
        request = Request(method, url, gateway_label(url), tuple(headers.items()), body, "192.0.2.10")
        try:
            async with asyncio.timeout(timeout_seconds):
                answer = await self._network.ask("gateway", request)
        except TimeoutError:
            raise GatewayUnreachable("no answer in time") from None
        except NobodyThere:
            raise NotSent("no connection: ConnectionRefusedError") from None
        except LineBroke as error:
            raise GatewayUnreachable(f"the connection was lost: {type(error).__name__}") from None
        return RawAnswer(answer.status, answer.body)


class HttpxLine(httpx.AsyncBaseTransport):
    """Where an `httpx.AsyncClient` sends what it is told to."""

    def __init__(self, network: Network, kind: str, address: str, is_online: Callable[[], bool] = lambda: True) -> None:
        self._network, self._kind, self._address, self._is_online = network, kind, address, is_online

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not self._is_online():
            raise httpx.ConnectError("no network")
        headers = [(name.decode(), value.decode("latin-1")) for name, value in request.headers.raw]
        asked = Request(
            request.method,
            str(request.url),
            f"{request.method} {_plain_path(request.url.path)}",
            headers,
            await request.aread(),
            self._address,
        )
        seconds = request.extensions.get("timeout", {}).get("read")
        try:
            async with asyncio.timeout(seconds):
                answer = await self._network.ask(self._kind, asked)
        except TimeoutError:
            raise httpx.ReadTimeout("no answer in time") from None
        except NobodyThere:
            raise httpx.ConnectError("refused") from None
        except AnswerCut:
            raise httpx.RemoteProtocolError("cut") from None
        except LineBroke:
            raise httpx.ReadError("reset") from None
        return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.body))


def gateway_label(url: str) -> str:
    """What is asked of a gateway, in a word or two."""
    parts = urlsplit(url)
    name = (parts.hostname or "").partition(".")[0]
    if parts.path == _SSLCOMMERZ:
        query = parse_qs(parts.query)
        what = "refund" if "bank_tran_id" in query else "refund status" if "refund_ref_id" in query else "query"
        return f"{name} {what}"
    if parts.path.startswith("/validator/"):
        return f"{name} validate"
    return f"{name} {parts.path.rpartition('/checkout/')[2].strip('/') if '/checkout/' in parts.path else 'session'}"


def _plain_path(path: str) -> str:
    """Without ids, which are other ones each time."""
    return "/".join("…" if len(part) > 15 else part for part in path.split("/"))
