"""Where a database is, when it is one of several servers."""

from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from checkout.store.addresses import connect_seconds, database_address, drivers_line
from checkout.store.opening import open_database
from tests.support.postgres import Postgres

_PRIMARY = "target_session_attrs=read-write"


@pytest.mark.parametrize(
    ("given", "hosts", "ports"),
    [
        (f"postgresql://aday:p%40w@10.0.0.1:5433,10.0.0.2:5434/aday?{_PRIMARY}", "10.0.0.1,10.0.0.2", "5433,5434"),
        (f"postgres://aday:p%40w@one,two:6432,three/aday?{_PRIMARY}", "one,two,three", "5432,6432,5432"),
        (f"postgresql://aday:p%40w@[2001:db8::1]:5433,[2001:db8::2]/aday?{_PRIMARY}", "2001:db8::1,2001:db8::2", "5433,5432"),
        (f"postgresql://aday:p%40w@/aday?host=one:5433&host=two&{_PRIMARY}", "one,two", "5433,5432"),
        (f"postgresql://aday:p%40w@/aday?host=one,two&port=6432&{_PRIMARY}", "one,two", "6432,6432"),
        (f"postgresql://aday:p%40w@/aday?host=one,two&{_PRIMARY}", "one,two", "5432,5432"),
    ],
)  # fmt: skip
def test_several_servers_are_read_alike_by_the_engine_and_by_the_driver(given: str, hosts: str, ports: str) -> None:
    address = database_address(given)
    dialect: Any = PGDialect_psycopg
    _, engines = dialect().create_connect_args(make_url(address))
    named = {"host": hosts, "port": ports, "user": "aday", "password": "p@w", "dbname": "aday"}
    named["target_session_attrs"] = "read-write"
    assert engines == named
    assert conninfo_to_dict(drivers_line(address)).items() >= named.items()
    # One that is dead keeps whoever comes new from the others for this long.
    assert connect_seconds(address) == 2


@pytest.mark.parametrize(
    "given",
    ["postgresql:///aday?host=/var/run/postgresql", "postgresql://aday:pw@host:5433/aday", "postgresql:///aday"],
)
def test_one_server_stays_as_it_was_written(given: str) -> None:
    address = database_address(given)
    assert address == given.replace("postgresql:", "postgresql+psycopg:")
    assert connect_seconds(address) == 10


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://aday:p%20w%2B%40'\\@host/aday",
        "postgresql://aday@host/aday?options=-c%20search_path%3Daday&application_name=a%2Bb",
        "postgresql:///aday?host=/var/run/a%20folder",
    ],
)
def test_what_stands_in_an_address_is_the_same_to_the_engine_and_to_the_driver(given: str) -> None:
    address = database_address(given)
    dialect: Any = PGDialect_psycopg
    _, engines = dialect().create_connect_args(make_url(address))
    assert conninfo_to_dict(drivers_line(address)).items() >= engines.items()


def test_a_server_that_is_not_there_is_passed_by(postgres: Postgres) -> None:
    own = make_url(postgres.migrated())
    there = str(own.query["host"]).replace("/", "%2F")
    address = database_address(f"postgresql://postgres@%2Fnowhere,{there}/{own.database}?{_PRIMARY}")
    with closing(open_database(address, "https://pay.example")) as db:
        assert db.is_shared
    psycopg.connect(drivers_line(address)).close()
