"""A device that was told to stay awake is asked to again whenever it may have forgotten."""

import asyncio
from pathlib import Path

from app.announcer import Announcer
from app.state import Shop
from tests.support.app_sessions import NOWHERE, session_of
from tests.support.kept import Kept


class Told(Announcer):
    """What the device was asked for, in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.awake: list[bool] = []

    def stay_awake(self, *, is_awake: bool) -> None:
        self.awake.append(is_awake)


def test_it_is_asked_when_it_is_chosen_when_the_app_comes_to_the_front_and_at_the_next_start(tmp_path: Path) -> None:
    kept, told, later = Kept("token"), Told(), Told()

    async def two_days() -> None:
        session = session_of(NOWHERE, kept, tmp_path, Shop(), announcer=told)
        await session.open()
        session.wake()
        assert told.awake == []
        await session.choose_awake(on=True)
        session.wake()
        assert told.awake == [True, True]
        await session.close()
        session = session_of(NOWHERE, kept, tmp_path, Shop(), announcer=later)
        await session.open()
        assert (session.account.awake, later.awake) == (True, [True])
        await session.sign_out()
        assert later.awake == [True, False]
        session.wake()
        assert later.awake == [True, False]
        await session.close()

    asyncio.run(two_days())
