"""A search finds what looking through every payment finds, however old, and keeps nobody waiting."""

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text, update

from checkout.commands.merchants import create_merchant
from checkout.core.merchant import MerchantId
from checkout.core.payment import Payment
from checkout.errors import TookTooLong
from checkout.ids import new_id
from checkout.store import database, links, payments, search
from checkout.store.cursor import Cursor
from checkout.store.database import Database
from checkout.store.tables import from_microseconds, to_microseconds
from checkout.store.tables import payments as rows
from checkout.store.unit_of_work import UnitOfWork
from checkout.words import say
from tests.conftest import HandClock
from tests.support.servers import World
from tests.support.shop import ShopDevice

_LETTERS: Final = "কখরহমযাি্০১12aAbBÉé%_/\"' "
NAMES: Final = st.text(_LETTERS, max_size=8)
REFERENCES: Final = st.text("aAbB12_", max_size=6)
PHONES: Final = st.sampled_from(["", "01700000123", "01911122233"])
WHO: Final = st.tuples(NAMES, PHONES, REFERENCES)
SLOW: Final = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}
# Longer than any look may take in that test.
A_WHILE: Final = {
    "sqlite": text(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 500000) SELECT count(*) FROM n"
    ),
    "postgresql": text("SELECT pg_sleep(0.2)"),
}
NewShop = Callable[[], tuple[MerchantId, str]]


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the shops had very many payments: but for the newest one all are old."""
    monkeypatch.setattr(search, "_NEWEST", 1)
    monkeypatch.setattr(search, "_MORE", 2)
    monkeypatch.setattr(search, "_AT_ONCE", 2)


@pytest.fixture
def new_shop(db: Database) -> NewShop:
    numbers = iter(range(10_000))

    def make() -> tuple[MerchantId, str]:
        number = next(numbers)
        shop = db.transact_now(create_merchant, f"+88017000{number:05}", slug=f"shop-{number}")
        return shop.id, db.read_now(links.store_link, shop.id).id

    return make


def begin(uow: UnitOfWork, shop: MerchantId, link: str, seconds: int, who: tuple[str, str, str]) -> str:
    """A payment begun so many seconds from now."""
    name, phone, reference = who
    kept = {
        "id": new_id("pay"), "code": new_id("")[-11:], "tran_id": new_id("")[-20:], "form_key": new_id(""), "link_id": link,
        "merchant_id": shop, "status": "pending", "amount_poisha": 100, "refunded_poisha": 0, "gateway": "sslcommerz",
        "gateway_url": "", "capture_ref": "", "gateway_ref": reference, "method": "", "payer_name": name,
        "payer_phone": phone, "payer_email": "", "payer_address": "", "language": "bn", "late": False, "duplicate": False,
        "checks_count": 0, "created_at": uow.now + timedelta(seconds=seconds),
    }  # fmt: skip
    uow.conn.execute(rows.insert(), kept)
    return str(kept["id"])


def found(db: Database, shop: MerchantId, words: str, limit: int = 100) -> list[str]:
    """The ids of all that is found, page by page."""
    ids: list[str] = []
    before: Cursor | None = None
    while True:
        page: list[Payment] = db.read_now(payments.page, shop, words=words, limit=limit, before=before)
        ids += [one.id for one in page]
        if len(page) < limit:
            return ids
        before = Cursor(page[-1].created_at, page[-1].id)


def seen_by_looking_through(db: Database, shop: MerchantId, words: str) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_NEWEST", 1_000_000)
        return found(db, shop, words)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    begun=st.lists(st.tuples(st.integers(0, 3), WHO), min_size=2, max_size=12),
    changed=st.lists(st.tuples(st.integers(0, 11), WHO), max_size=4),
    data=st.data(),
)
@pytest.mark.usefixtures("narrow")
def test_a_search_finds_what_looking_through_all_finds(
    db: Database, new_shop: NewShop, begun: list[Any], changed: list[Any], data: st.DataObject
) -> None:
    """Of one moment or another, whatever they were called before, with another shop beside that has the same names."""
    (shop, link), (other, its_link) = new_shop(), new_shop()

    def act(uow: UnitOfWork) -> None:
        ids = [begin(uow, shop, link, seconds, who) for seconds, who in begun]
        for seconds, who in begun[::2]:
            begin(uow, other, its_link, seconds + 10, who)
        for place, (name, phone, reference) in changed:
            now = {"payer_name": name, "payer_phone": phone, "gateway_ref": reference}
            uow.conn.execute(update(rows).where(rows.c.id == ids[place % len(ids)]).values(now))

    db.transact_now(act)
    said = [word for _, who in (*begun, *changed) for word in who if word]
    whole = data.draw(st.sampled_from(said) if said else NAMES)
    start = data.draw(st.integers(0, max(len(whole) - 1, 0)))
    for words in (whole, whole[start : start + 3], whole[start:], whole.swapcase(), data.draw(NAMES)):
        if words:
            assert found(db, shop, words, data.draw(st.integers(1, 3))) == seen_by_looking_through(db, shop, words)


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(
    "words", ["রহিমা", "হিমা খা", "ক্ষ", "মা", "01911122233", "91112223", "BANK_Nine", "_nin", "%", "/"]
)
def test_names_phones_and_references_are_found_in_part_in_either_script(
    db: Database, new_shop: NewShop, words: str
) -> None:
    shop, link = new_shop()

    def act(uow: UnitOfWork) -> str:
        mine = begin(uow, shop, link, 0, ("রহিমা খাতুন, লক্ষ্মী 100%/স্টোর", "01911122233", "bank_nine"))
        for seconds in range(1, 8):
            begin(uow, shop, link, seconds, ("জন", "01700000000", ""))
        return mine

    mine = db.transact_now(act)
    assert found(db, shop, words) == [mine]


@pytest.mark.usefixtures("narrow")
def test_who_was_forgotten_is_found_no_more_and_leaves_nothing_in_the_index(db: Database, new_shop: NewShop) -> None:
    shop, link = new_shop()

    # Whose three characters no neighbour in the index begins with: what it shares with one is not written again.
    name = "☂☃☄"

    def act(uow: UnitOfWork) -> list[str]:
        return [begin(uow, shop, link, seconds, (name, "01911122233", "bank_1")) for seconds in (0, 0, 5, 9)]

    forgotten, *others = db.transact_now(act)
    nobody = update(rows).where(rows.c.id == forgotten).values(payer_name="", payer_phone="")
    db.transact_now(lambda uow: uow.conn.execute(nobody))
    assert sorted(found(db, shop, name)) == sorted(others)
    assert sorted(found(db, shop, "bank_1")) == sorted([forgotten, *others])
    assert name.encode() in kept_words(db)
    db.transact_now(lambda uow: uow.conn.execute(update(rows).values(payer_name="", payer_phone="")))
    asyncio.run(db.upkeep.tidy_search())
    assert name.encode() not in kept_words(db)


def kept_words(db: Database) -> bytes:
    """All that the index holds, as it stands in the database."""
    asked = "SELECT words FROM payment_words" if db.is_shared else "SELECT block FROM payment_words_data"
    kept = db.read_now(lambda conn: list(conn.execute(text(asked)).scalars()))
    return b" ".join(one if isinstance(one, bytes) else str(one).encode() for one in kept)


def slow(conn: Connection, /, *_: object, **__: object) -> list[Payment]:
    return list(conn.execute(text(SLOW[conn.dialect.name])).scalars())


def test_what_is_searched_for_too_long_is_broken_off_and_the_database_is_well(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SEARCH_SECONDS", 0.05)
    with pytest.raises(TookTooLong):
        asyncio.run(db.search(slow))
    assert not db.outage.is_on
    quick = text("SELECT 1")
    assert asyncio.run(db.search(lambda conn: conn.execute(quick).scalar())) == 1


def test_what_is_read_is_broken_off_too_and_what_may_take_its_time_is_not(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.is_shared:
        assert asyncio.run(db.read(setting)) == "5s"
        assert asyncio.run(db.read_at_length(setting)) == db.read_now(setting) == "0"
    monkeypatch.setattr(database, "READ_SECONDS", 0.05)
    with pytest.raises(TookTooLong):
        asyncio.run(db.read(slow))
    assert asyncio.run(db.read_at_length(lambda conn: conn.execute(A_WHILE[conn.dialect.name]).scalar())) is not None


def setting(conn: Connection) -> object:
    return conn.execute(text("SHOW statement_timeout")).scalar()


def test_searches_under_way_let_everything_else_be_read(db: Database) -> None:
    go_on = threading.Event()

    async def all_at_once() -> object:
        searches = [asyncio.ensure_future(db.search(lambda _: go_on.wait(60))) for _ in range(20)]
        read = await db.read(lambda conn: conn.execute(text("SELECT 1")).scalar())
        go_on.set()
        assert all(await asyncio.gather(*searches))
        return read

    assert asyncio.run(all_at_once()) == 1


def test_the_shop_is_told_to_write_more(live: World, shop: ShopDevice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SEARCH_SECONDS", 0.05)
    monkeypatch.setattr(payments, "page", slow)
    answer = shop.http.get("/v1/payments", params={"q": "মা"})
    assert answer.status_code == 422
    ((field, code),) = [(one["field"], one["code"]) for one in answer.json()["errors"]]
    assert (field, code) == ("q", "search_long")
    assert answer.json()["errors"][0]["detail"] == say("en", "field.search_long")


def test_the_moments_of_the_index_are_those_of_the_payments(db: Database, new_shop: NewShop, clock: HandClock) -> None:
    """A payment that is moved to another moment, as a test or a hand in the database may, is found there."""
    shop, link = new_shop()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_NEWEST", 1)
        ids = [db.transact_now(begin, shop, link, seconds, ("নাসরিন", "", "")) for seconds in range(4)]
        earlier = from_microseconds(to_microseconds(clock.now) - 5)
        db.transact_now(
            lambda uow: uow.conn.execute(update(rows).where(rows.c.id == ids[2]).values(created_at=earlier))
        )
        assert found(db, shop, "নাসরিন") == [ids[3], ids[1], ids[0], ids[2]]
        db.transact_now(lambda uow: uow.conn.execute(rows.delete().where(rows.c.id == ids[0])))
        assert found(db, shop, "নাসরিন") == [ids[3], ids[1], ids[2]]
