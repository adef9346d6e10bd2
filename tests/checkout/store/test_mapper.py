"""What the core keeps comes back from its table as it went in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table, create_engine, select

from checkout.store.mapper import Mapper
from checkout.store.tables.base import Moment
from money import Money

NOW = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)
SUMS = st.integers(1, 10**12).map(Money)


class Taste(StrEnum):
    SWEET = "sweet"
    SOUR = "sour"


@dataclass(frozen=True, slots=True)
class Cook:
    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Dish:
    id: str
    taste: Taste
    price: Money
    cook: Cook
    sold_at: datetime | None = None
    reduced: Money | None = None
    aftertaste: Taste | None = None
    portions: tuple[Money, ...] = ()


DISH = Dish("d_1", Taste.SWEET, Money(120_00), Cook("রহিমা"))


def columns() -> list[Column[Any]]:
    """All that the dishes' table has."""
    return [
        Column("id", String(20), primary_key=True),
        Column("taste", String(8), nullable=False),
        Column("price_poisha", BigInteger, nullable=False),
        Column("cook_name", String(40), nullable=False),
        Column("cook_phone", String(16), nullable=False),
        Column("sold_at", Moment),
        Column("reduced_poisha", BigInteger),
        Column("aftertaste", String(8), nullable=False),
        Column("portions_poisha", String(80), nullable=False),
        Column("seen_count", BigInteger, nullable=False),
    ]


def table(*but: str) -> Table:
    """The dishes' table, with all its columns but these."""
    return Table("dishes", MetaData(), *(one for one in columns() if one.name not in but))


def mapper(dishes: Table) -> Mapper[Dish]:
    return Mapper(Dish, dishes, fixed={"id", "price"}, apart={"seen_count"})


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('mapper') / 'dishes.db'}")
    with engine.begin() as conn:
        yield conn
    engine.dispose()


@given(
    st.builds(
        Dish,
        id=st.just("d_1"),
        taste=st.sampled_from(Taste),
        price=SUMS,
        cook=st.builds(Cook, name=st.sampled_from(["", "রহিমা"]), phone=st.sampled_from(["", "01712345678"])),
        sold_at=st.none() | st.integers(0, 10**6).map(lambda seconds: NOW + timedelta(microseconds=seconds)),
        reduced=st.none() | SUMS,
        aftertaste=st.none() | st.sampled_from(Taste),
        portions=st.lists(SUMS, max_size=4).map(tuple),
    )
)
def test_what_is_kept_comes_back_as_it_was(conn: Connection, dish: Dish) -> None:
    dishes = table()
    dishes.drop(conn, checkfirst=True)
    dishes.create(conn)
    conn.execute(dishes.insert().values(seen_count=0, **mapper(dishes).row(dish)))
    found = mapper(dishes).read(conn.execute(select(dishes)).one())
    assert found == dish
    assert isinstance(found.taste, Taste)


def test_a_change_leaves_what_is_fixed_and_what_is_apart() -> None:
    changes = mapper(table()).changes(replace(DISH, reduced=Money(100_00)))
    assert changes["reduced_poisha"] == 100_00
    assert changes.keys() == {column.name for column in columns()} - {"id", "price_poisha", "seen_count"}


@pytest.mark.parametrize("column", ["cook_phone", "reduced_poisha", "taste", "seen_count"])
def test_a_field_without_a_column_is_an_error_when_the_program_loads(column: str) -> None:
    with pytest.raises(ValueError, match=f"differ in {column}$"):
        mapper(table(column))


def test_a_column_that_no_field_fills_is_an_error_when_the_program_loads() -> None:
    with pytest.raises(ValueError, match=r"differ in seen_count$"):
        Mapper(Dish, table(), fixed=(), apart=())


def test_a_fixed_field_that_is_none_of_its_own_is_an_error_when_the_program_loads() -> None:
    with pytest.raises(ValueError, match=r"differ in prize$"):
        Mapper(Dish, table(), fixed={"prize"}, apart={"seen_count"})
