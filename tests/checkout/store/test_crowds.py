"""Commands about payments at one gateway that come together: PostgreSQL, too, keeps them by one commit."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import psycopg
import pytest
from sqlalchemy import Connection, event, text

from checkout.commands.merchants import create_merchant
from checkout.core.event_types import EventType
from checkout.core.merchant import MerchantId
from checkout.core.posting_rules import AccountId, Entry
from checkout.ids import new_id
from checkout.store import events, ledger
from checkout.store.database import Database
from checkout.store.statements import AnyRow, Statement, Values
from checkout.store.telling import Logged
from checkout.store.unit_of_work import UnitOfWork
from money import Money
from tests.conftest import HandClock
from tests.support.postgres import Postgres
from tests.support.shop import until

PATIENCE_SECONDS: Final = 60
Command = Callable[[UnitOfWork], Any]


class Crowd:
    """Two shops, and what their streams are told."""

    def __init__(self, url: str, clock: HandClock) -> None:
        self.url, self.told = url, list[tuple[str, int]]()
        self.db = Database(url, clock=clock, new_id=new_id, public_url="https://pay.example")
        self.shops = [
            self.db.transact_now(create_merchant, f"+880171234567{last}", slug=f"shop-{last}").id for last in "12"
        ]
        self.db.after_commit = self._hear
        self.commits_count = 0
        event.listen(self.db._writer, "commit", self._commit)

    def log(self, shop: MerchantId) -> Command:
        def do(uow: UnitOfWork) -> int:
            uow.lock(shop)
            events.append(uow, shop, EventType.LINK_UPDATED, {"id": "pl_1"})
            return uow.logged[shop][-1].seq

        return do

    def kept(self, shop: MerchantId) -> list[int]:
        return [one.seq for one in self.db.read_now(events.after, shop, 0, 1_000)]

    async def do(self, *commands: tuple[MerchantId, Command]) -> Sequence[object]:
        """All of them, which come while another is under way."""
        begun, goes_on = threading.Event(), threading.Event()

        def hold(_: UnitOfWork) -> None:
            begun.set()
            assert goes_on.wait(PATIENCE_SECONDS)

        held = asyncio.create_task(self.db.transact_in_crowd("bank", "", hold))
        await until(begun.is_set)
        tasks = [asyncio.create_task(self.db.transact_in_crowd("bank", shop, do)) for shop, do in commands]
        await asyncio.sleep(0)
        self.commits_count = 0
        goes_on.set()
        await held
        answers: Sequence[object] = await asyncio.gather(*tasks, return_exceptions=True)
        return answers

    def _hear(self, logged: Logged) -> None:
        self.told += [(shop, one.seq) for shop, some in logged.items() for one in some]

    def _commit(self, _: object) -> None:
        self.commits_count += 1


@pytest.fixture
def crowd(postgres: Postgres, clock: HandClock) -> Iterator[Crowd]:
    found = Crowd(postgres.migrated(), clock)
    yield found
    found.db.close()


def refuse(_: UnitOfWork) -> None:
    raise ValueError("not this one")


def test_those_who_wait_are_kept_by_one_commit_and_told_in_their_order(crowd: Crowd) -> None:
    one, other = crowd.shops
    found = asyncio.run(crowd.do(*((shop, crowd.log(shop)) for shop in (other, one, other, one, other))))
    assert found == [1, 1, 2, 2, 3]
    # The one that was under way, and all of these.
    assert crowd.commits_count == 2
    assert crowd.told == [(other, 1), (one, 1), (other, 2), (one, 2), (other, 3)]


def test_what_one_refuses_or_the_database_refuses_it_alone_hears_and_the_others_are_kept(crowd: Crowd) -> None:
    one, other = crowd.shops

    def write_it_twice(uow: UnitOfWork) -> None:
        crowd.log(one)(uow)
        uow.conn.exec_driver_sql("SELECT 1 / 0")

    commands = [(one, crowd.log(one)), (one, refuse), (other, write_it_twice), (other, crowd.log(other))]
    found = asyncio.run(crowd.do(*commands))
    assert [found[0], found[3]] == [1, 1]
    assert str(found[1]) == "not this one"
    assert "division by zero" in str(found[2])
    assert (crowd.kept(one), crowd.kept(other)) == ([1], [1])
    assert sorted(crowd.told) == sorted([(one, 1), (other, 1)])


def test_a_shop_that_another_process_holds_for_long_holds_up_no_other_shop(crowd: Crowd) -> None:
    one, other = crowd.shops

    async def go() -> tuple[object, bool, object]:
        address = crowd.url.replace("+psycopg", "")
        with psycopg.connect(address) as elsewhere:
            elsewhere.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (one,))
            waits = asyncio.create_task(crowd.db.transact_in_crowd("bank", one, crowd.log(one)))
            goes_on = await asyncio.wait_for(
                crowd.db.transact_in_crowd("bank", other, crowd.log(other)), PATIENCE_SECONDS
            )
            has_waited = not waits.done()
        return goes_on, has_waited, await waits

    assert asyncio.run(go()) == (1, True, 1)


def test_a_checkout_that_stops_keeps_what_waits(crowd: Crowd) -> None:
    one, other = crowd.shops

    async def go() -> list[object]:
        tasks = [
            asyncio.create_task(crowd.db.transact_in_crowd("bank", shop, crowd.log(shop))) for shop in (one, other, one)
        ]
        await asyncio.sleep(0)
        await asyncio.to_thread(crowd.db._threads.finish)
        crowd.db._crowds.finish()
        return list(await asyncio.gather(*tasks))

    assert asyncio.run(go()) == [1, 1, 2]


@pytest.mark.parametrize("refuses", [False, True])
def test_what_several_post_to_one_account_follows_each_other(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, refuses: bool
) -> None:
    """Whichever are kept; and the last entry's place is asked for once for all that are kept together."""
    asked = list[object]()

    class Asking(Statement):
        def rows(self, conn: Connection, values: Values) -> Sequence[AnyRow]:
            asked.append(values["account"])
            return super().rows(conn, values)

    monkeypatch.setattr(ledger, "_LAST", Asking(ledger._LAST.clause))
    bank, shared = Entry(AccountId("bank"), Money(5), "payment"), Entry(AccountId("shared"), Money(-5), "payment")

    def post(shop: MerchantId) -> tuple[MerchantId, Command]:
        return shop, lambda uow: ledger.post(uow, new_id("source"), None, (bank, shared))

    crowd.db.transact_now(post(crowd.shops[0])[1])
    one, other = crowd.shops
    asyncio.run(crowd.do(post(one), post(other), *([(one, refuse)] if refuses else []), post(one)))
    places = text("SELECT account_id, position, balance_after_poisha FROM ledger_entries ORDER BY account_id, position")
    found = [tuple(row) for row in crowd.db.read_now(lambda conn: conn.execute(places).all())]
    assert found == [
        (name, place, sign * 5 * place) for name, sign in (("bank", 1), ("shared", -1)) for place in range(1, 5)
    ]
    if not refuses:
        assert asked == ["bank", "shared"]
