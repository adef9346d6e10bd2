"""A page's line, packed without remembering: what each would hold to pack the next by the last is 47 KB.

uvicorn packs what it sends by what it sent before, and gives no choice. A line that forgets takes about 370 bytes more
for an event that is drawn, and nothing while it is quiet (docs/decisions/0042).
"""

import asyncio
from http import HTTPStatus
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.http11 import Request

_FORGETFUL: Final = ServerPerMessageDeflateFactory(
    server_no_context_takeover=True,
    client_no_context_takeover=True,
    server_max_window_bits=12,
    client_max_window_bits=12,
    compress_settings={"memLevel": 5},
)


class ThinSocket(WebSocketsSansIOProtocol):
    """One line, of which there are as many as open pages."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn.available_extensions = [_FORGETFUL]

    def handle_connect(self, event: Request) -> None:
        """As many as the server was told, and no more: uvicorn counts them, and holds back only what is no line."""
        most = self.config.limit_concurrency
        if most is None or max(len(self.connections), len(self.tasks)) < most:
            super().handle_connect(event)
            return
        self.handshake_initiated = self.handshake_complete = self.close_sent = True
        self.conn.send_response(self.conn.reject(HTTPStatus.SERVICE_UNAVAILABLE, "Too many lines are open.\n"))
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()
