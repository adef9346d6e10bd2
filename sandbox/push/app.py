"""The service over HTTP for senders (RFC 8030), and over a websocket for Firefox, as Mozilla's own speaks it.

Source of the latter: https://autopush.readthedocs.io, and Firefox's `dom/push/PushServiceWebSocket.sys.mjs`.
"""

import json
import re
import secrets
import time
from typing import NotRequired, TypedDict

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.push.sealing import Refused, check_sender, encode
from sandbox.push.state import Message, State, Subscription, Trouble


class _Update(TypedDict):
    channelID: str
    version: str
    code: NotRequired[int]


class _Said(TypedDict, total=False):
    """What a browser says; of each kind some of it."""

    messageType: str
    channelID: str
    key: str | None
    uaid: str
    updates: list[_Update]
    version: str
    code: int


router = APIRouter()
BODY_MOST = 4096
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_URGENCIES = ("very-low", "low", "normal", "high")


@router.post("/push/{token}")
async def take(token: str, request: Request) -> Response:
    """A message for a browser."""
    state: State = request.app.state.push
    body = await request.body()
    state.asked_count += 1
    if state.troubles:
        return await _trouble(state)
    try:
        subscription = _checked(state, token, request, body)
    except Refused as refused:
        state.refused.append((refused.status, str(refused)))
        return Response(str(refused), refused.status)
    message = Message(secrets.token_urlsafe(12), body, dict(request.headers))
    state.take(subscription, message)
    await state.hand_on(subscription, _notification)
    return Response(status_code=201, headers={"Location": f"{request.base_url}push/m/{message.id}", "TTL": "0"})


@router.put("/push-trouble")
async def make_trouble(request: Request) -> dict[str, int]:
    """What the next senders are answered: `[{"status": 429, "retry_after": "5"}]`; status 0 is no answer at all."""
    state: State = request.app.state.push
    state.troubles = [Trouble(**one) for one in await request.json()]
    return {"troubles": len(state.troubles)}


@router.get("/push-messages")
async def messages(request: Request) -> list[dict[str, object]]:
    """What became of each message that was taken: times since 1970, and words."""
    state: State = request.app.state.push
    return [
        {"to": subscription.token, "id": one.id, "topic": one.headers.get("topic", ""), "happened": one.happened}
        for subscription in state.subscriptions.values()
        for one in subscription.taken
    ]


@router.websocket("/push")
async def browser(line: WebSocket) -> None:
    """A Firefox with `dom.push.serverURL` set to here."""
    state: State = line.app.state.push
    await line.accept(subprotocol="push-notification" if line.scope["subprotocols"] else None)
    uaid = ""
    try:
        while True:
            said = json.loads(await line.receive_text())
            if said.get("messageType") == "hello":
                known = {one.uaid for one in state.subscriptions.values()}
                uaid = said.get("uaid") if said.get("uaid") in known else secrets.token_hex(16)
                state.lines[uaid] = line
                await _say(line, messageType="hello", status=200, uaid=uaid, use_webpush=True, broadcasts={})
                for one in [one for one in state.subscriptions.values() if one.uaid == uaid]:
                    await state.hand_on(one, _notification)
            else:
                await _answer(state, line, uaid, said)
    except (WebSocketDisconnect, RuntimeError):
        pass
    finally:
        if state.lines.get(uaid) is line:
            del state.lines[uaid]


async def _answer(state: State, line: WebSocket, uaid: str, said: _Said) -> None:
    kind, channel_id = said.get("messageType"), str(said.get("channelID", ""))
    if kind == "register":
        found = state.of_channel(uaid, channel_id) or state.subscribe(said.get("key") or "", uaid, channel_id)
        endpoint = f"http://{line.headers['host']}/push/{found.token}"
        await _say(line, messageType="register", channelID=channel_id, status=200, pushEndpoint=endpoint)
    elif kind == "unregister":
        gone = state.of_channel(uaid, channel_id)
        if gone is not None:
            state.forget(gone.token)
        await _say(line, messageType="unregister", channelID=channel_id, status=200)
    elif kind == "ack":
        for one in said["updates"]:
            state.acknowledged(uaid, one["channelID"], one["version"], one.get("code", 0))
    elif kind == "nack":
        state.failed(uaid, said.get("version", ""), said.get("code", 0))
    elif kind in (None, "ping"):
        await line.send_text("{}")


async def _say(line: WebSocket, **said: object) -> None:
    await line.send_text(json.dumps(said))


async def _trouble(state: State) -> Response:
    trouble = state.troubles.pop(0)
    if trouble.status == 0:
        await state.let_go.wait()
    headers = {"Retry-After": trouble.retry_after} if trouble.retry_after else {}
    return Response(status_code=trouble.status or 503, headers=headers)


def _checked(state: State, token: str, request: Request, body: bytes) -> Subscription:
    """Whose message it is. Raises Refused."""
    subscription = state.subscriptions.get(token)
    if subscription is None:
        raise Refused(410, "nobody takes messages here")
    origin = f"{request.url.scheme}://{request.headers['host']}"
    check_sender(request.headers.get("authorization", ""), origin, time.time(), subscription.key)
    if len(body) > BODY_MOST:
        raise Refused(413, "too large")
    if not request.headers.get("ttl", "").isdecimal():
        raise Refused(400, "no TTL")
    if request.headers.get("content-encoding") != "aes128gcm":
        raise Refused(400, "not sealed")
    if request.headers.get("urgency", "normal") not in _URGENCIES:
        raise Refused(400, "no urgency that is known")
    if not _TOPIC.fullmatch(request.headers.get("topic", "x")):
        raise Refused(400, "no topic")
    return subscription


def _notification(subscription: Subscription, message: Message) -> str:
    said = {
        "messageType": "notification",
        "channelID": subscription.channel_id,
        "version": message.id,
        "data": encode(message.body),
        "headers": {"encoding": message.headers["content-encoding"]},
    }
    return json.dumps(said)
