"""A worker that starts while its database is away, or goes away as it starts, waits for it."""

import asyncio
from pathlib import Path

import pytest

from checkout.ids import new_id
from checkout.store import opening
from checkout.store.database import Clock, Database
from tests.conftest import HandClock, NewUrl

# Nobody listens there.
AWAY = "postgresql+psycopg://aday@127.0.0.1:1/aday"


def test_a_database_that_goes_away_right_after_it_was_opened_is_waited_for(
    new_sqlite: NewUrl, tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch, alarms: list[str]
) -> None:
    """Or the worker would not start, and uvicorn end all the others with it."""
    asked = [AWAY, AWAY, new_sqlite(tmp_path)]

    def opened(_: str, public_url: str, clock: Clock) -> Database:
        return Database(asked.pop(0), clock=clock, new_id=new_id, public_url=public_url)

    monkeypatch.setattr(opening, "open_database", opened)
    monkeypatch.setattr(opening, "_AGAIN_SECONDS", 0)
    db = asyncio.run(opening.open_when_it_is_there(AWAY, "https://pay.example", clock, lambda: False))
    assert (asked, len(db.hidden("somebody"))) == ([], 64)
    assert alarms.count("alarm: the database cannot be used") >= 1
    db.close()
