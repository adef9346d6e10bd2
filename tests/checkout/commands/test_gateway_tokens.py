"""Who may ask a gateway for a token, and when: never more calls than it allows."""

import asyncio
from datetime import datetime, timedelta

import pytest

from checkout.commands.gateway_tokens import (
    claim_token,
    claim_token_again,
    fresh_token,
    give_up_token,
    keep_token,
)
from checkout.gateways.tokens import Claim, Granted, NoToken, RefreshRefused, Tokens
from checkout.store.database import Database
from checkout.store.tokens import KeptToken
from checkout.workers.gateway_ports import DatabaseTokenStore
from tests.conftest import HandClock

ACCOUNT, ALLOWED = "bkash:key", 2


def claim(db: Database, refused: str = "") -> object:
    return db.transact_now(claim_token, ACCOUNT, refused, ALLOWED)


def test_while_one_asks_the_others_wait(db: Database) -> None:
    assert claim(db) == Claim("")
    assert claim(db) == "wait"


def test_one_who_died_while_asking_holds_nobody_up_for_long(db: Database, clock: HandClock) -> None:
    claim(db)
    clock.forward(minutes=3)
    assert claim(db) == Claim("")


def test_a_call_that_failed_counts_too(db: Database) -> None:
    for _ in range(ALLOWED):
        assert claim(db) == Claim("")
        db.transact_now(give_up_token, ACCOUNT)
    assert claim(db) == "barred"


def test_an_hour_later_there_are_calls_again(db: Database, clock: HandClock) -> None:
    test_a_call_that_failed_counts_too(db)
    clock.forward(hours=1)
    assert claim(db) == Claim("")


def test_a_token_near_its_end_is_renewed_by_one_and_serves_the_others_meanwhile(db: Database, clock: HandClock) -> None:
    claim(db)
    db.transact_now(keep_token, ACCOUNT, Granted("old", "refresh", 3600))
    clock.forward(minutes=56)
    assert claim(db) == Claim("refresh")
    assert claim(db) == "old"


def test_a_refused_token_is_never_given_again(db: Database) -> None:
    claim(db)
    db.transact_now(keep_token, ACCOUNT, Granted("old", "refresh", 3600))
    assert claim(db, refused="old") == Claim("")
    assert claim(db, refused="old") == "wait"


def test_a_refresh_that_is_refused_is_followed_by_one_grant(db: Database, clock: HandClock) -> None:
    asked: list[str] = []

    async def grant(refresh_token: str) -> Granted:
        asked.append(refresh_token)
        if refresh_token:
            raise RefreshRefused("too old")
        return Granted(f"token {len(asked)}", "refresh", 3600)

    def get() -> str:
        desk = DatabaseTokenStore(db, clock)
        return asyncio.run(Tokens(desk, ACCOUNT, grant, per_hour=ALLOWED, patience_seconds=5).get())

    assert get() == "token 1"
    clock.forward(minutes=61)
    assert get() == "token 3"
    assert asked == ["", "refresh", ""]
    clock.forward(minutes=58)
    assert get() == "token 3", "the hour's calls are used up, and the token still lives"
    clock.forward(minutes=1, seconds=30)
    assert get() == "token 3"


def test_nobody_waits_for_ever(db: Database, clock: HandClock) -> None:
    async def grant(refresh_token: str) -> Granted:
        raise AssertionError(refresh_token)

    claim(db)
    desk = DatabaseTokenStore(db, clock)
    with pytest.raises(NoToken):
        asyncio.run(Tokens(desk, ACCOUNT, grant, per_hour=ALLOWED, patience_seconds=0.3).get())


def test_in_no_hour_are_there_more_calls_than_allowed(db: Database, clock: HandClock) -> None:
    made: list[datetime] = []
    for _ in range(200):
        if isinstance(claim(db, refused="bad"), Claim):
            made.append(clock.now)
            db.transact_now(keep_token, ACCOUNT, Granted("bad", "refresh", 3600))
        clock.forward(seconds=137)
    assert len(made) > 10
    for start in made:
        assert len([at for at in made if start <= at < start + timedelta(hours=1)]) <= ALLOWED


@pytest.mark.parametrize(
    ("token", "refused", "lives", "given"),
    [
        ("t1", "", timedelta(hours=1), "t1"),
        ("t1", "t0", timedelta(hours=1), "t1"),
        ("t1", "t1", timedelta(hours=1), ""),
        ("t1", "", timedelta(minutes=5, microseconds=1), "t1"),
        ("t1", "", timedelta(minutes=5), ""),
        ("t1", "", timedelta(0), ""),
    ],
    ids=["new", "after another was refused", "refused itself", "just long enough", "to be renewed", "at its end"],
)
def test_a_token_serves_until_it_is_refused_or_is_to_be_renewed(
    clock: HandClock, token: str, refused: str, lives: timedelta, given: str
) -> None:
    kept = KeptToken(token, "refresh", clock.now + lives, clock.now, ())
    assert fresh_token(kept, refused, clock.now) == given


def test_who_holds_the_claim_makes_one_more_call_for_each_that_the_hour_has_left(
    db: Database, clock: HandClock
) -> None:
    assert not db.transact_now(claim_token_again, ACCOUNT, ALLOWED), "nobody holds a claim yet"
    assert claim(db) == Claim("")
    assert [db.transact_now(claim_token_again, ACCOUNT, ALLOWED) for _ in range(2)] == [True, False]
    clock.forward(hours=1)
    assert db.transact_now(claim_token_again, ACCOUNT, ALLOWED)
    assert claim(db) == "wait", "the second call is the holder's claim, too"
