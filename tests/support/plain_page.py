"""A page of the app without a browser, found by the identifiers that its controls carry.

It speaks Flet's protocol with the app's own server over a real socket, keeps what a browser keeps, and reads what is on
the screen from the session that draws it. What only a browser can show is tested in one: places and sizes, the focus,
the keyboard, lines that are lost.
"""

import asyncio
import inspect
import itertools
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import fields
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final, Self, TypeVar

import flet as ft
import flet_web.fastapi as flet_fastapi
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.value_types import Prop
from flet.messaging.protocol import MessageAction
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from language import unbroken
from tests.support.shop import eventually

T = TypeVar("T")
PHONE: Final = (390, 844)
DESKTOP: Final = (1280, 800)
_PACKER: Final[Any] = msgpack
_HANDLERS: Final = ("on_click", "on_tap")
_HOLDS: Final = (list, BaseControl)
_DRAWN: Final[dict[type, tuple[dict[str, int], list[str]]]] = {}


class PlainPage:
    """One page of a shopkeeper. Waiting ends when the thing is there."""

    def __init__(
        self,
        url: str,
        token: str = "",
        path: str = "",
        size: tuple[int, int] = PHONE,
        language: str = "",
        kept: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """`kept` is what its browser kept before."""
        mine = {"aday.token": token, "aday.language": language}
        self.kept: dict[str, Any] = {**kept, **{key: value for key, value in mine.items() if value}}
        self._file = b""
        self.path = f"/{path}"
        self.opened, self.copied = list[str](), ""
        self._saved = queue.SimpleQueue[tuple[str, bytes]]()
        self._address, self._size = f"{url.rstrip('/').replace('http', 'ws', 1)}/ws", size
        self._open()

    def _open(self) -> None:
        self._ends = ExitStack()
        self._socket = self._ends.enter_context(connect(self._address, max_size=None, proxy=None))
        self._is_known = threading.Event()
        self._under_way = set[asyncio.Task[None]]()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        width, height = self._size
        platform = "linux" if self._size == DESKTOP else "android"
        page = {"route": self.path, "width": float(width), "height": float(height), "web": True, "platform": platform}
        self._send(MessageAction.REGISTER_CLIENT, {"session_id": None, "page_name": "", "page": page})
        assert self._is_known.wait(60)
        sessions: dict[str, Any] = flet_fastapi.app_manager._FletAppManager__sessions  # type: ignore[attr-defined]
        self._session: Any = next(one for one in list(sessions.values()) if one.id == self._session_id)
        self._loop: asyncio.AbstractEventLoop = self._session.connection.loop

    def close(self) -> None:
        self._ends.close()
        self._reading.join(60)

    def again(self) -> Self:
        """A new visit of the same device, with what it keeps, at the address where it was."""
        self.close()
        self._open()
        return self

    def resize(self, size: tuple[int, int]) -> Self:
        """As somebody turns it, or moves the edge of its window."""

        def turn() -> None:
            sides = dict(zip(("width", "height"), map(float, size), strict=True))
            self._session.apply_page_patch(sides)
            self._happens(self._session.page, "resize", sides)

        self._size = size
        self._look(turn)
        return self

    def sees(self, ident: str) -> Self:
        eventually(lambda: self._look(lambda: self._named(ident)))
        return self

    def does_not_see(self, ident: str) -> Self:
        eventually(lambda: not self._look(lambda: self._named(ident)))
        return self

    def reads(self, ident: str, text: str) -> Self:
        """Until the control shows this text, as its content or as its name."""
        eventually(lambda: self._look(lambda: any(is_said(text, said(one)) for one in self._named(ident))))
        return self

    def shows(self, text: str) -> Self:
        """Until the text is somewhere on the screen, written or named."""
        eventually(lambda: self._look(lambda: any(is_said(text, one) for one in self._texts())))
        return self

    def does_not_show(self, text: str) -> Self:
        eventually(lambda: not self._look(lambda: any(is_said(text, one) for one in self._texts())))
        return self

    def holds(self, ident: str, text: str) -> Self:
        """Until this stands in the box."""
        eventually(lambda: self._look(lambda: [box.value or "" for box in self._boxes(ident)][-1:]) == [text])
        return self

    def sees_so_many(self, prefix: str, count: int) -> Self:
        """Until there are so many whose identifiers begin so."""
        eventually(lambda: self._look(lambda: len(list(self._beginning(prefix)))) == count)
        return self

    def idents(self, prefix: str) -> list[str]:
        """Those that are on the screen and begin so."""
        return self._look(lambda: [one.identifier or "" for one in self._beginning(prefix)])

    def is_on(self, ident: str) -> Self:
        """Until the switch is on."""
        eventually(lambda: self._look(lambda: any(one.toggled for one in self._named(ident))))
        return self

    def is_chosen(self, ident: str) -> Self:
        """Until it is one of those that are on."""
        eventually(lambda: self._look(lambda: any(one.selected for one in self._named(ident))))
        return self

    def is_not_chosen(self, ident: str) -> Self:
        """Until it is there and off."""
        eventually(lambda: self._look(lambda: [bool(one.selected) for one in self._named(ident)] == [False]))
        return self

    def text(self, ident: str) -> str:
        self.sees(ident)
        return self._look(lambda: said(self._named(ident)[-1]))

    def tap(self, ident: str) -> Self:
        """Press it as soon as it can be pressed and nothing that was done before is at work, as a person does."""

        def press() -> bool:
            found = None if self._under_way else self._pressed(ident)
            if found is not None:
                self._does_within_the_press(found[0])
                self._happens(*found)
            return found is not None

        eventually(lambda: self._look(press))
        return self

    def fill(self, ident: str, text: str) -> Self:
        """As somebody types over what was there."""

        def type_in() -> bool:
            boxes = self._boxes(ident)
            for box in boxes[-1:]:
                self._happens(box, "focus")
                self._session.apply_patch(box._i, {"value": text})
                self._happens(box, "change", text)
            return bool(boxes)

        eventually(lambda: self._look(type_in))
        return self

    def saves(self, ending: str) -> bytes:
        """The next file that the browser is given to keep."""
        name, content = self._saved.get(timeout=60)
        assert name.endswith(ending), name
        return content

    def gives(self, file: bytes) -> Self:
        """Choose this file whenever one is asked for."""
        self._file = file
        return self

    def visit(self, path: str, ident: str) -> Self:
        """Go to another address within the app, until something with this identifier is drawn."""
        self._go(path)
        return self.sees(ident)

    def _go(self, path: str) -> None:
        def go() -> None:
            self.path = path
            self._session.apply_page_patch({"route": path})
            self._happens(self._session.page, "route_change", {"route": path})

        self._look(go)

    def _does_within_the_press(self, control: Any) -> None:
        """What a browser opens and copies without asking the app, before it tells of the press."""
        action = getattr(control, "action", None)
        if isinstance(action, ft.OpenUrl):
            self.opened.append(action.url)
        elif isinstance(action, ft.CopyToClipboard):
            self.copied = action.data

    def _happens(self, control: Any, name: str, data: object = None) -> None:
        """As when the browser tells it, in the moment in which it was looked at: nothing was drawn anew meanwhile."""
        task = asyncio.get_running_loop().create_task(self._session.dispatch_event(control._i, name, data))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def _send(self, action: MessageAction, body: Any) -> None:
        self._socket.send(b"\x00" + _PACKER.packb([action.value, body]))

    def _read(self) -> None:
        with suppress(ConnectionClosed):
            for packet in self._socket:
                assert isinstance(packet, bytes)
                if packet[0] == 0 and packet[2] in (
                    MessageAction.REGISTER_CLIENT.value,
                    MessageAction.INVOKE_METHOD.value,
                ):
                    action, body = _PACKER.unpackb(packet[1:], ext_hook=lambda code, data: None)
                    if action == MessageAction.REGISTER_CLIENT.value:
                        self._session_id = body["session_id"]
                        self._is_known.set()
                    else:
                        self._answer(body)

    def _answer(self, asked: dict[str, Any]) -> None:
        """What a browser does that is asked for something; of most things it says that they are done."""
        name, told = asked["name"], asked.get("args") or {}
        found: object = None
        if name == "push_route":
            self._go(told["route"])
        elif name == "get":
            found = self.kept.get(told["key"])
        elif name == "set":
            self.kept[told["key"]], found = told["value"], True
        elif name == "remove":
            found = self.kept.pop(told["key"], None) is not None
        elif name == "save_file":  # Where it is kept a browser tells nobody.
            self._saved.put((told["file_name"], told["src_bytes"]))
        elif name == "pick_files":
            found = [{"id": 1, "name": "chosen.png", "size": len(self._file), "bytes": self._file}]
        answer = {"control_id": asked["control_id"], "call_id": asked["call_id"], "result": found, "error": None}
        self._send(MessageAction.INVOKE_METHOD, answer)

    def _look(self, look: Callable[[], T]) -> T:
        """Within the app's own loop, where nothing changes meanwhile."""

        async def look_now() -> T:
            return look()

        return asyncio.run_coroutine_threadsafe(look_now(), self._loop).result(60)

    def _screen(self) -> list[Any]:
        """What is on top: an open sheet, or else the last of the views; and what lies over both."""
        page = self._session.page
        sheets = [one for one in page._dialogs.controls if getattr(one, "open", True)]
        covering = [one for one in sheets if not isinstance(one, ft.SnackBar)]
        views = [one for one in parts_of(page.views) if isinstance(one, ft.View)]
        return [*(covering[-1:] or views[-1:]), *(one for one in sheets if isinstance(one, ft.SnackBar)), page._overlay]

    def _named(self, ident: str) -> list[ft.Semantics]:
        return [one for one in self._beginning(ident) if one.identifier == ident]

    def _beginning(self, prefix: str) -> Iterator[ft.Semantics]:
        for one in itertools.chain.from_iterable(map(parts_of, self._screen())):
            if isinstance(one, ft.Semantics) and (one.identifier or "").startswith(prefix):
                yield one

    def _texts(self) -> list[str]:
        return [said(one) for one in self._screen()]

    def _boxes(self, ident: str) -> list[ft.TextField]:
        return [box for one in self._named(ident) for box in parts_of(one) if isinstance(box, ft.TextField)]

    def _pressed(self, ident: str) -> tuple[Any, str] | None:
        for named in reversed(self._named(ident)):
            for one in parts_of(named):
                for handler in _HANDLERS:
                    if getattr(one, handler, None) is not None and not getattr(one, "disabled", False):
                        return one, handler.removeprefix("on_")
        return None


def parts_of(one: Any) -> Iterator[Any]:
    """Everything that is drawn of it, in the order in which it is drawn."""
    if isinstance(one, list):
        for part in one:
            yield from parts_of(part)
    elif isinstance(one, BaseControl) and getattr(one, "visible", True):
        yield one
        for within in _held(one):
            yield from parts_of(within)


def _held(one: BaseControl) -> list[Any]:
    """The controls in its fields and the lists of them, in the fields' order.

    Of its dozens of fields Flet keeps by name those few that were given something; the screen is read so often, while
    something is waited for, that asking each field was a third of what a plain page took.
    """
    place, always = _drawn_fields(type(one))
    held = [(place[name], kept) for name, kept in one._values.items() if isinstance(kept, _HOLDS) and name in place]
    for name in always:
        kept = getattr(one, name, None)
        if isinstance(kept, _HOLDS):
            held.append((place[name], kept))
    return [kept for _, kept in sorted(held, key=itemgetter(0))]


def _drawn_fields(kind: type[BaseControl]) -> tuple[dict[str, int], list[str]]:
    """The place of each field that is drawn among its control's, and those that Flet does not keep by name."""
    if kind not in _DRAWN:
        names = [field.name for field in fields(kind) if not field.metadata.get("skip", False)]
        always = [name for name in names if not isinstance(inspect.getattr_static(kind, name, None), Prop)]
        _DRAWN[kind] = {name: place for place, name in enumerate(names)}, always
    return _DRAWN[kind]


def is_said(text: str, drawn: str) -> bool:
    """Where a line may not be broken is no part of what is said."""
    return text in drawn or unbroken(text) in drawn


def said(one: Any) -> str:
    """What is written in it, and how its parts are named."""
    words = list[str]()
    for part in parts_of(one):
        if isinstance(part, ft.Semantics) and part.label:
            words.append(part.label)
        elif isinstance(part, ft.Text):
            words.append("".join([part.value or "", *(span.text or "" for span in part.spans or ())]))
    return "\n".join(words)
