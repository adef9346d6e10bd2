"""A session of the app without a page: on a real checkout, a real disk, and nothing that draws or sounds."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.announcer import Announcer
from app.form_memory import FormMemory
from app.own_device import Device
from app.server_clock import utc_now
from app.services.checkout_client import CheckoutClient
from app.session import Session
from app.state import Account, Shop
from tests.support.kept import Kept

NOWHERE = "http://127.0.0.1:9"


def session_of(
    client: CheckoutClient | str,
    kept: Kept | str,
    folder: Path,
    shop: Shop | None = None,
    *,
    account: Account | None = None,
    announcer: Announcer | None = None,
    clock: Callable[[], datetime] = utc_now,
    typed: FormMemory | None = None,
) -> Session:
    """Of a client or a checkout's address, and of what its device keeps or the token that it has kept."""
    return Session(
        account or Account(),
        shop or Shop(),
        CheckoutClient(client) if isinstance(client, str) else client,
        Device(Kept(kept) if isinstance(kept, str) else kept, folder, "counter", asyncio.ensure_future, clock),
        announcer or Announcer(),
        typed,
    )
