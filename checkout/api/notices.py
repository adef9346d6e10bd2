"""What a shop is told outside the app, and its quiet hours."""

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field, StrictBool
from pydantic.config import JsonDict
from typing_extensions import TypedDict

from checkout.commands.notices import change_notices, read_quiet_hours, read_subjects
from checkout.core.merchant import MerchantId
from checkout.core.notices import NoticeSettings, Subject, clock_of, in_order
from checkout.http.asked import Asked
from checkout.http.openapi import SENT, answers
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.notify.registry import NAMED, Named
from checkout.service import Service
from checkout.store import notice_settings, push

router = APIRouter(prefix="/v1/notices", tags=["notices"])
_CLOCK: Final[JsonDict] = {"pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
Clock = Annotated[str, Field(max_length=20, description="Of Dhaka", examples=["23:00"], json_schema_extra=_CLOCK)]


class QuietShape(TypedDict):
    """From when until when nobody of the shop is told; past midnight where it ends before it begins."""

    begins: Clock
    ends: Clock
    paid_breaks: Annotated[bool, Field(description="A paid sum is told all the same")]


class NoticesShape(TypedDict):
    """What the shop has chosen for all its places together."""

    channels: Annotated[list[Named], Field(description="By which it can be told here, as the operator set them up")]
    browsers_count: Annotated[int, Field(description="On how many devices its browsers take notices")]
    browsers_tell: list[Subject]
    quiet: QuietShape | None


class QuietAsked(Asked):
    """Two different hours of Dhaka's clock."""

    begins: Clock
    ends: Clock
    paid_breaks: StrictBool = False


class NoticeChanges(Asked):
    """What to change; what is left out stays, and null ends quiet hours."""

    browsers_tell: Annotated[list[Subject], Field(max_length=20, description="One at least")] | None = None
    quiet: QuietAsked | None = None


@router.get("", name="get_notices", **answers(NoticesShape, 401))
async def show(session: TheSession, service: TheService) -> NoticesShape:
    """What its devices' browsers are told, and when nobody is; for each place of its own, see `/v1/outlets`."""
    chosen = await service.db.read(notice_settings.get, session.merchant.id)
    return await _resource(service, session.merchant.id, chosen)


@router.patch("", name="change_notices", **answers(NoticesShape, 401, *SENT))
async def change(asked: NoticeChanges, session: TheSession, service: TheService) -> NoticesShape:
    """Choose what browsers are told, and when people rest.

    What comes meanwhile is told when the rest is over; a shop's own server does not rest. What waits already, and was
    not tried yet, is looked at anew.
    """
    wanted, quiet = asked.browsers_tell, asked.quiet
    chosen = await service.db.transact(
        change_notices,
        session.merchant.id,
        browsers_tell=None if wanted is None else read_subjects("browsers_tell", wanted),
        quiet=None if quiet is None else read_quiet_hours(quiet.begins, quiet.ends, paid_breaks=quiet.paid_breaks),
        keeps_quiet="quiet" not in asked.model_fields_set,
    )
    service.notifier.loop.nudge()
    return await _resource(service, session.merchant.id, chosen)


async def _resource(service: Service, merchant_id: MerchantId, chosen: NoticeSettings) -> NoticesShape:
    quiet = chosen.quiet
    return {
        "channels": [kind for kind in NAMED if kind in service.channels],
        "browsers_count": await service.db.read(push.count, merchant_id),
        "browsers_tell": in_order(chosen.browsers_tell),
        "quiet": None
        if quiet is None
        else {"begins": clock_of(quiet.begins), "ends": clock_of(quiet.ends), "paid_breaks": quiet.paid_breaks},
    }
