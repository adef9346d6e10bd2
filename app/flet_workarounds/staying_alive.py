"""What Flet's session does not outlive by itself: a drawing that failed, an answer that comes late, a closed page."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import flet as ft

log = logging.getLogger(__name__)


def draw_for_ever(session: Any) -> Callable[[], None]:
    """Begin the session's drawing again whenever it stopped; what is returned does so now, for a page that is back."""

    def watch() -> None:
        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and task.exception():
                log.error("drawing stopped and is begun again", exc_info=task.exception())
                again()

        session._Session__updates_task.add_done_callback(ended)

    def again() -> None:
        session.start_updates_scheduler()
        watch()

    watch()
    return again


def tell_errors(session: Any, report: Callable[[str], None]) -> None:
    """Have this called where a handler failed: Flet would show its traceback, and cover the screen with it."""
    session.error = report


def outlive_answers(session: Any) -> None:
    """Let an answer pass that comes for a control which has left the screen meanwhile.

    Flet would end the line for it, and whoever had asked would wait for good.
    """
    take: Callable[[int, str, object, str | None], None] = session.handle_invoke_method_results

    def answered(control_id: int, call_id: str, result: object, error: str | None) -> None:
        try:
            take(control_id, call_id, result, error)
        except RuntimeError:
            log.info("an answer came too late")
            asked = session._Session__method_calls.pop(call_id, None)
            if asked is not None:
                session._Session__method_call_results[asked] = (None, None)
                asked.set()

    session.handle_invoke_method_results = answered


def is_of_closed_page(error: AttributeError | TimeoutError, asked: ft.BaseControl) -> bool:
    """Whether what was asked of a control failed because its page has been closed, and for nothing else.

    Flet puts it where a socket that has just ended had its queue; a little later it drops it and waits.
    """
    if isinstance(error, AttributeError):
        return error.name == "put_nowait" and error.obj is None
    try:
        return asked.page.session.connection is None
    except RuntimeError:
        return True  # By now the session is gone as well.
