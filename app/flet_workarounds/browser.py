"""The app in a browser: a page that comes back gets a new session, with what was typed in the one before."""

import asyncio
import itertools
import logging
import secrets
import struct
from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast

import flet as ft
import flet_web.fastapi as flet_fastapi
import msgpack
from flet.controls.id_counter import ControlId
from flet.messaging.protocol import MessageAction, decode_ext_from_msgpack
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.browser_pages import BrowserPages
from app.form_memory import FormMemory

log = logging.getLogger(__name__)
# The first byte of a packet: Flet's own are 0 and 1, which it carries; the page's script and this file speak the rest.
_FLET: Final = 0
_BEAT: Final = 2
"""From the page: how many packets of Flet's it sent. Back: how many came, and are kept."""
_LATE: Final = 3
"""From the page, first on a new line: what it had sent on the one before and nobody said was heard."""
_TYPE_ON: Final = 4
"""To the page: the field that was typed in when the line was lost is there again, and has the focus."""
_NOTICES: Final = 5
"""To the page: a question about notices, after a number. Back: the answer, after the same number."""
_TYPED: Final = 255
"""Within a late packet: what stands in the box that is typed in."""
# A person thinks about what the browser asks.
_ANSWER_SECONDS: Final = 120.0
_ANSWER_MOST: Final = 20
_LATE_MOST: Final = 256 * 1024
# A session that lost its page is of no use to anybody: it goes with the next round.
_UNUSED_SESSION_SECONDS: Final = 1


def minded_app(pages: BrowserPages) -> Callable[..., "MindedApp"]:
    """Flet's connection with a page, for one app whose pages these are."""
    _count_controls_from_elsewhere()
    return partial(MindedApp, pages)


_FletApp: Any = flet_fastapi.FletApp


class MindedApp(_FletApp):  # type: ignore[misc]
    """Flet's connection with a page; `memory` holds what the page's session before this one did.

    - A page that comes back gets a new session: into its old one Flet's client takes a time that grows with the power
      of how deep the controls are nested, and hangs (docs/decisions/0030).
    - A socket that dies while a frame is sent would leave its session behind for ever, and one that dies before it
      named its page would leave itself.
    """

    memory: FormMemory
    _websocket: WebSocket

    def __init__(self, pages: BrowserPages, **wiring: Any) -> None:
        super().__init__(**wiring)
        self._pages = pages
        self._late: tuple[bytes, ...] = ()
        self._frames_count = 0
        self._questions: dict[int, asyncio.Future[str]] = {}
        self._questions_count = 0

    async def ask_about_notices(self, asked: str) -> str:
        """What the page's script answers (assets/app/push.js); `failed` when nothing comes."""
        self._questions_count = number = (self._questions_count + 1) % 256
        answer = self._questions[number] = asyncio.get_running_loop().create_future()
        try:
            await self._websocket.send_bytes(bytes([_NOTICES, number]) + asked.encode())
            async with asyncio.timeout(_ANSWER_SECONDS):
                return str(await answer)
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            return "failed"
        finally:
            del self._questions[number]

    async def handle(self, websocket: WebSocket) -> None:
        self._websocket, receive = websocket, websocket.receive_bytes

        async def flets_own() -> bytes:
            while True:
                packet = await receive()
                if not packet or packet[0] in (_FLET, 1):
                    self._frames_count += 1
                    return packet
                await self._take_ours(packet)

        websocket.receive_bytes = flets_own  # type: ignore[method-assign]
        self._FletApp__session_timeout_seconds = _UNUSED_SESSION_SECONDS
        try:
            await super().handle(websocket)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            await self._leave()

    async def _FletApp__receive_loop(self) -> None:  # noqa: N802  # Flet's own name.
        await super()._FletApp__receive_loop()
        if self._FletApp__session is None:
            # It named no page: Flet would wait for good to send it something, and the server count it for as long.
            await self._FletApp__send_queue.put(None)
            raise WebSocketDisconnect

    async def _take_ours(self, packet: bytes) -> None:
        """What the page's script says, and Flet knows nothing of."""
        if packet[0] == _LATE and len(packet) <= _LATE_MOST:
            self._late = tuple(_parts(packet[1:]))
        elif packet[0] == _NOTICES and 2 < len(packet) <= _ANSWER_MOST:
            answer = self._questions.get(packet[1])
            if answer is not None and not answer.done():
                answer.set_result(packet[2:].decode(errors="replace"))
        elif packet[0] == _BEAT:
            session = self._FletApp__session
            if session is not None:
                self._pages.write(session.id)
            await self._websocket.send_bytes(bytes([_BEAT]) + struct.pack("<I", self._frames_count))

    async def _leave(self) -> None:
        session = self._FletApp__session
        if session is None:
            return
        self._pages.leave(session.id)
        if session.connection is self:
            unique = self._FletApp__get_unique_session_id(session.id)
            await flet_fastapi.app_manager.disconnect_session(unique, _UNUSED_SESSION_SECONDS)

    async def _FletApp__on_message(self, data: Any) -> None:  # noqa: N802  # Flet's own name.
        if MessageAction(data[0]) is MessageAction.REGISTER_CLIENT:
            await self._register(data)
            return
        control = _focused_by(data)
        # What the page had queued for the session before names a control that is none of this one's.
        if control in self._FletApp__session.index:
            is_back = self.memory.focus(control)
            # On disk before the first letter: should the server be killed, the page tells what was typed in which.
            self._pages.write(self._FletApp__session.id)
            if is_back:
                await self._websocket.send_bytes(bytes([_TYPE_ON]))
        await super()._FletApp__on_message(data)

    async def _register(self, data: Any) -> None:
        came_from = str(data[1].pop("session_id", None) or "")
        self.memory = self._pages.take_over(came_from) if came_from else FormMemory()
        is_typed_in = take_late(self.memory, self._late)
        self._late = ()
        self.memory.resume(is_typed_in=is_typed_in)
        await super()._FletApp__on_message([data[0], {**data[1], "session_id": None}])
        self._pages.keep(self._FletApp__session.id, self.memory)


def memory_of(page: ft.Page) -> FormMemory:
    """What the page's session before this one held. Empty in an installed app, whose line is within one machine."""
    return getattr(page.session.connection, "memory", None) or FormMemory()


def _parts(raw: bytes) -> list[bytes]:
    """The packets within a late one, each after its length in four bytes; what is cut short is left out."""
    parts, at = [], 0
    while at + 4 <= len(raw):
        (length,) = struct.unpack_from("<I", raw, at)
        at += 4
        if at + length > len(raw):
            break
        parts.append(raw[at : at + length])
        at += length
    return parts


def take_late(memory: FormMemory, packets: tuple[bytes, ...]) -> bool:
    """Take in what was typed, from packets that no line carried; whether somebody was typing just then.

    A press among them is not taken in: it would act unseen now.
    """
    is_typed_in = False
    unpack = cast(Any, msgpack).unpackb
    for packet in packets:
        if packet[:1] == bytes([_TYPED]):
            memory.take(memory.focused, packet[1:].decode(errors="replace"))
            is_typed_in = True
            continue
        try:
            data = unpack(packet[1:], ext_hook=decode_ext_from_msgpack)
            memory.focused = _focused_by(data) or memory.focused
            is_typed = MessageAction(data[0]) is MessageAction.UPDATE_CONTROL_PROPS
            text = data[1]["props"].get("value") if is_typed else None
            if isinstance(text, str):
                memory.take(int(data[1]["id"]), text)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, msgpack.UnpackException):
            log.info("a late packet could not be read")
    return is_typed_in


def _focused_by(data: Any) -> int:
    """The number of the field that this tells is typed in now, or 0."""
    is_focus = MessageAction(data[0]) is MessageAction.CONTROL_EVENT and data[1]["name"] == "focus"
    return int(data[1]["target"]) if is_focus else 0


def _count_controls_from_elsewhere() -> None:
    """Number the controls of each process differently.

    What a page's client had not sent yet reaches its new session with the numbers of the old one: after a restart of
    the server these must not be other controls.
    """
    counter: Any = ControlId
    counter._counter = itertools.count(secrets.randbelow(2**30) + 2**20)
