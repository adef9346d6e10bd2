"""A page's line, packed without remembering: what each would hold to pack the next by the last is 47 KB.

uvicorn packs what it sends by what it sent before, and gives no choice. A line that forgets takes about 370 bytes more
for an event that is drawn, and nothing while it is quiet (docs/decisions/0042).
"""

import asyncio
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

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
