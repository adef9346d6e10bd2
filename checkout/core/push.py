"""Where a browser takes notices while the app is closed."""

from dataclasses import dataclass
from typing import Final

ENDPOINT_MAX: Final = 1_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser's place at its push service, and the keys with which it alone can read what is sent there.

    The endpoint is a secret, too: whoever knows it can have that browser woken.
    """

    endpoint: str
    p256dh: str
    """The browser's key, a point on P-256 in base64url."""
    auth: str
    """Sixteen bytes that the two sides share, in base64url."""
