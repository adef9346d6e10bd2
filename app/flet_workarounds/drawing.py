"""Drawing with less: each component once for all that changed at a time, and nothing kept of what was drawn before.

Why each of it is there, and what it spares, is in docs/decisions/0042.
"""

import weakref
from collections.abc import Callable, Iterator
from enum import Enum
from types import NoneType
from typing import Any, Final
from weakref import WeakValueDictionary

import flet as ft
from flet.components.component import Component
from flet.controls import base_control
from flet.controls.base_control import BaseControl
from flet.messaging.protocol import Message
from flet.utils import validation

_REPORTED: Final = "__reported_validation_errors"


def draw_sparingly(session: Any) -> None:
    """Let a session draw each component once for all that changed at a time, and keep nothing of what it drew before.

    To be called before the session draws.
    """
    session._Session__pending_updates = _Pending()
    session._Session__index = _Index(session.index)
    flet_base: Any = base_control
    flet_base.validate = _validate
    flet_base.BaseControl._before_update_safe = _before_update_safe
    _leave_room(BaseControl)
    Component._migrate_state = _migrate_state  # type: ignore[method-assign]
    message_kind: Any = Message
    message_kind.__repr__ = _brief


_ONLY_DRAWN: Final = frozenset(
    {
        Component,
        ft.Column,
        ft.Container,
        ft.Icon,
        ft.MergeSemantics,
        ft.Row,
        ft.SafeArea,
        ft.Semantics,
        ft.Stack,
        ft.Text,
    }
)
"""Kinds of which most are looked at and no more."""
_ASKED_OF: Final = ("action", "scroll")
"""With these a page tells of one of them, or it is told something by us, though nothing is to happen then."""


def _is_asked_for(control: BaseControl) -> bool:
    """Whether a page may name this one by its number: it can be pressed, typed in, scrolled or told something."""
    kind: Any = type(control)
    if kind not in _ONLY_DRAWN:
        return True
    values = control._values
    return any(name in values for name in _ASKED_OF) or not kind._event_fields.isdisjoint(values)


def _brief(message: Message) -> str:
    """A message for Flet's log, which is given all that a screen draws in words though nobody reads it."""
    return f"Message({message.action.name})"


class _Index(WeakValueDictionary[int, BaseControl]):
    """A session's controls by their numbers, without those that no page ever names: seven of eight.

    Flet has all in it, at a hundred bytes each. One that is named all the same it looks for on the screen.
    """

    def __setitem__(self, number: int, control: BaseControl) -> None:
        if _is_asked_for(control):
            super().__setitem__(number, control)


class _Pending:
    """The components that are to be drawn next: those first that hold others, which are then drawn with them.

    Flet has a set, which gives them in any order (a child before its parent is drawn twice), and its loop holds what it
    drew last until the next time, with the tree of controls that it belonged to.
    """

    def __init__(self) -> None:
        self._components: dict[BaseControl, None] = {}

    def add(self, component: BaseControl) -> None:
        self._components[component] = None

    def clear(self) -> None:
        self._components.clear()

    def __iter__(self) -> Iterator["_Due"]:
        return iter([_Due(component) for component in sorted(self._components, key=_depth)])


class _Due:
    """A component to be drawn, if it is still there by then."""

    __slots__ = ("_component",)

    def __init__(self, component: BaseControl) -> None:
        self._component = weakref.ref(component)

    def update(self) -> None:
        component = self._component()
        if component is not None:
            component.update()
        while _REPLACED:
            _forget(_REPLACED.pop())


_REPLACED: Final[list[Component]] = []
"""Components in whose place others stand, until what is different has been sent."""
_flets_migrate_state: Final = Component._migrate_state


def _migrate_state(self: Component, other: BaseControl) -> None:
    """Flet's own, which hands what a component remembers to the one that is drawn in its place."""
    _flets_migrate_state(self, other)
    if isinstance(other, Component) and other._stale:
        _REPLACED.append(other)


def _forget(component: Component) -> None:
    """Let go of what a replaced component drew.

    A setter of its state that lives on, as the router's does in the page, holds the component for as long.
    """
    component._b, component.args, component.kwargs = None, (), {}
    component._contexts.clear()


def _depth(control: BaseControl) -> int:
    """How many components it is within; the page, which is drawn the same way, is in none."""
    depth, above = 0, getattr(control, "_parent_component", None)
    while above is not None and (outer := above()) is not None:
        depth, above = depth + 1, outer._parent_component
    return depth


def _validate(instance: object, *, suppress_repeated_errors: bool = False) -> None:
    """Flet's own check of a control, without the empty set of 216 bytes that it hangs on each one that is right."""
    kind: type = type(instance)
    rules = validation._compile_class_spec(kind)
    try:
        for name, rule in rules.field_rules:
            rule.validate(instance, name, getattr(instance, name))
        for about_all in rules.class_rules:
            about_all.validate(instance)
    except ValueError:
        validation.validate(instance, suppress_repeated_errors=suppress_repeated_errors)
    else:
        if reported := getattr(instance, _REPORTED, None):
            reported.clear()


_flets_before_update_safe: Final[Callable[[BaseControl], None]] = BaseControl._before_update_safe


def _before_update_safe(self: BaseControl) -> None:
    """Flet's own, of each control that is new on the screen; what a component drew is never changed after it.

    So it needs no list of its own of what was changed, and may have its styles in common with others; nor an own
    place for what few kinds tell of themselves, where it is empty.
    """
    if self._internals is _NOTHING:
        object.__setattr__(self, "_internals", {})
    _flets_before_update_safe(self)
    if hasattr(self, "_frozen"):
        object.__setattr__(self, "_dirty", _NOTHING)
        object.__setattr__(self, "_internals", _common_internals(self))
        _share(self._values)
        if not _is_asked_for(self):
            object.__setattr__(self, "_values", _common(self._values))


def _common_internals(control: BaseControl) -> dict[str, object]:
    """What a control tells of itself beside what it was given: of most kinds the same of each one, and kept once."""
    told: dict[str, object] = control._internals
    if not told:
        return _NOTHING
    if type(control) not in _ONLY_DRAWN:
        return told
    common = _INTERNALS.setdefault(type(control), told)
    return common if common == told else told


class _Nothing(dict[str, object]):
    """What was changed of all that is never changed; stays empty."""

    def __setitem__(self, name: str, value: object) -> None:
        pass


_NOTHING: Final = _Nothing()
_INTERNALS: Final[dict[type, dict[str, object]]] = {}
_SHARED: Final = WeakValueDictionary[tuple[object, ...], object]()
"""Text styles, paddings and borders, of which all sessions together have some dozens."""


def _share(values: dict[str, object]) -> None:
    for name, value in values.items():
        if _is_value(value):
            values[name] = _shared(value)


def _is_value(one: object) -> bool:
    return getattr(type(one), "_is_flet_value", False)


def _shared(value: Any) -> object:
    """The one that stands for all that are the same, unless it holds what may be changed."""
    kind = type(value)
    _share(value._values)
    parts = dict(value._values)
    for name in kind._structural_fields:
        parts[name] = part = getattr(value, name)
        if _is_value(part):
            parts[name] = _shared(part)
            object.__setattr__(value, name, parts[name])
    # What is within is told by its place in memory, which is its own while this holds it.
    told = [(name, type(one), id(one) if _is_value(one) else one) for name, one in parts.items()]
    try:
        return _SHARED.setdefault((kind, *told), value)
    except TypeError:  # A list, say.
        return value


_COMMON: Final[dict[tuple[object, ...], dict[str, object]]] = {}
"""What equal words, pictures and lines of all sessions say of themselves, once."""
_SEEN_ONCE: Final[set[int]] = set()
"""By their hash those that were drawn once: most of these are one shop's own, and are never drawn elsewhere."""
_COMMON_MOST: Final = 4_000
_PLAIN: Final = (str, int, float, Enum, NoneType)


def _common(values: dict[str, object]) -> dict[str, object]:
    """The dictionary that stands for all that say the same, where it holds nothing that could change."""
    told: list[tuple[str, type, object]] = []
    for name, one in values.items():
        if _is_value(one):
            told.append((name, type(one), id(one)))  # Its own while the dictionary that is kept holds it.
        elif isinstance(one, _PLAIN):
            told.append((name, type(one), one))
        else:
            return values
    key = tuple(told)
    known = _COMMON.get(key)
    if known is not None:
        return known
    mark = hash(key)
    if mark not in _SEEN_ONCE:
        _make_room(_SEEN_ONCE)
        _SEEN_ONCE.add(mark)
        return values
    _make_room(_COMMON)
    _COMMON[key] = values
    return values


def _make_room(kept: set[int] | dict[tuple[object, ...], dict[str, object]]) -> None:
    """What is drawn often is soon there again."""
    if len(kept) >= _COMMON_MOST:
        kept.clear()


_ROOMY: Final[set[type]] = set()


def _leave_room(kind: type[BaseControl]) -> None:
    """Let Python know of the attributes that Flet hangs on a control when it is drawn, before many of a kind are made.

    The names of attributes are kept once for all of a class, with room for a few more that shrinks with each object
    made. Where it is used up, each object has a dictionary of its own for good.
    """
    for one in kind.__subclasses__():
        _leave_room(one)
    if kind not in _ROOMY:
        _ROOMY.add(kind)
        first = object.__new__(kind)
        for name in ("_parent", "_frozen", "_initialized"):
            object.__setattr__(first, name, None)
