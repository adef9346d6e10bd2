"""A device that takes money out gave a code of the shop's a short while ago, or for this payout alone."""

from datetime import timedelta
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checkout.commands.device_confirmation import (
    CONFIRMED_ONCE_FOR,
    confirm_by_code,
    confirmation_asker,
    require_confirmation,
    salts_of,
)
from checkout.commands.merchants import create_merchant
from checkout.commands.sign_in import TRIES_MAX, NewCode, device_of_token, issue_device_token, keep_code
from checkout.errors import ConfirmationRequired, TooOften
from checkout.ids import new_id
from checkout.store.database import Database
from tests.conftest import HandClock

GOOD_FOR: Final = timedelta(minutes=15)


class Device:
    """A signed-in device of a shop; what is hashed elsewhere is the code itself here."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.phone = f"+88017{new_id('x')[-8:].translate(str.maketrans('abcdef', '123456'))}"
        self.shop_id = db.transact_now(create_merchant, self.phone).id
        token = db.transact_now(issue_device_token, self.shop_id, "phone")
        self.id = db.read_now(device_of_token, token)[0].id

    def is_sent(self, code: str) -> None:
        asker = confirmation_asker(self.id, "")
        self.db.transact_now(keep_code, self.phone, asker, NewCode(code, "salt", code))

    def gives(self, code: str) -> bool:
        hashes = dict.fromkeys(self.db.read_now(salts_of, self.phone, self.id), code)
        return self.db.transact_now(confirm_by_code, self.shop_id, self.phone, self.id, hashes)

    def may_pay_out(self, good_for: timedelta) -> bool:
        try:
            self.db.transact_now(require_confirmation, self.id, good_for)
        except ConfirmationRequired:
            return False
        return True


@pytest.fixture
def device(db: Database) -> Device:
    return Device(db)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.sampled_from(["code", "payout"]) | st.integers(1, 20), max_size=16), st.booleans())
@example(["code", 15, "payout"], False)
@example(["code", 10, "payout"], True)
def test_however_codes_payouts_and_minutes_follow_each_other_money_leaves_under_a_fresh_code_alone(
    db: Database, clock: HandClock, steps: list[str | int], for_each: bool
) -> None:
    device, good_for = Device(db), timedelta(0) if for_each else GOOD_FOR
    given_at = None
    for number, step in enumerate(steps):
        if isinstance(step, int):
            clock.forward(minutes=step)
        elif step == "code":
            clock.forward(minutes=11)  # No limit of codes is met, and older ones have ended.
            device.is_sent(f"code {number}")
            assert device.gives(f"code {number}")
            given_at = clock.now
        else:
            is_fresh = given_at is not None and clock.now < given_at + (good_for or CONFIRMED_ONCE_FOR)
            assert device.may_pay_out(good_for) == is_fresh
            given_at = None if for_each and is_fresh else given_at


def test_any_of_the_codes_that_were_sent_is_right_once_and_uses_up_the_others(device: Device, clock: HandClock) -> None:
    device.is_sent("first")
    clock.forward(minutes=2)
    device.is_sent("second")
    assert [device.gives(code) for code in ("first", "first", "second")] == [True, False, False]


def test_five_wrong_tries_end_every_code_that_was_sent_before_them(device: Device, clock: HandClock) -> None:
    device.is_sent("right")
    assert not any(device.gives("wrong") for _ in range(TRIES_MAX))
    with pytest.raises(TooOften):
        device.gives("right")
    assert not device.may_pay_out(GOOD_FOR)
    clock.forward(minutes=2)
    device.is_sent("newer")
    assert device.gives("newer")


def test_a_code_of_another_device_of_the_shop_confirms_nothing_here(device: Device) -> None:
    other = Device.__new__(Device)
    other.db, other.phone, other.shop_id = device.db, device.phone, device.shop_id
    token = device.db.transact_now(issue_device_token, device.shop_id, "counter")
    other.id = device.db.read_now(device_of_token, token)[0].id
    other.is_sent("theirs")
    assert not device.gives("theirs")
    assert not device.may_pay_out(GOOD_FOR)
