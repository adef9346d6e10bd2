"""One notice that a gateway sends to two workers at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Final

import pytest
from sqlalchemy import Connection, text

from checkout.ids import new_id
from checkout.store import inbox
from checkout.store.database import Database
from checkout.store.inbox import Kept
from checkout.store.unit_of_work import UnitOfWork
from tests.conftest import HandClock
from tests.support.postgres import Postgres
from tests.support.shop import eventually

PATIENCE_SECONDS: Final = 60
_WAITING: Final = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
_COPIES: Final = text("SELECT copies_count FROM webhook_inbox")


class Undone(Exception):
    """Something in the first worker's command refuses."""


def keep(uow: UnitOfWork) -> Kept | None:
    return inbox.keep(uow, "sslcommerz", b"tran_id=1", timedelta(minutes=3), notice="{}")


def waits(conn: Connection) -> bool:
    return int(conn.execute(_WAITING).scalar_one()) > 0


@pytest.mark.parametrize("first_is_kept", [True, False])
def test_it_is_acted_on_by_one_of_them(postgres: Postgres, clock: HandClock, *, first_is_kept: bool) -> None:
    url = postgres.migrated()
    one, other = (Database(url, clock=clock, new_id=new_id, public_url="https://pay.example") for _ in range(2))
    begun, goes_on = threading.Event(), threading.Event()

    def keep_slowly(uow: UnitOfWork) -> Kept | None:
        kept = keep(uow)
        begun.set()
        assert goes_on.wait(PATIENCE_SECONDS)
        if not first_is_kept:
            raise Undone
        return kept

    with ThreadPoolExecutor(2) as workers:
        first = workers.submit(one.transact_now, keep_slowly)
        assert begun.wait(PATIENCE_SECONDS)
        second = workers.submit(other.transact_now, keep)
        eventually(partial(other.read_now, waits))
        goes_on.set()
        kept = second.result(PATIENCE_SECONDS)
        if first_is_kept:
            assert first.result(PATIENCE_SECONDS) is not None
            assert kept is None
        else:
            assert isinstance(first.exception(PATIENCE_SECONDS), Undone)
            assert kept is not None
    copies = one.read_now(lambda conn: list(conn.execute(_COPIES).scalars()))
    one.close()
    other.close()
    assert copies == [2 if first_is_kept else 1]
