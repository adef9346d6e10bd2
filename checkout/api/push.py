"""Notices in a device's browser while its app is closed."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter
from pydantic import Field
from typing_extensions import TypedDict

from checkout.commands.push import subscribe, unsubscribe
from checkout.core.outlet import PUSH, trial
from checkout.core.push import ENDPOINT_MAX, Subscription
from checkout.errors import BadFields, NotFound, Problem
from checkout.http.asked import Asked
from checkout.http.openapi import SENT, answers, refused
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.ids import new_id
from checkout.notify.push import PushChannel
from checkout.resources.trial import TrialShape, trial_resource
from checkout.service import Service
from checkout.store import push
from checkout.workers.trying_out import try_out

router = APIRouter(prefix="/v1/push", tags=["push"])
_KEY_MAX = 100


class PushShape(TypedDict):
    """Whether this device is told while its app is closed."""

    public_key: Annotated[
        str | None, Field(description="By which its browser knows us (VAPID); null where nobody is told so here")
    ]
    is_on: bool


class PushKeys(Asked):
    """What the browser made, in base64url."""

    p256dh: Annotated[str, Field(max_length=_KEY_MAX, description="Its key, a point on P-256")]
    auth: Annotated[str, Field(max_length=_KEY_MAX, description="Sixteen bytes that it shares with us")]


class NewSubscription(Asked):
    """A browser's push subscription (https://www.w3.org/TR/push-api/), and for whom it was made."""

    endpoint: Annotated[
        str, Field(max_length=ENDPOINT_MAX, examples=["https://updates.push.services.mozilla.com/wpush/v2/gAAA"])
    ]
    keys: PushKeys
    public_key: Annotated[str, Field(max_length=_KEY_MAX, description="Ours, as the browser was given it")]
    origin: Annotated[
        str, Field(max_length=300, description="Of the page that asked", examples=["https://app.example"])
    ]


@router.get("", name="get_push", **answers(PushShape, 401))
async def show(session: TheSession, service: TheService) -> PushShape:
    """Whether this device is told while its app is closed, and by which key its browser would know us."""
    found = await service.db.read(push.of_device, session.device_id)
    return _resource(service, is_on=found is not None)


@router.put("", name="turn_push_on", **answers(PushShape, 401, *SENT))
async def turn_on(asked: NewSubscription, session: TheSession, service: TheService) -> PushShape:
    """Tell this device there, and nowhere else, until it is signed out or its push service knows it no more."""
    channel = _channel(service)
    if channel is None:
        raise BadFields(Problem("endpoint", "not_set_up"))
    if asked.public_key != channel.public_key:
        raise BadFields(Problem("public_key", "push_other_key"))
    app = service.settings.app_url
    if app and not service.settings.demo and asked.origin.lower() != _origin(app):
        raise BadFields(Problem("origin", "push_origin"))
    subscription = Subscription(asked.endpoint, asked.keys.p256dh, asked.keys.auth)
    channel.check(subscription)
    await service.limits.browsers.consume(session.device_id)
    await service.db.transact(subscribe, session.merchant.id, session.device_id, subscription)
    return _resource(service, is_on=True)


@router.post("/test", name="try_push", **answers(TrialShape, 401, 404, 422))
async def try_one(session: TheSession, service: TheService) -> TrialShape:
    """Send this device a notice that tells nothing but that it came; 404 where it takes none.

    `took_ms` is until its push service took it; when it is on the glass the browser alone knows. The message says
    `test`, which is the `id` of the answer.
    """
    found = await service.db.read(push.outlet_of_device, session.device_id)
    if found is None:
        raise NotFound("push")
    await service.limits.push_trials.consume(session.device_id)
    outlet, subscription = found
    told = trial(new_id("msg"), outlet, session.merchant, service.clock(), subscription)
    tried = await try_out(service.db, service.channels, told)
    return trial_resource(told.id, tried.took_ms, tried.why_not, tried.reason)


@router.delete("", name="turn_push_off", status_code=204, responses=refused(401, 422))
async def turn_off(session: TheSession, service: TheService) -> None:
    """Tell this device nothing while its app is closed."""
    await service.db.transact(unsubscribe, session.merchant.id, session.device_id)


def _channel(service: Service) -> PushChannel | None:
    channel = service.channels.get(PUSH)
    return channel if isinstance(channel, PushChannel) else None


def _resource(service: Service, *, is_on: bool) -> PushShape:
    channel = _channel(service)
    return {"public_key": channel.public_key if channel else None, "is_on": is_on and channel is not None}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()
