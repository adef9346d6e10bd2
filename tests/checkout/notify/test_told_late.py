"""What is no news any more is told with its time, and not as if it came just now."""

import asyncio
from datetime import timedelta
from typing import ClassVar

import pytest

from checkout.commands.notices import change_notices
from checkout.commands.webhooks_out import add_outlet
from checkout.core.notices import QuietHours
from checkout.core.outlet import Delivery, Kind
from checkout.ids import new_id
from checkout.notify.channels import notice
from checkout.store.database import Database
from checkout.workers.notifier import Notifier
from tests.conftest import HandClock
from tests.support.channels import SMS
from tests.support.code_shop import CodeShop


class Heard:
    """Takes every text, as its channel would say it."""

    kind: ClassVar[Kind] = SMS

    def __init__(self) -> None:
        self.texts: list[str] = []

    def read_address(self, text: str) -> str:
        return text

    async def deliver(self, delivery: Delivery) -> str:
        self.texts.append(notice(delivery))
        return delivery.outlet.address


@pytest.fixture
def shop(db: Database) -> CodeShop:
    shop = CodeShop(db)
    db.transact_now(add_outlet, shop.shop.id, new_id("out"), SMS, "+8801712345678")
    return shop


def told(db: Database) -> str:
    """The one text that goes out now."""
    heard = Heard()
    asyncio.run(Notifier(db, {SMS: heard}).round())
    (text,) = heard.texts
    return text


# It is 10:42 in Dhaka.
@pytest.mark.parametrize(
    ("ago", "ending"),
    [
        (timedelta(minutes=9), ""),
        (timedelta(hours=3), " · আজ সকাল ৭:৪২"),
        (timedelta(days=1), " · গতকাল সকাল ১০:৪২"),
        (timedelta(days=3), " · ৯ নভেম্বর, সকাল ১০:৪২"),
    ],
    ids=str,
)
def test_money_at_the_own_account_is_told_with_the_time_at_which_it_came_there(
    db: Database, clock: HandClock, shop: CodeShop, ago: timedelta, ending: str
) -> None:
    came_in = shop.take(shop.tells(paid_at=clock.now - ago))
    shop.assign(came_in, shop.link_now)
    assert told(db).endswith(f" · {came_in.trx_id}{ending}")


def test_what_waited_for_the_end_of_quiet_hours_is_told_with_its_time(
    db: Database, clock: HandClock, shop: CodeShop
) -> None:
    rest = QuietHours(10 * 60, 11 * 60, paid_breaks=False)
    db.transact_now(change_notices, shop.shop.id, quiet=rest)
    came_in = shop.take(shop.tells(paid_at=clock.now))
    shop.assign(came_in, shop.link_now)
    asyncio.run(Notifier(db, {SMS: Heard()}).round())
    # Texts go out some seconds after the others.
    clock.forward(minutes=19)
    assert told(db).endswith(f" · {came_in.trx_id} · আজ সকাল ১০:৪২")
