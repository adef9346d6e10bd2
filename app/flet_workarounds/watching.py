"""What a component watches: what it is given, once however often it asks; of a large thing what it reads of it."""

import weakref
from typing import Any, TypeVar, cast
from weakref import WeakSet

from flet.components.component import Component
from flet.components.hooks.use_context import ContextProvider
from flet.components.observable import Observable
from flet.components.utils import current_component

_Given = TypeVar("_Given")
_Whole = TypeVar("_Whole", bound=Observable)


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


def use_seen(whole: _Whole, within: str) -> _Whole:
    """An observable as this component sees it: it is drawn anew when something changes that it has read, and only then.

    `within` is the field that may be None, and of which each field is remembered by itself.
    """
    seen = _Seen(whole, within)
    _watch(current_component(), whole, seen)
    return cast(_Whole, seen)


def _watch(component: Component, given: Observable, seen: "_Seen | None" = None) -> None:
    """Have it drawn anew with what it watches; all of it is watched once, however often it is asked for."""
    watched: list[Any] = component._state.observable_subscriptions
    if seen is None and any(isinstance(one, _Watch) and one.is_whole(given) for one in watched):
        return
    watched.append(_Watch(component, given, seen))


class _Seen:
    """Stands for the whole, and remembers what was read of it."""

    __slots__ = ("_part", "_read", "_whole", "_within")

    def __init__(self, whole: Observable, within: str) -> None:
        self._whole, self._within = whole, within
        self._read: dict[str, object] = {}
        self._part = _SeenPart(whole, within, {})

    def __getattr__(self, name: str) -> object:
        value = getattr(self._whole, name)
        if name == self._within:
            self._read[name] = is_there = value is not None
            return self._part if is_there else None
        self._read[name] = value
        return value

    def __setattr__(self, name: str, value: object) -> None:
        if name in _Seen.__slots__:
            object.__setattr__(self, name, value)
        else:
            setattr(self._whole, name, value)

    def is_old(self) -> bool:
        """Whether something that was read is otherwise by now."""
        part = getattr(self._whole, self._within)
        for name, was in self._read.items():
            if was != ((part is not None) if name == self._within else getattr(self._whole, name)):
                return True
        return any(part is None or getattr(part, name) != was for name, was in self._part.read.items())


class _SeenPart:
    __slots__ = ("_whole", "_within", "read")

    def __init__(self, whole: Observable, within: str, read: dict[str, object]) -> None:
        self._whole, self._within, self.read = whole, within, read

    def __getattr__(self, name: str) -> object:
        self.read[name] = value = getattr(getattr(self._whole, self._within), name)
        return value


class _Watch:
    """What Flet keeps of a component's subscriptions, and takes along when the component is made anew.

    Flet's own takes 650 bytes, most of it for a function of its own that ends it.
    """

    __slots__ = ("__weakref__", "_component", "_given", "_seen")

    def __init__(self, component: Component, given: Observable, seen: _Seen | None) -> None:
        self.component = component
        self._given, self._seen = given, seen
        watchers_of(given).all.add(self)

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
        watchers_of(self._given).all.discard(self)

    def changed(self, field: str | None) -> None:
        component = self.component
        # A call without a field is for everybody: what changed while nobody was connected was drawn for nobody.
        if component is not None and (field is None or self._seen is None or self._seen.is_old()):
            component._schedule_update()


class Watchers:
    """All that watch one observable, to which they are one listener."""

    def __init__(self, observable: Observable) -> None:
        self.all: WeakSet[_Watch] = WeakSet()
        # An observable forgets a listener that nobody else holds.
        self._listener = self._tell
        observable.subscribe(self._listener)

    def _tell(self, _: object, field: str | None) -> None:
        for one in list(self.all):
            one.changed(field)


def watchers_of(observable: Observable) -> Watchers:
    """Those of this one, made with the first of them."""
    found: Watchers | None = getattr(observable, "_watchers", None)
    if found is None:
        found = Watchers(observable)
        object.__setattr__(observable, "_watchers", found)
    return found
