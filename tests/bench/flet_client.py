"""A page without a browser: speaks Flet's protocol over a real socket, answers what it is asked, counts what it is sent."""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from typing import Any, Final

import msgpack
from flet.messaging.protocol import MessageAction
from websockets.asyncio.client import ClientConnection, connect

_PACKER: Final[Any] = msgpack
_PHONE: Final = (390.0, 844.0)
# What the page's own script speaks beside Flet's (assets/app/line.js).
_NOTICES: Final = 5
_QUIET_SECONDS: Final = 0.4
_PATIENCE_SECONDS: Final = 60


class FletClient:
    """One page of a signed-in device."""

    def __init__(
        self, url: str, token: str = "", route: str = "/", size: tuple[float, float] = _PHONE, notices: str = ""
    ) -> None:
        """`notices` is what its browser says when it is asked about them; one that says nothing is silent."""
        self._url, self._route, self._size = url.replace("http", "ws", 1), route, size
        self._kept: Mapping[str, str] = {"aday.token": token}
        self.bytes_count, self.heard_at = 0, 0.0
        self._heard = asyncio.Event()
        self._frames: list[bytes] = []
        self._notices = notices
        self.asked_about_notices: list[str] = []

    async def open(self) -> None:
        """Register as a browser does."""
        self._socket: ClientConnection = await connect(f"{self._url}/ws", max_size=None, proxy=None, open_timeout=60)
        width, height = self._size
        page = {"route": self._route, "width": width, "height": height, "web": True, "platform": "android"}
        await self._send(MessageAction.REGISTER_CLIENT, {"session_id": None, "page_name": "", "page": page})
        self._reading = asyncio.create_task(self._read())

    async def close(self) -> None:
        await self._socket.close()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reading

    def has_heard(self, words: bytes) -> bool:
        return any(words in frame for frame in self._frames)

    def forget(self) -> None:
        """Listen for what comes from now on."""
        self.bytes_count = 0
        self._frames.clear()

    async def hears(self, words: bytes) -> None:
        """Until a frame holds these words, and then until nothing more comes."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not self.has_heard(words):
                self._heard.clear()
                await self._heard.wait()
        await self.is_quiet()

    async def is_quiet(self) -> None:
        while (left := self.heard_at + _QUIET_SECONDS - time.perf_counter()) > 0:
            await asyncio.sleep(left)

    async def _send(self, action: MessageAction, body: Any) -> None:
        await self._socket.send(b"\x00" + _PACKER.packb([action.value, body]))

    async def _read(self) -> None:
        async for packet in self._socket:
            assert isinstance(packet, bytes)
            if packet[0] == _NOTICES:
                self.asked_about_notices.append(packet[2:].decode())
                await self._socket.send(packet[:2] + self._notices.encode())
            if packet[0] != 0:
                continue
            self.bytes_count += len(packet)
            self.heard_at = time.perf_counter()
            self._frames.append(packet)
            self._heard.set()
            if packet[2] == MessageAction.INVOKE_METHOD.value:
                await self._answer(_PACKER.unpackb(packet[1:], ext_hook=lambda code, data: None)[1])

    async def _answer(self, asked: Mapping[str, Any]) -> None:
        """Of a browser's own storage it has the token; all else is done, and nothing of it."""
        found = self._kept.get(asked["args"]["key"]) if asked["name"] == "get" else None
        answer = {"control_id": asked["control_id"], "call_id": asked["call_id"], "result": found, "error": None}
        await self._send(MessageAction.INVOKE_METHOD, answer)
