"""Draws a part of the app by Flet itself, for a page that writes down what it is sent and does nothing else."""

import asyncio
from collections.abc import Callable
from dataclasses import fields
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page
from flet.messaging.protocol import configure_encode_object_for_msgpack
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

from app.flet_workarounds.drawing import draw_sparingly
from app.kit.look import DisplayContext
from app.state import Account

Kind = TypeVar("Kind")


def drawn(root: Callable[..., Any], *acts: Callable[[], object], route: str = "") -> Any:
    """Draw this, do that, and let the session draw what follows of it."""

    async def session() -> Any:
        line: Any = SimpleNamespace(
            pubsubhub=PubSubHub(loop=asyncio.get_running_loop()),
            page_url="",
            send_message=lambda message: packed(message.body),
        )
        session: Any = Session(line)
        packed(session.get_page_patch())
        _context_page.set(session.page)
        draw_sparingly(session)
        if route:
            session.page.route = route
            session.page.render_views(root)
        else:
            session.page.render(root)
        await _settled()
        for act in acts:
            act()
            await _settled()
        session._Session__updates_task.cancel()
        return session

    return asyncio.run(session())


def shown(draw: Callable[[], Any], account: Account | None = None, *acts: Callable[[], object]) -> Any:
    """The same of one part, on the screen of this account or of a phone in Bangla by day."""
    screen = account or Account()

    @ft.component
    def Part() -> Any:
        return draw()

    @ft.component
    def Screen() -> Any:
        return DisplayContext(screen, lambda: Part())

    return drawn(Screen, *acts)


def controls_of(session: Any, kind: type[Kind]) -> list[Kind]:
    """All of a kind on the screen, each once and in the order in which they are drawn: the session itself lists those alone that a page may name."""
    found: dict[int, Any] = {}
    left: list[Any] = [session.page]
    while left:
        one = left.pop()
        if isinstance(one, list):
            left += reversed(one)
        elif isinstance(one, BaseControl) and id(one) not in found:
            found[id(one)] = one
            drawn_in = [field.name for field in fields(one) if not field.metadata.get("skip", False)]
            left += [getattr(one, name, None) for name in reversed(drawn_in)]
    return [one for one in found.values() if isinstance(one, kind)]


def only(session: Any, kind: type[Kind]) -> Kind:
    """The one of its kind on the screen."""
    (one,) = controls_of(session, kind)
    return one


def named(session: Any, ident: str) -> ft.Semantics:
    """What tests and screen readers find by this name."""
    (one,) = (found for found in controls_of(session, ft.Semantics) if found.identifier == ident)
    return one


def packed(body: Any) -> None:
    """What is sent is what the next change is compared with."""
    packer, encoder = cast(Any, msgpack), cast(Any, configure_encode_object_for_msgpack)
    packer.packb(body, default=encoder(BaseControl))


async def _settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)
