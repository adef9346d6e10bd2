"""Each place is told of what was chosen for it, and people are told nothing at quiet hours until these are over."""

from datetime import timedelta

import pytest

from checkout.commands.heard import note_heard
from checkout.commands.notices import change_notices
from checkout.commands.webhooks_out import change_outlet
from checkout.core.access import THE_OWNER
from checkout.core.event_types import EventType
from checkout.core.notices import QuietHours, Subject
from checkout.core.outlet import PUSH, WEBHOOK, Kind
from checkout.store import outlets
from checkout.store.database import Database
from tests.conftest import HandClock
from tests.support.channels import SMS, TELEGRAM
from tests.support.told_shop import ToldShop

# It is 10:42 in Dhaka.
MORNING = QuietHours(10 * 60, 11 * 60, paid_breaks=False)
TO_ITS_END = timedelta(minutes=18)
PEOPLE_AND_SERVER = {SMS, TELEGRAM, WEBHOOK}


def rest(db: Database, shop: ToldShop, quiet: QuietHours | None) -> None:
    db.transact_now(change_notices, shop.id, quiet=quiet)


def test_meanwhile_only_the_server_is_told_then_browsers_and_then_texts(db: Database, clock: HandClock) -> None:
    shop = ToldShop(db)
    shop.turn_on()
    rest(db, shop, MORNING)
    shop.paid()
    assert shop.round() == {WEBHOOK}
    clock.now += TO_ITS_END - timedelta(seconds=21)
    # The texts wait for a device to hear, and then until nobody rests any more.
    assert shop.round() == set()
    clock.forward(seconds=21)
    assert shop.round() == {PUSH}
    clock.forward(seconds=20)
    assert shop.round() == {SMS, TELEGRAM}
    assert db.read_now(outlets.undelivered, 10) == []


@pytest.mark.parametrize(
    ("event", "told"), [(EventType.PAYMENT_PAID, PEOPLE_AND_SERVER), (EventType.PAYMENT_ON_HOLD, {WEBHOOK})]
)
def test_a_paid_sum_breaks_them_where_the_shop_wants_it(db: Database, event: EventType, told: set[Kind]) -> None:
    shop = ToldShop(db)
    rest(db, shop, QuietHours(MORNING.begins, MORNING.ends, paid_breaks=True))
    shop.happens(event)
    assert shop.round() == told


def test_what_waits_for_their_end_is_told_as_soon_as_the_shop_has_none(db: Database) -> None:
    shop = ToldShop(db)
    rest(db, shop, MORNING)
    shop.paid()
    assert shop.round() == {WEBHOOK}
    rest(db, shop, None)
    assert shop.round() == {SMS, TELEGRAM}


def test_other_hours_have_nobody_told_twice_who_is_just_being_told(db: Database) -> None:
    shop = ToldShop(db)
    shop.paid()
    assert len(db.transact_now(outlets.claim_due, outlets.CLAIMED_FOR, 10)) == 3
    rest(db, shop, MORNING)
    rest(db, shop, None)
    assert db.transact_now(outlets.claim_due, outlets.CLAIMED_FOR, 10) == []


def test_each_place_is_told_of_what_was_chosen_for_it(db: Database) -> None:
    shop = ToldShop(db)
    chosen = {SMS: Subject.HELD, TELEGRAM: Subject.PAID, WEBHOOK: Subject.PAYOUT_SENT}
    for kind, subject in chosen.items():
        db.transact_now(change_outlet, shop.id, shop.outlet_of(kind), frozenset({subject}))
    happened = EventType.PAYMENT_ON_HOLD, EventType.PAYMENT_PAID, EventType.PAYOUT_SENT, EventType.PAYMENT_REFUNDED
    told = []
    for event in happened:
        shop.happens(event)
        told.append(shop.round())
    assert told == [{SMS}, {TELEGRAM}, {WEBHOOK}, set()]


def test_browsers_are_told_of_what_the_shop_chose_for_all_of_them_before_or_after_they_came(db: Database) -> None:
    shop = ToldShop(db)
    db.transact_now(change_notices, shop.id, browsers_tell=frozenset({Subject.PAYOUT_SENT}), keeps_quiet=True)
    shop.turn_on()
    shop.happens(EventType.PAYOUT_SENT)
    assert shop.round() == {PUSH}
    db.transact_now(change_notices, shop.id, browsers_tell=frozenset({Subject.HELD}), keeps_quiet=True)
    shop.happens(EventType.PAYOUT_SENT)
    assert shop.round() == set()
    # Nobody waits for browsers that say nothing of it.
    shop.paid()
    assert shop.round() == PEOPLE_AND_SERVER


def test_a_cashiers_browser_is_told_of_no_payout(db: Database) -> None:
    shop = ToldShop(db)
    db.transact_now(change_notices, shop.id, browsers_tell=frozenset(Subject), keeps_quiet=True)
    shop.turn_on()
    shop.at_the_till()
    shop.happens(EventType.PAYOUT_SENT)
    assert (shop.round(), db.read_now(outlets.undelivered, 10)) == (set(), [])


def test_when_a_place_was_last_told_is_known_and_what_it_did_not_take_is_no_such_moment(
    db: Database, clock: HandClock
) -> None:
    shop = ToldShop(db)
    texts, server = shop.outlet_of(SMS), shop.outlet_of(WEBHOOK)
    assert db.read_now(outlets.last_told, [texts, server]) == {}
    shop.paid()
    shop.round()
    at = clock.now
    clock.forward(hours=1)
    shop.turn_on()
    shop.paid()
    shop.round()
    # The text was not needed: a phone had told of it.
    db.transact_now(note_heard, shop.id, THE_OWNER, shop.seq, by_itself=True)
    clock.forward(seconds=20)
    assert shop.round() == set()
    assert db.read_now(outlets.last_told, [texts, server]) == {texts: at, server: clock.now - timedelta(seconds=20)}
