"""What is wrong with a form, by field, and the first of it brought into sight: on a small phone it may be far above."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.flet_workarounds.controls import given_to
from app.kit.error_boundary import part
from app.kit.look import Say
from app.kit.surfaces import scrolling
from app.services.errors import CheckoutError, Rejected

_GLIDE_MS: Final = 200
_OF_ERROR: Final = "-error"
_LAID_OUT_SECONDS: Final = 0.1
"""By then the client knows how high that is which was just told, and can scroll to it."""


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """The sentences of one press, by field. Those of the next press are others, though they say the same."""

    sentences: Mapping[str, str]

    def get(self, name: str, default: str = "") -> str:
        return self.sentences.get(name, default)

    def __getitem__(self, name: str) -> str:
        return self.sentences[name]

    def __contains__(self, name: object) -> bool:
        return name in self.sentences

    def __bool__(self) -> bool:
        return bool(self.sentences)


def use_errors() -> tuple[Errors, Callable[[Mapping[str, str]], None]]:
    """The form's errors, to be handed to `form_screen` or `FormBody` too; setting them again shows them again."""
    nothing_wrong = Errors({})
    errors, set_errors = ft.use_state(nothing_wrong)
    return errors, lambda sentences: set_errors(Errors(sentences))


def refused_words(error: CheckoutError, t: Say) -> str:
    """What is said where the checkout did not do it: its own first sentence, or that it cannot be reached."""
    if isinstance(error, Rejected):
        return next(iter(error.fields.values()), error.detail)
    return t("err.unreachable")


@part
def FormBody(
    lines: Sequence[ft.Control],
    errors: Errors | None,
    padding: ft.PaddingValue = 16,
    spacing: float = 12,
) -> ft.Control:
    """A form's fields, scrolled to the first with an error whenever something was found wrong."""
    pane: MutableRef[ft.Column] = ft.use_ref(None)
    pane.current = scrolling(lines, padding=padding, spacing=spacing)

    async def show_first() -> None:
        place = first_wrong(lines) if errors else ""
        if not place:
            return
        await asyncio.sleep(_LAID_OUT_SECONDS)
        if pane.current is not None:
            # Who has left the page meanwhile needs nothing scrolled.
            with suppress(RuntimeError, TimeoutError):
                await pane.current.scroll_to(scroll_key=place, duration=_GLIDE_MS)

    ft.use_effect(show_first, [errors], cleanup=lambda: None)
    return pane.current


def first_wrong(lines: Sequence[object]) -> str:
    """The key of the first field with an error below it, or of an error that stands alone; nothing without one."""
    places: list[str] = []
    for control in _controls(lines):
        given = given_to(control)
        if given is not None and given.get("error"):
            return str(given["ident"])  # What it draws is not known here.
        if isinstance(control, ft.BaseControl) and isinstance(control.key, ft.ScrollKey):
            places.append(str(control.key))
        if isinstance(control, ft.Semantics) and (control.identifier or "").endswith(_OF_ERROR):
            of_field = str(control.identifier).removesuffix(_OF_ERROR)
            return of_field if of_field in places else str(control.identifier)
    return ""


def _controls(found: object) -> Iterator[object]:
    """What is in these lines, in the order in which it is read."""
    if isinstance(found, (list, tuple)):
        for one in found:
            yield from _controls(one)
    elif isinstance(found, ft.BaseControl):
        yield found
        for name in ("controls", "content"):
            inside: object = getattr(found, name, None)
            yield from _controls(inside)
