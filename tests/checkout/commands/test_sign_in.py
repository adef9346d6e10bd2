"""A one-time code signs in whoever asked for it: once, in time, and not after five wrong tries."""

from datetime import datetime, timedelta
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from checkout.commands.merchants import create_merchant
from checkout.commands.sign_in import (
    CODE_TTL,
    TRIES_MAX,
    NewCode,
    code_asker,
    device_asker,
    device_of_token,
    drop_code,
    hash_code,
    hash_token,
    issue_device_token,
    keep_code,
    make_code,
    new_request,
    read_phone,
    salt_of,
    seconds_until,
    sign_in,
    sign_out,
)
from checkout.errors import BadFields, NotFound, NotSignedIn, TooOften
from checkout.ids import new_id
from checkout.store.database import Database
from tests.conftest import HandClock

ASKERS: Final = ("phone", "stranger")


def new_phone() -> str:
    return f"+88017{new_id('x')[-8:].translate(str.maketrans('abcdef', '123456'))}"


class Door:
    """Where one phone signs in; what is hashed elsewhere is the code itself here."""

    def __init__(self, db: Database) -> None:
        self.db, self.phone = db, new_phone()

    def ask(self, who: str, code: str) -> NewCode:
        new = NewCode(code, "salt", code)
        self.db.transact_now(keep_code, self.phone, code_asker(f"{self.phone} {who}", who), new)
        return new

    def give(self, who: str, code: str) -> str | None:
        found = self.db.transact_now(sign_in, self.phone, code_asker(f"{self.phone} {who}", who), code, "phone")
        return None if found is None else found[0]


@pytest.fixture
def door(db: Database) -> Door:
    return Door(db)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(ASKERS), st.sampled_from(["ask", "right", "wrong", "wait"])), max_size=20))
@example([("phone", "ask"), *[("phone", "wrong")] * TRIES_MAX, ("phone", "right")])
@example([("phone", "ask"), *[("phone", "right")] * 2])
def test_whoever_asks_and_tries_in_whatever_order_each_has_their_own_code_and_their_own_tries(
    db: Database, clock: HandClock, steps: list[tuple[str, str]]
) -> None:
    door = Door(db)
    sent: dict[str, tuple[str, datetime]] = {}
    tries, used = dict.fromkeys(ASKERS, 0), set[str]()
    for number, (who, step) in enumerate(steps):
        if step == "wait":
            clock.forward(minutes=2)
        elif step == "ask" and who not in sent:
            door.ask(who, f"code {number}")
            sent[who] = (f"code {number}", clock.now + CODE_TTL)
        elif step in ("right", "wrong") and who in sent:
            code, ends_at = sent[who]
            is_open = who not in used and clock.now < ends_at
            if is_open and tries[who] >= TRIES_MAX:
                with pytest.raises(TooOften):
                    door.give(who, code)
                continue
            is_in = door.give(who, code if step == "right" else "wrong") is not None
            assert is_in == (is_open and step == "right")
            used |= {who} if is_in else set()
            tries[who] += not is_in


def test_a_code_that_could_not_be_sent_counts_for_no_limit(door: Door) -> None:
    first = door.ask("phone", "first")
    with pytest.raises(TooOften):
        door.ask("phone", "second")
    door.db.transact_now(drop_code, first)
    door.ask("phone", "second")
    assert door.give("phone", "second") is not None


def test_a_device_that_is_signed_out_is_nobody_and_no_shop_signs_out_anothers(db: Database, door: Door) -> None:
    door.ask("phone", "code")
    token = door.give("phone", "code")
    assert token is not None
    device, shop = db.read_now(device_of_token, token)
    other = Door(db)
    other.ask("phone", "code")
    others = other.give("phone", "code")
    assert others is not None
    _, stranger = db.read_now(device_of_token, others)
    with pytest.raises(NotFound):
        db.transact_now(sign_out, stranger.id, device.id)
    assert db.read_now(device_of_token, token)[1].id == shop.id
    db.transact_now(sign_out, shop.id, device.id)
    with pytest.raises(NotSignedIn):
        db.read_now(device_of_token, token)
    with pytest.raises(NotFound):
        db.transact_now(sign_out, shop.id, device.id)


def test_the_same_code_under_another_salt_is_another_hash() -> None:
    assert hash_code("123456", "salt") == hash_code("123456", "salt")
    assert len({hash_code("123456", "salt"), hash_code("123456", "other"), hash_code("123457", "salt")}) == 3


@pytest.mark.parametrize("typed", ["01712345678", "+880 1712-345678", "8801712345678", "০১৭১২৩৪৫৬৭৮"])
def test_a_phone_is_the_same_however_it_is_typed(typed: str) -> None:
    assert read_phone(typed) == "+8801712345678"


@pytest.mark.parametrize("typed", ["", "0171234567", "029123456", "+14155550123"])
def test_what_is_no_mobile_here_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(BadFields) as refused:
        read_phone(typed)
    assert [one.field for one in refused.value.problems] == ["phone"]


def test_a_new_code_has_six_digits_and_is_kept_as_its_own_hash() -> None:
    made, other = make_code(), make_code()
    assert len(made.code) == 6
    assert made.code.isdecimal()
    assert made.code_hash == hash_code(made.code, made.salt)
    assert made.salt != other.salt


def test_no_two_requests_are_alike_and_none_is_short_enough_to_guess() -> None:
    requests = {new_request() for _ in range(100)}
    assert len(requests) == 100
    assert min(map(len, requests)) >= 20


def test_the_salt_is_that_of_the_code_that_waits_for_this_request_alone(door: Door) -> None:
    def salt(who: str) -> str:
        return door.db.read_now(salt_of, door.phone, code_asker(f"{door.phone} {who}", who).request_hash)

    assert salt("phone") == ""
    door.ask("phone", "code")
    assert (salt("phone"), salt("stranger")) == ("salt", "")
    door.give("phone", "code")
    assert salt("phone") == ""


def test_a_devices_own_code_signs_nobody_in_who_does_not_name_the_device(db: Database, door: Door) -> None:
    door.ask("phone", "code")
    token = door.give("phone", "code")
    assert token is not None
    device, _ = db.read_now(device_of_token, token)
    db.transact_now(keep_code, door.phone, device_asker(device.id, "counter"), NewCode("own", "salt", "own"))
    assert [door.give("phone", "own"), door.give("stranger", "own")] == [None, None]


def test_a_token_is_kept_as_a_hash_alone_and_is_worth_something_to_one_device(db: Database) -> None:
    shop = db.transact_now(create_merchant, new_phone())
    tokens = [db.transact_now(issue_device_token, shop.id, name) for name in ("phone", "counter")]
    devices = [db.read_now(device_of_token, token) for token in tokens]
    assert len({device for device, _ in devices}) == 2
    assert {found.id for _, found in devices} == {shop.id}
    kept = db.read_now(lambda conn: conn.execute(text("SELECT token_hash FROM devices")).scalars().all())
    assert set(kept) == set(map(hash_token, tokens))
    with pytest.raises(NotSignedIn):
        db.read_now(device_of_token, hash_token(tokens[0]))


@pytest.mark.parametrize(("ahead", "seconds"), [(60, 60), (59.000001, 60), (0.2, 1), (0, 1), (-5, 1)])
def test_who_is_told_to_wait_is_never_told_too_little(clock: HandClock, ahead: float, seconds: int) -> None:
    assert seconds_until(clock.now + timedelta(seconds=ahead), clock.now) == seconds
