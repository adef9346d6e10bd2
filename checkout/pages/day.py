"""A day's account as a picture to send in the evening."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request

from checkout.core.merchant import Merchant
from checkout.http.costly import drawn_for
from checkout.http.openapi import refused
from checkout.http.problems import request_language
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.pages.files import Png
from checkout.store.days import EntrySum, entry_sums
from language import DHAKA, Language

router = APIRouter(prefix="/v1/balance", tags=["balance"])


@router.get("/day", name="get_day_picture", response_class=Png, responses=refused(401, 422, 503))
async def day_picture(
    request: Request,
    session: TheSession,
    service: TheService,
    day: Annotated[date | None, Query(description="A day of Dhaka; left out, today up to now")] = None,
) -> Png:
    """A day's account as a picture of 1080 pixels' width to be sent, in the language of the request."""
    now = service.clock().astimezone(DHAKA)
    day = min(day or now.date(), now.date())
    since = datetime(day.year, day.month, day.day, tzinfo=DHAKA)
    ends = min(since + timedelta(days=1), now)
    sums = await service.db.read_at_length(entry_sums, session.merchant.id, since, ends)
    up_to = now if day == now.date() else None
    asked = (session.merchant, day, up_to, tuple(sums), request_language(request))
    return Png(await drawn_for(service, session, service.limits.drawings, _draw, *asked))


def _draw(
    merchant: Merchant, day: date, up_to: datetime | None, sums: tuple[EntrySum, ...], language: Language
) -> bytes:
    # Loaded where it is drawn, in a process of its own: no worker needs what draws.
    from checkout.pages.day_picture import draw_day

    return draw_day(merchant, day, up_to, sums, language)
