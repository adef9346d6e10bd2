"""Whatever touches Flet's privates while a session draws (Flet 1.0.5), in one place, to be taken out one day.

Why each of it is there, and what it spares, is in docs/decisions/0042.
"""

import weakref
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar, cast
from weakref import WeakValueDictionary

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
    flet_base: Any = base_control
    flet_base.validate = _validate
    flet_base.BaseControl._before_update_safe = _before_update_safe
    _leave_room(BaseControl)
    Component._migrate_state = _migrate_state  # type: ignore[method-assign]


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
    watched: list[Any] = component._state.observable_subscriptions
    if isinstance(given, Observable) and not any(getattr(one, "given", None) is given for one in watched):
        subscription: Any = component._attach_observable_subscription(given)
        subscription.given = given
    return cast(_Given, given)


def use_seen(shop: Shop) -> Shop:
    """The shop as this component sees it: it is drawn anew when something changes that it has read, and only then.

    What it reads of the disk instead (`desk.store`) does not count: who does that takes `use_shop`.
    """
    seen = _Seen(shop)
    component = current_component()
    subscriptions: list[Any] = component._state.observable_subscriptions
    subscriptions.append(_Watch(component, shop, seen))
    return cast(Shop, seen)


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
    """What Flet keeps of a component's subscriptions, and takes along when the component is made anew."""

    def __init__(self, component: Component, shop: Shop, seen: _Seen) -> None:
        self.component = component
        self._seen = seen
        self._end: Callable[[], None] | None = shop.subscribe(self._changed)

    @property
    def component(self) -> Component | None:
        return self._component()

    @component.setter
    def component(self, component: Component) -> None:
        self._component = weakref.ref(component)

    def dispose(self) -> None:
        if self._end is not None:
            self._end()
            self._end = None

    def _changed(self, _: object, field: str | None) -> None:
        component: Any = self.component
        # A call without a field is for everybody: what changed while nobody was connected was drawn for nobody.
        if component is not None and (field is None or self._seen.is_old()):
            component._schedule_update()
