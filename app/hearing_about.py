"""Who runs the checkout: asked for where it is needed, and kept for a start without a line."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from app.own_device import Device
from app.services.about import kept_about, read_about
from app.services.checkout_client import CheckoutClient
from app.services.errors import Rejected
from app.state import Account

log = logging.getLogger(__name__)
ABOUT: Final = "about"
"""Under which a device keeps what was told last."""
_ABOUT_FOR: Final = timedelta(hours=1)
_NO_SUCH: Final = 404


class HearingAbout:
    """Keeps `Account.about` true to the checkout that this device speaks with."""

    def __init__(self, account: Account, client: CheckoutClient, device: Device) -> None:
        self._account, self._client, self._device = account, client, device
        self._heard_at: datetime | None = None
        self._lock = asyncio.Lock()

    def forget(self) -> None:
        """Another checkout is spoken with."""
        self._account.about = self._heard_at = None

    async def hear(self) -> None:
        """Without an answer what was told last stays; what was heard lately is not asked for again.

        Raises CheckoutError.
        """
        async with self._lock:
            heard_at, now = self._heard_at, self._device.clock()
            if heard_at is None or now - heard_at > _ABOUT_FOR:
                await self._ask(self._client.server_url)

    async def _ask(self, server: str) -> None:
        try:
            told = await self._client.about()
        except Rejected as refused:
            if refused.status != _NO_SUCH:
                raise
            told = {}  # A checkout older than this app has nothing to say.
        about = read_about(told)
        if server != self._client.server_url:
            return
        self._heard_at = self._device.clock()
        if about != self._account.about:
            self._account.about = about
            try:
                await self._device.preferences.set(ABOUT, kept_about(server, told))
            except (TimeoutError, RuntimeError) as error:
                log.warning("who runs the checkout is not kept: %r", error)
