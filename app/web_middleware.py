"""Who may speak with the app's own server: browsers that were given this page by it, under a name of its own."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_CHANGES_NOTHING: Final = ("GET", "HEAD", "OPTIONS")
# Whoever looks after us comes by number, from inside.
_FOR_THE_OPERATOR: Final = "/healthz"
# What a system shares into the installed app comes from no page, and browsers say so.
_SHARED_INTO: Final = "/v"
_NO_PAGE: Final = ["null"]
_WRONG_NAME: Final = "The app is not shown under this name: start it with `aday app --host NAME`.\n"
_WRONG_PAGE: Final = "Another page's browser may not speak with this app.\n"
# https://www.iana.org/assignments/websocket: what is said is against the rules.
_POLICY: Final = 1008


class WebMiddleware:
    """Refuses other names, which somebody may let lead here, and other pages, which a browser with both open may show.

    `names` are those at which a proxy shows the app; this machine's own are always known.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self._app, self._names = app, frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"] == _FOR_THE_OPERATOR:
            await self._app(scope, receive, send)
            return
        said = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(said) != 1 or _host_name(f"//{said[0]}") not in self._names | _THIS_MACHINE:
            await _refuse(scope, receive, send, 421, _WRONG_NAME)
        elif not self._is_our_page(scope, said[0]):
            await _refuse(scope, receive, send, 403, _WRONG_PAGE)
        else:
            await self._app(scope, receive, send)

    def _is_our_page(self, scope: Scope, host: str) -> bool:
        """Whether the page that asks came from here. A program that is no browser says nothing of a page."""
        if scope["type"] == "http" and scope["method"] in _CHANGES_NOTHING:
            return True
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        if scope["type"] == "http" and scope["path"] == _SHARED_INTO and origins == _NO_PAGE:
            return True
        return all(
            origin.partition("://")[2].lower() == host.lower() or _host_name(origin) in self._names
            for origin in origins
        )


def _host_name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, words: str) -> None:
    if scope["type"] == "websocket":
        # Before it is accepted this is answered 403.
        await receive()
        await send({"type": "websocket.close", "code": _POLICY, "reason": words[:100]})
        return
    await PlainTextResponse(words, status)(scope, receive, send)
