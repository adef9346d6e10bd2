"""What a browser asks of the app's own server for notices: a browser reaches no other, and its worker holds no token.

The page brings the device's token once, when notices are turned on. From then on it stands in a cookie that only this
server is sent and that no script can read: by it the worker asks whether a sum is paid before it says so.
"""

import json
import logging
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, NotRequired, TypedDict

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.words import say
from language import Language, in_digits_of, method_name, read_language, until_phrase
from money import Money, format_taka

log = logging.getLogger(__name__)
PATH: Final = "/push"
_COOKIE: Final = "aday_push"
_COOKIE_SECONDS: Final = 365 * 86_400
_BODY_MOST: Final = 8_192
_SEQS_MOST: Final = 50
_SEQS: Final = re.compile(rf"[1-9]\d{{0,17}}(,[1-9]\d{{0,17}}){{0,{_SEQS_MOST - 1}}}", re.ASCII)
# A busy shop's hour. What lies on the glass for longer is not asked about again, and what went on for longer since is
# not called paid.
_LOOKS_BACK: Final = 600
_PAGES_MOST: Final = 6
_TOKEN: Final = re.compile(r"[\w-]{1,200}", re.ASCII)
LINES_MOST: Final = 5
"""One notice for more says how many, and names so many."""
# Longer than the checkout tries.
_TRIAL_SECONDS: Final = 25.0
# What came longer ago is told with its time, as the checkout's own texts are.
_STILL_NEWS: Final = timedelta(minutes=10)
_PAYOUT: Final = "payout.sent"
_NO_STORE: Final = {"cache-control": "no-store"}
_SAID: Final = {
    "payment.paid": "push.paid",
    "payment.on_hold": "push.on_hold",
    "payment.partly_refunded": "push.partly_refunded",
    "payment.refunded": "push.refunded",
    _PAYOUT: "push.payout_sent",
}


class _Subject(TypedDict):
    """What of a payment or a payout is said; a payout has no more than the first two."""

    id: str
    amount: int
    refunded: NotRequired[int]
    method: NotRequired[str]
    gateway: NotRequired[str]
    paid_at: NotRequired[str | None]


class _Event(TypedDict):
    seq: int
    type: str
    data: _Subject


class PushRelay:
    """Carries it to the checkout, for who has a device's token."""

    def __init__(self, client: httpx.AsyncClient, clock: Callable[[], datetime]) -> None:
        """`client` has the checkout's address."""
        self._client, self._clock = client, clock
        self.routes: Sequence[BaseRoute] = (
            Route(PATH, self._state, methods=["GET"]),
            Route(PATH, self._turn_on, methods=["PUT"]),
            Route(PATH, self._turn_off, methods=["DELETE"]),
            Route(f"{PATH}/test", self._test, methods=["POST"]),
            Route(f"{PATH}/told", self._told, methods=["GET"]),
            Route(f"{PATH}/heard", self._heard, methods=["POST"]),
        )

    async def _state(self, request: Request) -> Response:
        """Whether this device is told, and by which key its browser would know the checkout."""
        return _passed_on(await self._ask("GET", "/v1/push", token_of(request)))

    async def _turn_on(self, request: Request) -> Response:
        """Tell this browser, for as long as its device is signed in."""
        token, asked = token_of(request), await _object_of(request)
        if asked is None:
            return _problem(422)
        # Which page asked says the browser, and not the page.
        origin = request.headers.get("origin") or f"{request.url.scheme}://{request.headers.get('host', '')}"
        asked["origin"] = origin
        answer = await self._ask("PUT", "/v1/push", token, asked)
        response = _passed_on(answer)
        if answer is not None and answer.is_success:
            response.set_cookie(
                _COOKIE,
                token,
                max_age=_COOKIE_SECONDS,
                path=PATH,
                # A proxy need not say by what it was asked.
                secure=origin.lower().startswith("https://"),
                httponly=True,
                samesite="strict",
            )
        return response

    async def _turn_off(self, request: Request) -> Response:
        """Tell it no more; what the checkout does not hear now it finds out by the push service."""
        response = _passed_on(await self._ask("DELETE", "/v1/push", token_of(request)))
        response.delete_cookie(_COOKIE, path=PATH, httponly=True, samesite="strict")
        return response

    async def _test(self, request: Request) -> Response:
        """Have a notice sent to this browser that tells nothing but that it came."""
        return _passed_on(await self._ask("POST", "/v1/push/test", token_of(request), seconds=_TRIAL_SECONDS))

    async def _told(self, request: Request) -> Response:
        """What is to be said of these events, as the shop's log has them now, and of which of them that is.

        404 where it has none of them, or goes on for so long since that nobody knows what became of them.
        """
        seqs = request.query_params.get("seqs", "")
        if _SEQS.fullmatch(seqs) is None:
            return _problem(422)
        wanted = {int(one) for one in seqs.split(",")}
        wanted = {one for one in wanted if one > max(wanted) - _LOOKS_BACK}
        logged, token = list[_Event](), token_of(request)
        after = min(wanted) - 1
        for _ in range(_PAGES_MOST):
            answer = await self._ask("GET", f"/v1/events?after={after}", token)
            if answer is None or not answer.is_success:
                return _passed_on(answer)
            page = answer.json()["data"]
            logged += page
            if not page:
                language = read_language(request.query_params.get("language", ""))
                notice = what_to_say(logged, wanted, language, self._clock())
                return JSONResponse(notice, headers=_NO_STORE) if notice else _problem(404)
            after = page[-1]["seq"]
        return _problem(404)

    async def _heard(self, request: Request) -> Response:
        """A notice of these is on the glass: nobody needs a text about them."""
        asked, token = await _object_of(request), token_of(request)
        seqs = asked.get("seqs") if asked else None
        if not isinstance(seqs, list) or not 1 <= len(seqs) <= _SEQS_MOST:
            return _problem(422)
        for seq in seqs:
            answer = await self._ask("POST", "/v1/events/heard", token, {"seq": seq, "by": "push"})
            if answer is None or not answer.is_success:
                break
        return _passed_on(answer)

    async def _ask(
        self, method: str, path: str, token: str, body: object = None, seconds: float | None = None
    ) -> httpx.Response | None:
        """The checkout's answer; None where there is none."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        # What Python reads as JSON and nobody else does is for the checkout to refuse.
        content = None if body is None else json.dumps(body).encode()
        try:
            timeout = httpx.USE_CLIENT_DEFAULT if seconds is None else seconds
            return await self._client.request(method, path, headers=headers, content=content, timeout=timeout)
        except httpx.HTTPError as error:
            log.warning("the checkout does not answer about notices: %s", type(error).__name__)
            return None


def token_of(request: Request) -> str:
    """The device's: as the page says it, else as the browser keeps it."""
    scheme, _, said = request.headers.get("authorization", "").partition(" ")
    token = said if scheme.lower() == "bearer" and said else request.cookies.get(_COOKIE, "")
    return token if _TOKEN.fullmatch(token) else ""


def what_to_say(
    logged: Sequence[_Event], wanted: set[int], language: Language, now: datetime
) -> dict[str, object] | None:
    """One notice for all of these events; of each payment what became of it last, as far as the log goes.

    A paid sum that is no news any more stands there with its time. None where the log has none of them, or nothing of
    them is told outside.
    """
    told = [one for one in logged if one["seq"] in wanted and one["type"] in _SAID]
    subjects = dict.fromkeys(one["data"]["id"] for one in told)
    newest = {one["data"]["id"]: one for one in logged if one["type"] in _SAID}
    found = [newest[subject_id] for subject_id in subjects]
    if not found:
        return None
    lines, seqs = [_line(one, language, now) for one in reversed(found)], [one["seq"] for one in told]
    if len(found) == 1:
        return {"title": lines[0], **_opened(found[0], language), "seqs": seqs}
    paid = sum((Money(one["data"]["amount"]) for one in found if one["type"] == "payment.paid"), Money(0))
    are_payments = all(one["type"] != _PAYOUT for one in found)
    key = "push.many" if are_payments else "push.many.news"
    title = say(language, key, count=in_digits_of(language, str(len(found))), amount=format_taka(paid, language))
    return {"title": title, "body": "\n".join(lines[:LINES_MOST]), "path": "/", "seqs": seqs}


def _opened(event: _Event, language: Language) -> dict[str, str]:
    """What stands below the one line, and what a tap opens."""
    told = event["data"]
    if event["type"] == _PAYOUT:
        return {"body": "", "path": "/history"}
    method = method_name(told.get("method") or told.get("gateway", ""), language)
    return {"body": method, "path": f"/payments/{told['id']}"}


def _line(event: _Event, language: Language, now: datetime) -> str:
    told = event["data"]
    facts = {"amount": told["amount"], "refunded": told.get("refunded", 0)}
    said = {name: format_taka(Money(sum_), language) for name, sum_ in facts.items()}
    line, paid_at = say(language, _SAID[event["type"]], **said), told.get("paid_at")
    if event["type"] != "payment.paid" or not paid_at or now - (at := datetime.fromisoformat(paid_at)) < _STILL_NEWS:
        return line
    return say(language, "push.late", notice=line, when=until_phrase(at, now, language))


async def _object_of(request: Request) -> dict[str, object] | None:
    """The JSON object that was sent, if it is one of a size that is meant."""
    raw = b""
    async for piece in request.stream():
        raw += piece
        if len(raw) > _BODY_MOST:
            return None
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _passed_on(answer: httpx.Response | None) -> Response:
    if answer is None:
        return _problem(502)
    kind = answer.headers.get("content-type", "application/json")
    body = answer.content if answer.status_code != 204 else b""
    return Response(body, answer.status_code, {**_NO_STORE, "content-type": kind})


def _problem(status: int) -> Response:
    return Response(status_code=status, headers=_NO_STORE)
