"""The checkout's API, as the app calls it.

CheckoutError
├── Unreachable   no answer, or not the checkout's: trying again can help
├── SignedOut     this device's token is worth nothing any more
├── CodeWanted    the device must first give the one-time code that `send_payout_code` brings
└── Rejected      a refusal with a sentence for a person, and one for each bad field
"""

import email.utils
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import httpx
from httpx_sse import EventSource, aconnect_sse

from app.model.records import LinkDraft
from money import Money

_PAGE: Final = 200
# Too slow, too early, too often.
_FOR_NOW: Final = frozenset({408, 425, 429})
_PROBLEM: Final = "application/problem+json"
_THIS_MACHINE: Final = ("127.0.0.1", "localhost")
_TIMEOUT: Final = httpx.Timeout(10)
# A provider of SMS may take its time.
_SMS_TIMEOUT: Final = httpx.Timeout(10, read=20)
# A long statement takes the server some seconds.
_DRAWING_TIMEOUT: Final = httpx.Timeout(10, read=60)
_STATEMENTS: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# The server says something every 20 seconds; silence for longer is a dead line.
_STREAM_TIMEOUT: Final = httpx.Timeout(10, read=45)
# Below this the way of an answer and the whole seconds of its date could be all of it.
_CLOCK_OFF_LEAST: Final = timedelta(seconds=30)


@lru_cache
def _certificates() -> ssl.SSLContext:
    """Whom we trust to be who they say, read once: reading takes 35 ms, and every window has a client."""
    return httpx.create_ssl_context()


class CheckoutError(Exception):
    """A call that did not do what was asked."""


Missing = Literal["line", "answer", "server"]


class Unreachable(CheckoutError):
    """No answer, or an answer that is not the checkout's.

    What is missing is the line, as far as is known; or an answer to what went out, which after a line that has just
    died can be the line's fault too; or the server alone, when the machine at its address says so itself.
    """

    def __init__(self, why: str, missing: Missing = "line") -> None:
        super().__init__(why)
        self.missing = missing


class SignedOut(CheckoutError):
    """The token is unknown or was revoked."""


class CodeWanted(CheckoutError):
    """Before this the device gives a one-time code again."""


@dataclass
class Rejected(CheckoutError):
    """The server's refusal, in the language that was asked for."""

    status: int
    detail: str
    fields: Mapping[str, str] = field(default_factory=dict)
    again_seconds: int = 0
    """After how long the same may be asked again, where it was asked too often; 0 when nothing was said of it."""

    @property
    def is_for_now(self) -> bool:
        """Whether the same may be granted later: it was the moment that was refused, and not what was asked."""
        return self.status in _FOR_NOW


@dataclass(frozen=True, slots=True)
class PayoutQuote:
    """What a payout would do: `fee` stays with the operator, `sent` goes to the account, by `due_at` at the latest."""

    amount: Money
    fee: Money
    sent: Money
    account: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class SentCode:
    """A one-time code is on its way; `demo_code` is given by a demo only."""

    resend_after_seconds: int
    demo_code: str
    request: str = ""
    """Told back with a sign-in's code; a server older than this app tells none, and needs none."""


@dataclass(frozen=True, slots=True)
class RefundQuote:
    """What money back would take from the balance, and what could go back at most.

    `fee_kept` is the part of the charge that is lost with it, `balance_after` what then stands in the balance and
    `due_at` by when the customer has it; a server older than this app tells none of the three.
    """

    amount: Money
    fee_back: Money
    cost: Money
    left: Money
    fee_kept: Money | None = None
    balance_after: Money | None = None
    due_at: datetime | None = None


class CheckoutClient:
    """One device's line to the checkout. Every call is bounded in time."""

    def __init__(
        self,
        server_url: str,
        http: httpx.AsyncClient | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        browser: str = "",
    ) -> None:
        """`browser` is the address of the browser that this machine asks for, if it asks for one."""
        self.server_url, self._clock, self._browser = server_url.rstrip("/"), clock, browser
        self._http = http or httpx.AsyncClient(trust_env=False, verify=_certificates())
        self.token = ""
        self.language = "bn"
        self.clock_off: timedelta | None = None
        """What has to be added to this device's clock, as the server's last answer says; None before the first."""

    async def close(self) -> None:
        await self._http.aclose()

    async def choose_server(self, url: str) -> None:
        """Speak with the checkout at this address from now on. Raises Unreachable when there is none."""
        before, self.server_url = self.server_url, server_address(url)
        try:
            await self.shop()
        except SignedOut:
            return  # As a checkout answers whom it does not know.
        except (CheckoutError, httpx.InvalidURL) as error:
            self.server_url = before
            raise Unreachable("no checkout there") from error

    async def about(self) -> dict[str, Any]:
        """Who runs the checkout; needs no token. Raises CheckoutError."""
        return dict(await self._call("GET", "/v1/about"))

    async def send_code(self, phone: str) -> SentCode:
        """Ask for a one-time code. Raises CheckoutError."""
        return _sent_code(await self._call("POST", "/v1/auth/otp", {"phone": phone}))

    async def sign_in(self, phone: str, code: str, request: str, device_name: str) -> tuple[str, Mapping[str, Any]]:
        """The device's token and the shop; `request` is what the code was sent for. Raises CheckoutError."""
        asked = {"phone": phone, "code": code, "request": request, "device_name": device_name}
        answer = await self._call("POST", "/v1/auth/token", asked)
        try:
            return str(answer["token"]), answer["merchant"]
        except KeyError as error:
            raise Unreachable("not the checkout's answer") from error

    async def sign_out(self) -> None:
        """Revoke this device's token. Raises CheckoutError."""
        for device in await self.devices():
            if device["this_device"]:
                await self.revoke(device["id"])

    async def shop(self) -> dict[str, Any]:
        return dict(await self._call("GET", "/v1/merchant"))

    async def change_shop(self, **changes: str | bool) -> dict[str, Any]:
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

    async def create_link(self, draft: LinkDraft) -> dict[str, Any]:
        """Make a fixed link; the same id again gives the same link. Raises CheckoutError."""
        return dict(await self._call("POST", "/v1/links", draft.request()))

    async def change_link(self, link_id: str, **changes: Any) -> dict[str, Any]:
        return dict(await self._call("PATCH", f"/v1/links/{link_id}", changes))

    async def close_link(self, link_id: str, how: Literal["cancel", "pause", "resume"]) -> dict[str, Any]:
        return dict(await self._call("POST", f"/v1/links/{link_id}/{how}"))

    async def duplicate_link(self, link_id: str, new_id: str, code: str) -> dict[str, Any]:
        return dict(await self._call("POST", f"/v1/links/{link_id}/duplicate", {"id": new_id, "code": code}))

    async def refund_quote(self, payment_id: str, amount_poisha: int | None) -> RefundQuote:
        """What money back would cost; without an amount, all that is left. Raises CheckoutError."""
        params = {} if amount_poisha is None else {"amount": amount_poisha}
        answer = await self._call("GET", f"/v1/payments/{payment_id}/refunds/quote", params=params)
        try:
            amount, fee_back, cost, left = (Money(int(answer[name])) for name in ("amount", "fee_back", "cost", "left"))
            kept, after = (
                Money(int(answer[name])) if name in answer else None for name in ("fee_kept", "balance_after")
            )
            due_at = datetime.fromisoformat(answer["due_at"]) if answer.get("due_at") else None
            return RefundQuote(amount, fee_back, cost, left, kept, after, due_at)
        except (KeyError, TypeError, ValueError) as error:
            raise Unreachable("not the checkout's answer") from error

    async def ask_refund(self, payment_id: str, refund_id: str, amount_poisha: int, reason: str) -> dict[str, Any]:
        """Promise money back; the same id again promises it once. Raises CheckoutError."""
        asked = {"id": refund_id, "amount": amount_poisha, "reason": reason}
        return dict(await self._call("POST", f"/v1/payments/{payment_id}/refunds", asked))

    async def payout_quote(self, amount_poisha: int, to: Mapping[str, Any]) -> PayoutQuote:
        """What a payout would do, with the account as the server reads it. Raises CheckoutError."""
        answer = await self._call("POST", "/v1/payouts/quote", {"amount": amount_poisha, "to": dict(to)})
        try:
            amount, fee, sent = (Money(int(answer[name])) for name in ("amount", "fee", "sent"))
            due_at = datetime.fromisoformat(answer["due_at"])
            return PayoutQuote(amount, fee, sent, str(answer["to"]["account"]), due_at)
        except (KeyError, TypeError, ValueError) as error:
            raise Unreachable("not the checkout's answer") from error

    async def cancel_payout(self, payout_id: str) -> dict[str, Any]:
        """Call it off; again, it is as once. Raises CheckoutError."""
        return dict(await self._call("POST", f"/v1/payouts/{payout_id}/cancel"))

    async def ask_payout(self, payout_id: str, amount_poisha: int, to: Mapping[str, Any]) -> dict[str, Any]:
        """Ask for money out; the same id again asks once. Raises CheckoutError."""
        return dict(await self._call("POST", "/v1/payouts", {"id": payout_id, "amount": amount_poisha, "to": dict(to)}))

    async def send_payout_code(self) -> SentCode:
        """Have a one-time code sent to the shop's phone, for money to leave. Raises CheckoutError."""
        return _sent_code(await self._call("POST", "/v1/payouts/otp", patience=_SMS_TIMEOUT))

    async def confirm_payouts(self, code: str) -> None:
        """Give that code: this device may ask for payouts now. Raises CheckoutError."""
        await self._call("POST", "/v1/payouts/confirmation", {"code": code})

    async def statement(self, since: str, until: str, file: Literal["pdf", "xlsx"]) -> bytes:
        """The history of that time as a PDF or a workbook; of all time without. Raises CheckoutError."""
        asked = {name: given for name, given in (("since", since), ("until", until), ("format", file)) if given}
        return await self._drawn("/v1/balance/statement", asked, _STATEMENTS[file])

    async def poster(self, link_id: str, paper: str, file: Literal["pdf", "png"]) -> bytes:
        """A link as a sheet for the counter, A4 or A5. Raises CheckoutError."""
        kind = "application/pdf" if file == "pdf" else "image/png"
        return await self._drawn(f"/v1/links/{link_id}/poster", {"paper": paper, "format": file}, kind)

    async def read_receipt(self, picture: str) -> str:
        """The code of the receipt whose QR is in a picture, in base64. Raises CheckoutError."""
        try:
            return str((await self._call("POST", "/v1/receipts/read", {"image": picture}))["code"])
        except KeyError as error:
            raise Unreachable("not the checkout's answer") from error

    async def card(self, link_id: str) -> bytes:
        """A link as a picture to send, as PNG. Raises CheckoutError."""
        return await self._drawn(f"/v1/links/{link_id}/card", {}, "image/png")

    async def day_picture(self, day: str) -> bytes:
        """A day's account as a picture to send, as PNG. Raises CheckoutError."""
        return await self._drawn("/v1/balance/day", {"day": day}, "image/png")

    async def _drawn(self, path: str, params: Mapping[str, str], kind: str) -> bytes:
        answer = await self._send("GET", path, None, params, _DRAWING_TIMEOUT)
        if answer.headers.get("content-type") == kind:
            return answer.content
        _read(answer)
        raise Unreachable("not the checkout's answer")

    async def devices(self) -> list[dict[str, Any]]:
        return list((await self._call("GET", "/v1/devices"))["data"])

    async def revoke(self, device_id: str) -> None:
        await self._call("DELETE", f"/v1/devices/{device_id}")

    async def events(self, after: int, wait_seconds: float = 0) -> list[dict[str, Any]]:
        """The events after this number; waits so long for one when there is none yet. Raises CheckoutError."""
        params: dict[str, Any] = {"after": after} | ({"wait": wait_seconds} if wait_seconds else {})
        patience = httpx.Timeout(10, read=10 + wait_seconds)
        return list(_read(await self._send("GET", "/v1/events", None, params, patience))["data"])

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

    async def _call(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        patience: httpx.Timeout | None = None,
    ) -> Any:
        return _read(await self._send(method, path, body, params, patience or _TIMEOUT))

    async def _send(
        self, method: str, path: str, body: Any, params: Mapping[str, Any] | None, patience: httpx.Timeout
    ) -> httpx.Response:
        url, headers = self.server_url + path, self._headers()
        try:
            answer = await self._http.request(method, url, json=body, params=params, headers=headers, timeout=patience)
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
        headers = {"Accept-Language": self.language}
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


def missing_for(error: httpx.HTTPError) -> Missing:
    """What a call lacked that came to nothing."""
    if isinstance(error, httpx.ReadTimeout | httpx.ReadError | httpx.RemoteProtocolError):
        return "answer"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ConnectionRefusedError):
            return "server"
        cause = cause.__cause__ or cause.__context__
    return "line"


def _missing_at(status: int) -> Missing:
    """What a bad answer says of the server; 511 is a network that wants a login first."""
    return "server" if status >= 500 and status != 511 else "line"


def _sent_code(answer: Mapping[str, Any]) -> SentCode:
    try:
        return SentCode(
            int(answer["resend_after_seconds"]), str(answer.get("demo_code", "")), str(answer.get("request", ""))
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreachable("not the checkout's answer") from error


def _is_problem(answer: httpx.Response) -> bool:
    """Whether a refusal is in the checkout's own form: others between us and it refuse as well."""
    return str(answer.headers.get("content-type", "")).startswith(_PROBLEM)


def _read(answer: httpx.Response) -> Any:
    """The JSON of a good answer. Raises CheckoutError; an answer without JSON is not the checkout's."""
    if answer.status_code == 204:
        return None
    try:
        body = answer.json()
    except ValueError:
        raise Unreachable(f"HTTP {answer.status_code} without JSON", _missing_at(answer.status_code)) from None
    if not isinstance(body, dict):
        raise Unreachable("not the checkout's answer")
    if answer.status_code >= 500 or (answer.status_code >= 400 and not _is_problem(answer)):
        raise Unreachable(f"HTTP {answer.status_code}", _missing_at(answer.status_code))
    if answer.status_code == 401:
        raise SignedOut
    if answer.status_code == 403 and body.get("type") == "/problems/confirmation-required":
        raise CodeWanted
    if answer.status_code >= 400:
        fields = {error["field"]: error["detail"] for error in body.get("errors", ())}
        wait = answer.headers.get("retry-after", "")
        again_seconds = int(wait) if wait.isdecimal() else 0
        raise Rejected(answer.status_code, str(body.get("detail", "")), fields, again_seconds)
    return body
