"""A text goes out when for twenty seconds no device of the shop has told anybody; where none can, at once."""

from datetime import timedelta

import pytest

from checkout.commands.heard import note_heard
from checkout.commands.sign_in import sign_out
from checkout.core.access import THE_OWNER
from checkout.core.outlet import PUSH, WEBHOOK, Kind
from checkout.store import outlets
from checkout.store.database import Database
from tests.conftest import HandClock
from tests.support.channels import SMS, TELEGRAM
from tests.support.told_shop import AT_THE_TILL, ToldShop


def test_without_a_browser_everybody_is_told_at_once(db: Database) -> None:
    shop = ToldShop(db)
    shop.paid()
    assert shop.round() == {SMS, TELEGRAM, WEBHOOK}


def test_with_one_people_get_a_text_after_twenty_seconds_and_no_sooner(db: Database, clock: HandClock) -> None:
    shop = ToldShop(db)
    shop.turn_on()
    shop.paid()
    assert shop.round() == {PUSH, WEBHOOK}
    clock.forward(seconds=19.9)
    assert shop.round() == set()
    clock.forward(seconds=0.1)
    assert shop.round() == {SMS, TELEGRAM}


@pytest.mark.parametrize(("behind", "told"), [(0, set()), (1, {SMS, TELEGRAM})])
def test_what_a_device_heard_needs_no_text(db: Database, clock: HandClock, behind: int, told: set[Kind]) -> None:
    shop = ToldShop(db)
    shop.turn_on()
    shop.paid()
    shop.round()
    assert db.transact_now(note_heard, shop.id, THE_OWNER, shop.seq - behind, by_itself=False) == 2 * (1 - behind)
    clock.forward(seconds=20)
    assert shop.round() == told


@pytest.mark.parametrize(("by_itself", "texts"), [(True, [SMS, TELEGRAM]), (False, [])])
def test_a_notice_that_overtook_another_spares_no_text_about_that_one(
    db: Database, clock: HandClock, by_itself: bool, texts: list[Kind]
) -> None:
    shop = ToldShop(db)
    shop.turn_on()
    shop.paid()
    shop.paid()
    shop.round()
    db.transact_now(note_heard, shop.id, THE_OWNER, shop.seq, by_itself=by_itself)
    clock.forward(seconds=20)
    shop.round()
    assert sorted(shop.told) == sorted(texts)


@pytest.mark.parametrize(("ago", "told"), [(timedelta(), {PUSH, WEBHOOK}), (timedelta(2), {WEBHOOK})])
def test_a_cashiers_browser_is_told_of_todays_alone(db: Database, ago: timedelta, told: set[Kind]) -> None:
    shop = ToldShop(db)
    shop.turn_on()
    shop.at_the_till()
    shop.paid(ago)
    assert shop.round() == told
    assert shop.round() == set()
    assert db.read_now(outlets.undelivered, 10) == []


def test_what_a_cashier_is_not_told_of_is_told_by_a_text_whatever_that_phone_says_it_heard(
    db: Database, clock: HandClock
) -> None:
    shop = ToldShop(db)
    shop.turn_on()
    shop.paid(timedelta(days=2))
    assert db.transact_now(note_heard, shop.id, AT_THE_TILL, shop.seq, by_itself=False) == 0
    shop.paid()
    assert db.transact_now(note_heard, shop.id, AT_THE_TILL, shop.seq, by_itself=False) == 2
    clock.forward(seconds=20)
    assert shop.round() == {PUSH, WEBHOOK, SMS, TELEGRAM}
    assert shop.told.count(SMS) == 1


def test_where_the_phone_was_signed_out_the_next_text_goes_at_once(db: Database) -> None:
    shop = ToldShop(db)
    shop.turn_on()
    db.transact_now(sign_out, shop.id, shop.device_id)
    shop.paid()
    assert shop.round() == {SMS, TELEGRAM, WEBHOOK}
