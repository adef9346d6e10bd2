"""What the app knows of its line to the checkout."""

from enum import StrEnum


class ConnectionState(StrEnum):
    """What the app knows of its line to the server."""

    LIVE = "live"
    RECONNECTING = "reconnecting"
    OFFLINE = "offline"
