"""One device's line to a checkout: requests, answers and the live stream, and what goes wrong with them."""

import email.utils
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import httpx
from httpx_sse import EventSource, aconnect_sse

from app.model.documents import Doc, WrongField, any_text, docs_of, text_of
from app.services.errors import CodeWanted, Missing, Rejected, SignedOut, Unreachable, missing_for
from language import DEFAULT, Language

Params = Mapping[str, str | int | float]
_PROBLEM: Final = "application/problem+json"
_THIS_MACHINE: Final = ("127.0.0.1", "localhost")
_TIMEOUT: Final = httpx.Timeout(10)
# The server says something every 20 seconds; silence for longer is a dead line.
_STREAM_TIMEOUT: Final = httpx.Timeout(10, read=45)
# Below this the way of an answer and the whole seconds of its date could be all of it.
_CLOCK_OFF_LEAST: Final = timedelta(seconds=30)


@lru_cache
def certificates() -> ssl.SSLContext:
    """Whom we trust to be who they say, read once: reading takes 35 ms, and every window has a client."""
    return httpx.create_ssl_context()


class HttpLine:
    """Every call is bounded in time."""

    def __init__(
        self,
        server_url: str,
        http: httpx.AsyncClient | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        browser: str = "",
    ) -> None:
        """`browser` is the address of the browser that this machine asks for, if it asks for one."""
        self.server_url, self._clock, self._browser = server_url.rstrip("/"), clock, browser
        self._http = http or httpx.AsyncClient(trust_env=False, verify=certificates())
        self.token = ""
        self.language: Language = DEFAULT
        self.clock_off: timedelta | None = None
        """What has to be added to this device's clock, as the server's last answer says; None before the first."""

    async def close(self) -> None:
        await self._http.aclose()

    @asynccontextmanager
    async def stream(self, after: int) -> AsyncIterator[EventSource]:
        """The live stream from after this number. Raises CheckoutError when it cannot be opened."""
        headers = self._headers() | {"Last-Event-ID": str(after)}
        try:
            async with aconnect_sse(
                self._http, "GET", f"{self.server_url}/v1/events/stream", headers=headers, timeout=_STREAM_TIMEOUT
            ) as source:
                if source.response.status_code == 401 and _is_problem(source.response):
                    raise SignedOut
                if source.response.status_code != 200:
                    raise Unreachable(f"HTTP {source.response.status_code}")
                yield source
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error

    async def call(
        self,
        method: str,
        path: str,
        body: Doc | None = None,
        *,
        params: Params | None = None,
        patience: httpx.Timeout | None = None,
    ) -> Doc:
        """What a good answer tells; one without a body tells nothing. Raises CheckoutError."""
        return read_answer(await self.send(method, path, body, params=params, patience=patience))

    async def send(
        self,
        method: str,
        path: str,
        body: Doc | None = None,
        *,
        params: Params | None = None,
        patience: httpx.Timeout | None = None,
    ) -> httpx.Response:
        """Raises Unreachable."""
        url, headers = self.server_url + path, self._headers()
        try:
            answer = await self._http.request(
                method, url, json=body, params=params, headers=headers, timeout=patience or _TIMEOUT
            )
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__, missing_for(error)) from error
        self._compare_clocks(answer)
        return answer

    def _compare_clocks(self, answer: httpx.Response) -> None:
        try:
            told = email.utils.parsedate_to_datetime(answer.headers.get("date", ""))
            off = told - self._clock()
        except (TypeError, ValueError):
            return  # No date, or none that says its zone.
        self.clock_off = off if abs(off) >= _CLOCK_OFF_LEAST else timedelta(0)

    def _headers(self) -> dict[str, str]:
        headers: dict[str, str] = {"Accept-Language": self.language}
        if self._browser:
            # Believed only where the checkout trusts this machine to say so.
            headers["X-Forwarded-For"] = self._browser
        return headers | {"Authorization": f"Bearer {self.token}"} if self.token else headers


def server_address(typed: str) -> str:
    """An address as it is used. Raises Unreachable for one over which a token must not travel."""
    address = typed.strip().rstrip("/")
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise Unreachable("no address") from error
    here = parts.scheme == "http" and parts.hostname in _THIS_MACHINE
    if not (parts.hostname and (parts.scheme == "https" or here)):
        raise Unreachable("neither https nor this machine")
    return address


def _missing_at(status: int) -> Missing:
    """What a bad answer says of the server; 511 is a network that wants a login first."""
    return "server" if status >= 500 and status != 511 else "line"


def _is_problem(answer: httpx.Response) -> bool:
    """Whether a refusal is in the checkout's own form: others between us and it refuse as well."""
    return str(answer.headers.get("content-type", "")).startswith(_PROBLEM)


def read_answer(answer: httpx.Response) -> Doc:
    """The JSON of a good answer. Raises CheckoutError; an answer without JSON is not the checkout's."""
    if answer.status_code == 204:
        return {}
    try:
        body = answer.json()
    except ValueError:
        raise Unreachable(f"HTTP {answer.status_code} without JSON", _missing_at(answer.status_code)) from None
    if not isinstance(body, dict):
        raise Unreachable("not the checkout's answer")
    if answer.status_code >= 500 or (answer.status_code >= 400 and not _is_problem(answer)):
        raise Unreachable(f"HTTP {answer.status_code}", _missing_at(answer.status_code))
    if answer.status_code < 400:
        return body
    try:
        refusal = _refusal(answer, body)
    except WrongField as error:
        raise Unreachable("not the checkout's answer") from error
    raise refusal


def _refusal(answer: httpx.Response, problem: Doc) -> SignedOut | CodeWanted | Rejected:
    if answer.status_code == 401:
        return SignedOut()
    if answer.status_code == 403 and problem.get("type") == "/problems/confirmation-required":
        return CodeWanted()
    wrong = docs_of(problem, "errors") if "errors" in problem else []
    fields = {text_of(one, "field"): text_of(one, "detail") for one in wrong}
    wait = answer.headers.get("retry-after", "")
    again_seconds = int(wait) if wait.isdecimal() else 0
    return Rejected(answer.status_code, any_text(problem, "detail"), fields, again_seconds)
