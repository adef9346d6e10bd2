"""What keeps a session of the app usable."""

import asyncio
from typing import Any

from app.flet_workarounds.staying_alive import outlive_answers


class Session:
    """As much of Flet's session as calls of methods need."""

    def __init__(self) -> None:
        self._Session__method_calls = {"call": asyncio.Event()}
        self._Session__method_call_results: dict[asyncio.Event, Any] = {}

    def handle_invoke_method_results(self, control_id: int, call_id: str, result: Any, error: str | None) -> None:
        raise RuntimeError(f"Control with ID {control_id} is not registered.")


def test_an_answer_from_what_has_left_the_screen_keeps_the_line_and_lets_go_of_who_asked() -> None:
    session: Any = Session()
    (asked,) = session._Session__method_calls.values()
    outlive_answers(session)
    session.handle_invoke_method_results(166, "call", None, None)
    assert asked.is_set()
    assert session._Session__method_call_results == {asked: (None, None)}
