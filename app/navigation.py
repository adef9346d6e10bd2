"""The screens with rows that were come by, so that Escape leads back to where one was."""

from collections.abc import Sequence
from typing import Final

# Nothing stands above these two: who opens one begins anew.
_BEGINNINGS: Final = ("/", "/counter")


def has_rows(route: str) -> bool:
    """Whether arrows choose there; on a desktop a link is a pane beside the rows of the home screen."""
    return route in (*_BEGINNINGS, "/history", "/links") or _is_link(route)


def same_rows(route: str, other: str) -> bool:
    """Whether the rows of one screen are those of the other."""
    return route == other or all(one == "/" or _is_link(one) for one in (route, other))


def onward(trail: Sequence[str], route: str) -> tuple[str, ...]:
    """The way to this screen: no screen twice, and of links beside each other the last one."""
    if not has_rows(route):
        return tuple(trail)
    if route in _BEGINNINGS:
        return (route,)
    before = before_it(trail, route)
    if before and _is_link(before[-1]) and _is_link(route):
        before = before[:-1]
    return (*before, route)


def before_it(trail: Sequence[str], route: str) -> tuple[str, ...]:
    """What was come by before a screen; all of it, when the screen is not on the way."""
    return tuple(trail[: trail.index(route)] if route in trail else trail)


def _is_link(route: str) -> bool:
    return route.startswith("/links/") and not route.endswith("/edit")
