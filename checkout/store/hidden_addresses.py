"""Network addresses of people as they are kept: nothing that could be tried out."""

import hmac
from collections.abc import Callable
from functools import cached_property
from typing import Final

from sqlalchemy import Connection, select

from checkout.store.tables import secrets

_SECRET: Final = select(secrets.c.value).where(secrets.c.name == "addresses")


class HiddenAddresses:
    """Hides them. `read_now` runs a query in this thread."""

    def __init__(self, read_now: Callable[[Callable[[Connection], str]], str]) -> None:
        self._read_now = read_now

    def __call__(self, address: str) -> str:
        """A network address as it is kept: the same for all workers, and nothing that trying all addresses would find.

        HMAC-SHA256 under the installation's own secret; of bare hashes all IPv4 addresses are tried in minutes.
        """
        return hmac.digest(self._secret, address.encode(), "sha256").hex()

    @cached_property
    def _secret(self) -> bytes:
        return self._read_now(lambda conn: str(conn.execute(_SECRET).scalar_one())).encode()
