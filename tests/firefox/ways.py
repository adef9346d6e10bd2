"""The way of each payment to the glass, step by step: of one that nobody was told of it says where it ended."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from app.push_relay import LINES_MOST
from checkout.core.event_types import EventType
from checkout.core.outlet import PUSH
from checkout.notify.push import topic
from checkout.store.opening import open_database
from checkout.store.tables import deliveries, events, outlets, push_subscriptions
from money import Money
from tests.firefox.glass import Notice, Step
from tests.firefox.place import Place
from tests.support import plain

ANSWERED: Final = "the worker was answered 200"
_TOLD: Final = (EventType.PAYMENT_PAID, EventType.PAYMENT_ON_HOLD)


@dataclass(frozen=True)
class Written:
    """What the checkout has of a payment that came."""

    seq: int
    payment_id: str
    type: str
    amount: Money
    steps: Sequence[tuple[float, str]]


def written(place: Place) -> list[Written]:
    """Everything that came, the first one first, with what became of it for the browser that was turned on last."""
    db = open_database(f"sqlite:///{place.folder / 'checkout.db'}", place.town.url)
    try:
        browser, logged, told = db.read_now(_read)
    finally:
        db.close()
    token = "" if browser is None else browser.endpoint.rpartition("/")[2]
    taken = [one for one in plain.get(f"{place.town.gateway_url}/push-messages").json() if one["to"] == token]
    return [_written(row, told.get(row.seq), taken) for row in logged]


def _read(conn: Any) -> tuple[Any, Sequence[Any], dict[int, Any]]:
    subscribed = outlets.join(push_subscriptions, push_subscriptions.c.outlet_id == outlets.c.id)
    newest = select(outlets.c.id, push_subscriptions.c.endpoint).select_from(subscribed)
    newest = newest.where(outlets.c.kind == PUSH, outlets.c.removed_at.is_(None)).order_by(outlets.c.created_at.desc())
    browser = conn.execute(newest).first()
    logged = conn.execute(select(events).where(events.c.type.in_(_TOLD)).order_by(events.c.seq)).all()
    if browser is None:
        return None, logged, {}
    told = conn.execute(select(deliveries).where(deliveries.c.outlet_id == browser.id))
    return browser, logged, {row.event_seq: row for row in told}


def _written(row: Any, told: Any, taken: Sequence[Any]) -> Written:
    about = json.loads(row.data)
    steps = [(_ms(row.created_at), f"event {row.seq} written, {row.type}")]
    if told is None:
        steps.append((_ms(row.created_at), "no message queued for this browser"))
    else:
        error = f", {told.last_error}" if told.last_error else ""
        at = told.ended_at or told.created_at
        steps.append((_ms(at), f"message {told.status} after {told.tries_count} tries{error}"))
    for one in taken:
        if one["topic"] == topic(about["id"]):
            steps += [(at, f"push service: {what}") for at, what in one["happened"]]
    return Written(row.seq, about["id"], row.type, Money(about["amount"]), steps)


def _ms(moment: datetime) -> float:
    return moment.timestamp() * 1_000


def way(one: Written, line: str, sent_ms: float, seen: Sequence[Step], opened: Sequence[Notice]) -> list[str]:
    """Each step of this payment's with the milliseconds since its gateway's notice; `line` is what a notice says of it."""
    steps = [*one.steps, *((step.at_ms, step.what) for step in seen if one.seq in step.seqs)]
    for notice in opened:
        if line in notice.lines or one.seq in notice.seqs:
            steps += _of_window(notice)
    return [f"{at - sent_ms:+.0f} ms {what}" for at, what in sorted(steps)]


def _of_window(notice: Notice) -> list[tuple[float, str]]:
    happened = {
        f"window opened: {notice.title}": notice.opened_ms,
        "painted": notice.painted_ms,
        "put away by its person": notice.put_away_ms,
        "closed" if notice.painted_ms else "closed, never painted": notice.closed_ms,
    }
    return [(at, what) for what, at in happened.items() if at]


def with_seqs(opened: Sequence[Notice], seen: Sequence[Step]) -> list[Notice]:
    """The same notices; one that has no room for all that it tells with the numbers that the worker asked about for it."""
    found = []
    for notice in opened:
        before = [step for step in seen if step.what == ANSWERED and step.at_ms <= notice.opened_ms]
        is_full = len(notice.body.splitlines()) >= LINES_MOST
        found.append(replace(notice, seqs=tuple(before[-1].seqs)) if is_full and before else notice)
    return found


def as_json(ways: Mapping[str, Sequence[str]]) -> str:
    """A line of JSON for each payment."""
    return "".join(
        json.dumps({"notice": line, "way": steps}, ensure_ascii=False) + "\n" for line, steps in ways.items()
    )
