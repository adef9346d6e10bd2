"""What a device keeps is asked of it over its line."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import flet_web.fastapi as flet_fastapi
import pytest
from flet.controls.context import _context_page
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

from app.device import preferences
from app.device.preferences import ANSWER_SECONDS, DevicePreferences
from app.shell import ASSETS
from tests.support.drawing import packed

Happens = Callable[[Any], Awaitable[None]]


def test_a_silent_line_is_given_up_before_its_silence_counts_as_an_answer() -> None:
    """Else a line that freezes while the app opens shows who is signed in the screen to sign in."""
    page = (ASSETS / "line.js").read_text(encoding="utf-8")
    seconds = {name: int(ms) / 1_000 for name, ms in re.findall(r"(GIVE_UP|TRY_LONGEST)_MS = (\d+)", page)}
    assert 2 * (seconds["GIVE_UP"] + seconds["TRY_LONGEST"]) < ANSWER_SECONDS


def write_after(happens: Happens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a word on a page that has something happen first and that answers nothing."""
    for seconds in ("_PREFERENCES_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(preferences, seconds, 0.01)

    async def write() -> None:
        hub = PubSubHub(loop=asyncio.get_running_loop())
        line: Any = SimpleNamespace(
            pubsubhub=hub, page_url="", send_message=lambda sent: packed(sent.body), dispose=lambda: None
        )
        session: Any = Session(line)
        packed(session.get_page_patch())
        _context_page.set(session.page)
        kept = DevicePreferences()
        await happens(session)
        await kept.set("theme", "dark")
        await kept.remove("theme")
        assert await kept.get("theme") == ""

    asyncio.run(write())


async def socket_ends(session: Any) -> None:
    """As Flet's own line does, before its session is told."""
    line: Any = flet_fastapi.FletApp(asyncio.get_running_loop(), None, None, None)  # type: ignore[arg-type]
    line._FletApp__websocket, line._FletApp__send_queue = object(), asyncio.Queue()
    await line._FletApp__send_queue.put(None)
    await line._FletApp__send_loop()
    session.attach_connection(line)


async def page_is_closed(session: Any) -> None:
    await session.disconnect(1)


async def nothing_happens(_: Any) -> None:
    pass


async def line_is_broken(session: Any) -> None:
    session.connection.send_message = lambda message: message.of_no_such_name


@pytest.mark.parametrize("happens", [socket_ends, page_is_closed])
def test_a_page_that_was_closed_keeps_nothing_and_says_nothing_of_it(
    happens: Happens, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write_after(happens, monkeypatch)
    assert not caplog.records


@pytest.mark.parametrize(("happens", "error"), [(nothing_happens, TimeoutError), (line_is_broken, AttributeError)])
def test_what_an_open_page_does_not_keep_is_told(
    happens: Happens, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(error):
        write_after(happens, monkeypatch)
