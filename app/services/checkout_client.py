"""The checkout's API, as the app calls it.

CheckoutError
├── Unreachable   no answer, or not the checkout's: trying again can help
├── SignedOut     this device's token is worth nothing any more
└── Rejected      a refusal with a sentence for a person, and one for each bad field
"""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import httpx
from httpx_sse import EventSource, aconnect_sse

_PAGE: Final = 200
_TIMEOUT: Final = httpx.Timeout(10)
# The server says something every 20 seconds; silence for longer is a dead line.
_STREAM_TIMEOUT: Final = httpx.Timeout(10, read=45)


@lru_cache
def _certificates() -> ssl.SSLContext:
    """Whom we trust to be who they say, read once: reading takes 35 ms, and every window has a client."""
    return httpx.create_ssl_context()


class CheckoutError(Exception):
    """A call that did not do what was asked."""


class Unreachable(CheckoutError):
    """No answer, or an answer that is not the checkout's."""


class SignedOut(CheckoutError):
    """The token is unknown or was revoked."""


@dataclass
class Rejected(CheckoutError):
    """The server's refusal, in the language that was asked for."""

    status: int
    detail: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SentCode:
    """A one-time code is on its way; `demo_code` is given by a demo only."""

    resend_after_seconds: int
    demo_code: str


class CheckoutClient:
    """One device's line to the checkout. Every call is bounded in time."""

    def __init__(self, server_url: str, http: httpx.AsyncClient | None = None) -> None:
        self._server_url = server_url.rstrip("/")
        self._http = http or httpx.AsyncClient(trust_env=False, verify=_certificates())
        self.token = ""
        self._code_request = ""
        self.language = "bn"

    async def close(self) -> None:
        await self._http.aclose()

    async def send_code(self, phone: str) -> SentCode:
        """Ask for a one-time code. Raises CheckoutError."""
        answer = await self._call("POST", "/v1/auth/otp", {"phone": phone})
        try:
            # A server older than this app tells none, and needs none.
            self._code_request = str(answer.get("request", ""))
            return SentCode(int(answer["resend_after_seconds"]), str(answer.get("demo_code", "")))
        except (KeyError, TypeError, ValueError) as error:
            raise Unreachable("not the checkout's answer") from error

    async def sign_in(self, phone: str, code: str, device_name: str) -> tuple[str, Mapping[str, Any]]:
        """The device's token and the shop. Raises CheckoutError."""
        asked = {"phone": phone, "code": code, "request": self._code_request, "device_name": device_name}
        answer = await self._call("POST", "/v1/auth/token", asked)
        try:
            return str(answer["token"]), answer["merchant"]
        except KeyError as error:
            raise Unreachable("not the checkout's answer") from error

    async def sign_out(self) -> None:
        """Revoke this device's token. Raises CheckoutError."""
        devices = await self._call("GET", "/v1/devices")
        for device in devices["data"]:
            if device["this_device"]:
                await self._call("DELETE", f"/v1/devices/{device['id']}")

    async def shop(self) -> dict[str, Any]:
        return dict(await self._call("GET", "/v1/merchant"))

    async def change_shop(self, **changes: str) -> dict[str, Any]:
        return dict(await self._call("PATCH", "/v1/merchant", changes))

    async def everything(self, path: str) -> list[dict[str, Any]]:
        """All rows of a list, page by page."""
        rows: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            page = await self._call("GET", path, params={"limit": _PAGE} | ({"cursor": cursor} if cursor else {}))
            rows += page["data"]
            cursor = page["next_cursor"]
        return rows

    async def create_link(
        self, link_id: str, code: str, amount_poisha: int, note: str, expires_at: str | None
    ) -> dict[str, Any]:
        """Make a fixed link under a code made here; the same id again gives the same link. Raises CheckoutError."""
        asked = {"id": link_id, "code": code, "amount": amount_poisha, "note": note, "expires_at": expires_at}
        return dict(await self._call("POST", "/v1/links", asked))

    async def cancel_link(self, link_id: str) -> dict[str, Any]:
        return dict(await self._call("POST", f"/v1/links/{link_id}/cancel"))

    async def events(self, after: int) -> list[dict[str, Any]]:
        """The events after this number that are there now. Raises CheckoutError."""
        return list((await self._call("GET", "/v1/events", params={"after": after}))["data"])

    @asynccontextmanager
    async def stream(self, after: int) -> AsyncIterator[EventSource]:
        """The live stream from after this number. Raises CheckoutError when it cannot be opened."""
        headers = self._headers() | {"Last-Event-ID": str(after)}
        try:
            async with aconnect_sse(
                self._http, "GET", f"{self._server_url}/v1/events/stream", headers=headers, timeout=_STREAM_TIMEOUT
            ) as source:
                if source.response.status_code == 401:
                    raise SignedOut
                if source.response.status_code != 200:
                    raise Unreachable(f"HTTP {source.response.status_code}")
                yield source
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error

    async def _call(self, method: str, path: str, body: Any = None, params: Mapping[str, Any] | None = None) -> Any:
        try:
            answer = await self._http.request(
                method,
                self._server_url + path,
                json=body,
                params=params,
                headers=self._headers(),
                timeout=_TIMEOUT,
            )
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error
        return _read(answer)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Language": self.language}
        return headers | {"Authorization": f"Bearer {self.token}"} if self.token else headers


def _read(answer: httpx.Response) -> Any:
    """The JSON of a good answer. Raises CheckoutError; an answer without JSON is not the checkout's."""
    if answer.status_code == 204:
        return None
    try:
        body = answer.json()
    except ValueError:
        raise Unreachable(f"HTTP {answer.status_code} without JSON") from None
    if not isinstance(body, dict):
        raise Unreachable("not the checkout's answer")
    if answer.status_code == 401:
        raise SignedOut
    if answer.status_code >= 500:
        raise Unreachable(f"HTTP {answer.status_code}")
    if answer.status_code >= 400:
        fields = {error["field"]: error["detail"] for error in body.get("errors", ())}
        raise Rejected(answer.status_code, str(body.get("detail", "")), fields)
    return body
