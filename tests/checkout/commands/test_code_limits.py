"""How many one-time codes go to one phone: each device for itself, and all together never a flood."""

from datetime import timedelta

import pytest

from checkout.commands.device_confirmation import confirmation_asker
from checkout.commands.merchants import create_merchant
from checkout.commands.sign_in import NewCode, code_asker, hash_token, issue_device_token, keep_code, new_request
from checkout.core.access import Grant, Role
from checkout.core.merchant import Device, DeviceId, Merchant, MerchantId
from checkout.errors import TooOften
from checkout.store import merchants
from checkout.store.codes import Asker
from checkout.store.database import Database
from checkout.store.unit_of_work import UnitOfWork
from tests.conftest import HandClock

PHONE = "+8801700000123"
COUNTER = "192.0.2.1"
NEW = NewCode("123456", "salt", "hash")


class Phone:
    """A shop's phone, and whoever has codes sent to it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.shop: Merchant = db.transact_now(create_merchant, PHONE, name="করিম")

    def device(self) -> DeviceId:
        token = self.db.transact_now(issue_device_token, self.shop.id, "phone", self.db.hidden(COUNTER))
        found = self.db.read_now(merchants.signed_in, hash_token(token))
        assert found is not None
        return found[0].id

    def sends(self, device: DeviceId, address: str = COUNTER) -> int:
        """The seconds to wait, 0 when it was sent."""
        return self._sends(confirmation_asker(device, self.db.hidden(address)))

    def sends_to_sign_in(self, address: str = COUNTER) -> int:
        return self._sends(code_asker(new_request(), self.db.hidden(address)))

    def _sends(self, asker: Asker) -> int:
        try:
            self.db.transact_now(keep_code, PHONE, asker, NEW)
        except TooOften as refused:
            return refused.retry_after_seconds
        return 0


def _sign_out(uow: UnitOfWork, shop_id: MerchantId, device: DeviceId) -> None:
    merchants.revoke_device(uow.conn, shop_id, device, uow.now)


@pytest.fixture
def phone(db: Database) -> Phone:
    return Phone(db)


def test_devices_at_one_counter_do_not_wait_for_each_other_and_each_waits_for_itself(phone: Phone) -> None:
    first, second = phone.device(), phone.device()
    assert [phone.sends(one) for one in (first, second)] == [0, 0]
    assert [phone.sends(one) for one in (first, second)] == [60, 60]
    # Wherever it is carried meanwhile.
    assert phone.sends(first, "192.0.2.99") == 60


def test_a_sign_in_and_a_payout_at_one_counter_do_not_wait_for_each_other(phone: Phone) -> None:
    device = phone.device()
    assert [phone.sends(device), phone.sends_to_sign_in(), phone.sends(phone.device())] == [0, 0, 0]
    assert phone.sends_to_sign_in() == 60


def test_those_who_come_and_go_at_the_till_do_not_make_the_owners_device_a_stranger(
    phone: Phone, clock: HandClock
) -> None:
    device, at_the_till = phone.device(), Grant(Role.CASHIER)

    def come(uow: UnitOfWork) -> None:
        for number in range(200):
            one = Device(DeviceId(uow.new_id("dev")), "till", at_the_till)
            merchants.insert_device(uow.conn, one, phone.shop.id, f"hash {number}", "", uow.now)

    clock.forward(seconds=1)
    phone.db.transact_now(come)
    assert [phone.sends(device), phone.sends_to_sign_in()] == [0, 0]


def test_one_device_has_six_an_hour_and_leaves_the_others_theirs(phone: Phone, clock: HandClock) -> None:
    device, answers = phone.device(), []
    for _ in range(8):
        answers.append(phone.sends(device) == 0)
        clock.forward(seconds=61)
    assert answers == [True] * 6 + [False] * 2
    assert phone.sends(phone.device()) == 0
    clock.forward(hours=1)
    assert phone.sends(device) == 0


def test_many_devices_are_no_flood_though_they_are_signed_out_and_in_again(phone: Phone, clock: HandClock) -> None:
    many = [phone.device() for _ in range(14)]
    assert [phone.sends(one) == 0 for one in many] == [True] * 12 + [False] * 2
    for one in many:
        phone.db.transact_now(_sign_out, phone.shop.id, one)
    assert phone.sends(phone.device()) > 0
    # The owner still gets in, and strangers' codes are no devices'.
    assert phone.sends_to_sign_in() == 0
    clock.forward(seconds=timedelta(hours=1).total_seconds())
    assert phone.sends(many[0]) == 0


def test_codes_of_the_shops_devices_use_up_nothing_of_what_strangers_may_ask_for(phone: Phone) -> None:
    for _ in range(10):
        phone.sends(phone.device(), "198.51.100.7")
    answers = [phone.sends_to_sign_in(f"203.0.113.{number}") for number in range(21)]
    assert [one == 0 for one in answers] == [True] * 20 + [False]
