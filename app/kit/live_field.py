"""A text field that keeps what is typed, whatever is drawn around it."""

from typing import Any, Final

import flet as ft
from flet.components.hooks.use_context import ContextProvider
from flet.components.hooks.use_ref import MutableRef

from app.flet_workarounds.watching import use_given
from app.form_memory import FormMemory
from language import plain_line

FormMemoryContext: ContextProvider[FormMemory | None] = ft.create_context(None)
# The caret of an empty field stands before the first letter of its hint, and not on it.
_BESIDE_CARET: Final = "\N{THIN SPACE}"


def live_field(ref: MutableRef[ft.TextField], initial: str = "", **more: Any) -> ft.TextField:
    """A text field that keeps what is typed while the screen around it is redrawn.

    The text is `ref.current.value`; setting `ref.current` to None and redrawing clears it. It is typed in at once
    where it was when the page lost its line.
    """
    more.setdefault("on_focus", lambda _: None)  # So that the page tells which field is typed in.
    if more.get("hint_text"):
        more["hint_text"] = _BESIDE_CARET + str(more["hint_text"])
    memory = use_given(FormMemoryContext)
    if memory is not None and memory.resumed:
        more["autofocus"] = memory.is_resumed(ref)
    field = ft.TextField(value=ref.current.value if ref.current else initial, **more)
    ref.current = field
    return field


def typed(ref: MutableRef[ft.TextField]) -> str:
    """What stands in a live field."""
    return (ref.current.value or "") if ref.current else ""


def said(ref: MutableRef[ft.TextField]) -> str:
    """The words in a live field, as the server keeps them: one line, and nothing that nobody sees."""
    return plain_line(typed(ref))
