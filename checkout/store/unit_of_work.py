"""What a command is given: its open transaction, and what it needs of the world outside."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, text

from checkout.core.merchant import MerchantId
from checkout.store.telling import Logged

NewId = Callable[[str], str]
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


class NoPublicAddress(Exception):
    """A command tells an address of ours, and nobody said where we are reached; nothing of it is kept."""


@dataclass(slots=True)
class UnitOfWork:
    """What a command may use: the open transaction, the moment it happens, and new ids by prefix."""

    conn: Connection
    now: datetime
    new_id: NewId
    public_address: str
    held: Collection[str] = ()
    """Shops that were held before it began."""
    last_entries: dict[str, int] = field(default_factory=dict)
    """Of accounts that this transaction moved, and so holds until its end: the place of the last entry in each."""
    logged: Logged = field(default_factory=lambda: defaultdict(list))

    @property
    def public_url(self) -> str:
        """Where payers and gateways reach us. Raises NoPublicAddress for a command that was not told."""
        if not self.public_address:
            raise NoPublicAddress
        return self.public_address

    def recheck_devices(self, merchant_id: MerchantId) -> None:
        """When this is kept, the shop's streams look who of them is signed in."""
        self.logged[merchant_id] = []

    def lock(self, what: str) -> bool:
        """Let no other command about this shop, or whatever it is, go on until this one is over.

        Whether what was read before may be old by now. On SQLite commands go one after another anyway.
        """
        if what in self.held or self.conn.dialect.name != "postgresql":
            return False
        self.conn.execute(_LOCK, {"what": what})
        return True
