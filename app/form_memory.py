"""What stands in the forms of one browser's page, and what was just seen: it outlives a session that lost its line.

Nothing is drawn from it. A page in a browser that comes back gets a new session (docs/decisions/0030), which takes
this over from the one before; on disk it is there after the server was killed as well.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar, cast

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.flet_workarounds.controls import number_of

T = TypeVar("T")
_FIELDS_MOST: Final = 64
_LONGEST: Final = 2_000
# An address is what the page says that it is.
_KEY_LONGEST: Final = 500
# A one-time code; what it was sent for is not written either, and without that it is good for nothing.
_ONE_TIME: Final = " code"


@dataclass
class FormMemory:
    """What is typed, by the address of the screen and the name of the field."""

    held: dict[str, MutableRef[Any]] = field(default_factory=dict)
    kept_texts: dict[str, tuple[int, str]] = field(default_factory=dict)
    """What was read from disk and no screen has asked for yet: the control's number then, and its text."""
    focused: int = 0
    """The number of the control that is typed in, as its session counted it."""
    resumed: str = ""
    """The field that was typed in when the line was lost, and is to be so again when it is drawn."""
    arrived_ids: list[str] = field(default_factory=list)
    """The payments that stood large on the screen and were not ticked off, the newest first."""
    whose: str = ""
    """A name for the sign-in that it was typed under; empty before there was one."""
    text_scale: float = 1
    """How large the page drew text: the browser's own, whoever signs in."""

    def belong_to(self, whose: str) -> None:
        """It is of this sign-in from now on. In another window of the browser another shop may have signed in."""
        if whose != self.whose:
            self.clear()
            self.whose = whose

    def ref(self, address: str, name: str, first: Callable[[], T] | None = None) -> MutableRef[T]:
        """The field's own, made by `first` or empty when there is none yet."""
        key = f"{address} {name}"
        if key not in self.held:
            value: object = first() if first else None
            _, text = self.kept_texts.pop(key, (0, None))
            if text is not None:
                value = text if isinstance(value, str) else ft.TextField(value=text)
            self.held[key] = MutableRef(value)
        return cast(MutableRef[T], self.held[key])

    def is_resumed(self, ref: MutableRef[Any]) -> bool:
        """Whether this is the field to type in again."""
        return self.resumed != "" and self.held.get(self.resumed) is ref

    def leave(self, address: str, name: str) -> None:
        """The screen was left on purpose: what stood in its field goes."""
        self.held.pop(f"{address} {name}", None)

    def leave_all(self, address: str) -> None:
        """The same of all of its fields, also of those that another step of the form draws."""
        for kept in (self.held, self.kept_texts):
            for key in [one for one in kept if one.startswith(f"{address} ")]:
                del kept[key]

    def passed_on(self) -> "FormMemory":
        """For the page's next session; what this one draws or leaves from now on is its own.

        What was just being sent is not passed on: the next one may send it again, by the same id.
        """
        held = {key: MutableRef(ref.current) for key, ref in self.held.items() if not isinstance(ref.current, bool)}
        return replace(self, held=held, kept_texts=dict(self.kept_texts), arrived_ids=list(self.arrived_ids))

    def clear(self) -> None:
        """Nothing of who was signed in is left."""
        self.held.clear()
        self.kept_texts.clear()
        self.focused, self.resumed, self.whose = 0, "", ""
        self.arrived_ids = []

    def take(self, control: int, text: str) -> None:
        """What was typed in a control, told late: the line was lost before it was heard."""
        key = self._key_of(control)
        if key:
            # A control that was drawn cannot be changed any more: the next session makes its own.
            self.held.pop(key, None)
            self.kept_texts[key] = control, text

    def resume(self, *, is_typed_in: bool) -> None:
        """A new session begins, whose controls have other numbers; the field that was typed in is to be so again."""
        # A line that is lost again before the field had the focus back changes nothing about which one it is.
        self.resumed = self.resumed or (self._key_of(self.focused) if is_typed_in else "")
        self.focused = 0

    def focus(self, control: int) -> bool:
        """Somebody types in this control; whether it is the one that was to be typed in again.

        Until that one has it, what takes the focus by itself while the screen is drawn does not count.
        """
        if self.resumed and self._key_of(control) != self.resumed:
            return False
        is_resumed, self.resumed = self.resumed != "", ""
        self.focused = control
        return is_resumed

    def _key_of(self, control: int) -> str:
        """The field that was this control in the session before; nothing when none was."""
        if not control:
            return ""
        drawn = {key: number_of(ref.current) for key, ref in self.held.items() if isinstance(ref.current, ft.TextField)}
        numbers = drawn | {key: number for key, (number, _) in self.kept_texts.items()}
        return next((key for key, number in numbers.items() if number == control), "")

    def as_json(self) -> str:
        """The texts, bounded: ids that make sending again safe are the session's and not written."""
        texts = dict(self.kept_texts)
        for key, ref in self.held.items():
            if isinstance(ref.current, ft.TextField):
                texts[key] = number_of(ref.current), (ref.current.value or "")
            elif isinstance(ref.current, str):
                texts[key] = 0, ref.current
        told = [(key, one) for key, one in texts.items() if len(key) <= _KEY_LONGEST and not key.endswith(_ONE_TIME)]
        bounded = {key: (number, text[:_LONGEST]) for key, (number, text) in told[-_FIELDS_MOST:]}
        arrived = self.arrived_ids[:_FIELDS_MOST]
        kept = {"texts": bounded, "arrived": arrived, "focused": self.focused, "whose": self.whose}
        return json.dumps({**kept, "text_scale": self.text_scale}, ensure_ascii=False)


def read_memory(raw: str) -> FormMemory:
    """What `as_json` wrote; an empty one where that cannot be read."""
    try:
        doc = json.loads(raw)
        texts = {str(key): (int(number), str(text)) for key, (number, text) in doc["texts"].items()}
        arrived = [str(one) for one in doc["arrived"]] if isinstance(doc["arrived"], list) else []
        focused, whose, scale = int(doc["focused"]), str(doc["whose"]), float(doc.get("text_scale", 1))
        return FormMemory(kept_texts=texts, arrived_ids=arrived, focused=focused, whose=whose, text_scale=scale)
    except (ValueError, TypeError, KeyError, AttributeError):
        return FormMemory()
