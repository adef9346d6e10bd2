"""Whatever touches Flet's privates while a session draws (Flet 1.0.5), in one place, to be taken out one day.

Why each of it is there, and what it spares, is in docs/decisions/0042.
"""

import weakref
from collections.abc import Callable, Iterator
from enum import Enum
from types import NoneType
from typing import Any, Final, TypeVar, cast
from weakref import WeakSet, WeakValueDictionary

import flet as ft
from flet.components.component import Component
from flet.components.hooks.use_context import ContextProvider
from flet.components.observable import Observable
from flet.components.utils import current_component
from flet.controls import base_control
from flet.controls.base_control import BaseControl
from flet.utils import validation

from app.state import Home, Shop

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
        component: Any = self._component()
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


def _validate(instance: Any, *, suppress_repeated_errors: bool = False) -> None:
    """Flet's own check of a control, without the empty set of 216 bytes that it hangs on each one that is right."""
    kind: Any = type(instance)
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


_flets_before_update_safe: Final[Callable[[Any], None]] = BaseControl._before_update_safe


def _before_update_safe(self: Any) -> None:
    """Flet's own, of each control that is new on the screen; what a component drew is never changed after it.

    So it needs no list of its own of what was changed, and may have its styles in common with others; nor an own
    place for what few kinds tell of themselves, where it is empty.
    """
    if self._internals is _NOTHING:
        object.__setattr__(self, "_internals", {})
    _flets_before_update_safe(self)
    if hasattr(self, "_frozen"):
        object.__setattr__(self, "_dirty", _NOTHING)
        if not self._internals:
            object.__setattr__(self, "_internals", _NOTHING)
        _share(self._values)
        if not _is_asked_for(self):
            object.__setattr__(self, "_values", _common(self._values))


class _Nothing(dict[str, Any]):
    """What was changed of all that is never changed; stays empty."""

    def __setitem__(self, name: str, value: Any) -> None:
        pass


_NOTHING: Final = _Nothing()
_SHARED: Final = WeakValueDictionary[tuple[Any, ...], Any]()
"""Text styles, paddings and borders, of which all sessions together have some dozens."""


def _share(values: dict[str, Any]) -> None:
    for name, value in values.items():
        if _is_value(value):
            values[name] = _shared(value)


def _is_value(one: Any) -> bool:
    return getattr(type(one), "_is_flet_value", False)


def _shared(value: Any) -> Any:
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


_COMMON: Final[dict[tuple[Any, ...], dict[str, Any]]] = {}
"""What equal words, pictures and lines of all sessions say of themselves, once."""
_SEEN_ONCE: Final[set[int]] = set()
"""By their hash those that were drawn once: most of these are one shop's own, and are never drawn elsewhere."""
_COMMON_MOST: Final = 4_000
_PLAIN: Final = (str, int, float, Enum, NoneType)


def _common(values: dict[str, Any]) -> dict[str, Any]:
    """The dictionary that stands for all that say the same, where it holds nothing that could change."""
    told: list[tuple[str, type[Any], Any]] = []
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


def _make_room(kept: set[int] | dict[tuple[Any, ...], dict[str, Any]]) -> None:
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


_Given = TypeVar("_Given")


def use_given(context: ContextProvider[_Given]) -> _Given:
    """Flet's `use_context`, which watches an observable once for each component, however often that asks for it."""
    component = current_component()
    above: Any = component
    while above is not None and context._key not in above._contexts:
        above = above._parent_component() if above._parent_component else None
    given: Any = context.default_value if above is None else above._contexts[context._key]
    if isinstance(given, Observable):
        _watch(component, given)
    return cast(_Given, given)


def use_seen(shop: Shop) -> Shop:
    """The shop as this component sees it: it is drawn anew when something changes that it has read, and only then.

    What it reads of the disk instead (`use_store`) does not count: who does that takes `use_shop`.
    """
    seen = _Seen(shop)
    _watch(current_component(), shop, seen)
    return cast(Shop, seen)


def _watch(component: Any, given: Observable, seen: "_Seen | None" = None) -> None:
    """Have it drawn anew with what it watches; all of it is watched once, however often it is asked for."""
    watched: list[Any] = component._state.observable_subscriptions
    if seen is None and any(isinstance(one, _Watch) and one.is_whole(given) for one in watched):
        return
    watched.append(_Watch(component, given, seen))


class _Seen:
    """Stands for the shop, or for its home, and remembers what was read of it."""

    __slots__ = ("_home", "_read", "_shop")

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._read: dict[str, Any] = {}
        self._home = _SeenHome(shop, {})

    def __getattr__(self, name: str) -> Any:
        if name == "home":
            self._read["has_home"] = has_home = self._shop.home is not None
            return self._home if has_home else None
        self._read[name] = value = getattr(self._shop, name)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _Seen.__slots__:
            object.__setattr__(self, name, value)
        else:
            setattr(self._shop, name, value)

    def is_old(self) -> bool:
        """Whether something that was read is otherwise by now."""
        shop = self._shop
        home = shop.home
        for name, was in self._read.items():
            if was != ((home is not None) if name == "has_home" else getattr(shop, name)):
                return True
        read = self._home.read
        return any(home is None or getattr(home, name) != was for name, was in read.items())


class _SeenHome:
    __slots__ = ("_shop", "read")

    def __init__(self, shop: Shop, read: dict[str, Any]) -> None:
        self._shop, self.read = shop, read

    def __getattr__(self, name: str) -> Any:
        home: Home | None = self._shop.home
        assert home is not None
        self.read[name] = value = getattr(home, name)
        return value


class _Watch:
    """What Flet keeps of a component's subscriptions, and takes along when the component is made anew.

    Flet's own takes 650 bytes, most of it for a function of its own that ends it.
    """

    __slots__ = ("__weakref__", "_component", "_given", "_seen")

    def __init__(self, component: Component, given: Observable, seen: _Seen | None) -> None:
        self.component = component
        self._given, self._seen = given, seen
        _watchers_of(given).all.add(self)

    @property
    def component(self) -> Component | None:
        return self._component()

    @component.setter
    def component(self, component: Component) -> None:
        self._component = weakref.ref(component)

    def is_whole(self, given: Observable) -> bool:
        """Whether it watches all of this."""
        return self._given is given and self._seen is None

    def dispose(self) -> None:
        _watchers_of(self._given).all.discard(self)

    def changed(self, field: str | None) -> None:
        component: Any = self.component
        # A call without a field is for everybody: what changed while nobody was connected was drawn for nobody.
        if component is not None and (field is None or self._seen is None or self._seen.is_old()):
            component._schedule_update()


class _Watchers:
    """All that watch one observable, to which they are one listener."""

    def __init__(self, observable: Observable) -> None:
        self.all: WeakSet[_Watch] = WeakSet()
        # An observable forgets a listener that nobody else holds.
        self._listener = self._tell
        observable.subscribe(self._listener)

    def _tell(self, _: object, field: str | None) -> None:
        for one in list(self.all):
            one.changed(field)


def _watchers_of(observable: Observable) -> _Watchers:
    found: _Watchers | None = getattr(observable, "_watchers", None)
    if found is None:
        found = _Watchers(observable)
        object.__setattr__(observable, "_watchers", found)
    return found
