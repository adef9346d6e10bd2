"""Every call that the checkout takes, as its own application has them: what walks them all forgets none that is new."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from checkout.ids import new_id
from checkout.main import create_app
from tests.support.servers import settings_for

Call = tuple[str, str]
"""A method and a path with its fields in braces."""
_APP: Final = create_app(settings_for("http://127.0.0.1", "http://127.0.0.1:9", Path("none.db")))
_DOCUMENT: Final = _APP.openapi()
OPERATIONS: Final = {
    call["operationId"]: (method.upper(), path, bool(call["security"]))
    for path, calls in _DOCUMENT["paths"].items()
    for method, call in calls.items()
}
"""By their names in the document; the last is whether it wants a token."""
WANTING_A_TOKEN: Final = {name for name, (_, _, wants_token) in OPERATIONS.items() if wants_token}
_PREFIXES: Final = {
    "link_id": "pl", "payment_id": "pay", "payout_id": "po", "device_id": "dev", "outlet_id": "out",
    "invitation_id": "inv", "token_id": "tok", "direct_id": "dp",
}  # fmt: skip


def nothing_at(name: str) -> Call:
    """This call for things that are not there."""
    method, path, _ = OPERATIONS[name]
    return method, path.format(**{field: new_id(prefix) for field, prefix in _PREFIXES.items()})


def undocumented() -> set[Call]:
    """Every call that is in the application and not in its document."""
    return set(calls_of(_APP.routes)) - {(method, path) for method, path, _ in OPERATIONS.values()}


def calls_of(routes: Sequence[BaseRoute]) -> Iterator[Call]:
    """Every call of an application, those of the routers in it too."""
    for route in routes:
        inside: Any = getattr(route, "original_router", None)
        if inside is not None:
            yield from calls_of(inside.routes)
        elif isinstance(route, Mount):
            yield "ANY", f"{route.path}/"
        elif isinstance(route, WebSocketRoute):
            yield "SOCKET", route.path
        elif isinstance(route, Route):
            yield from ((method, route.path) for method in sorted(route.methods or ()) if method != "HEAD")
        else:
            raise AssertionError(f"nobody knows what {route} answers")
