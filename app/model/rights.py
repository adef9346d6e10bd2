"""What the token of this device may, as its role says: nothing is drawn or asked for that would be refused.

The server holds the rule; this only spares a press that leads nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rights:
    """What is drawn for somebody, and which lists are read."""

    sees_balance: bool = True
    """And the history of all days."""
    gives_back: bool = True
    changes_links: bool = True
    """Any of them; else those alone that were made here."""
    pays_out: bool = True
    changes_shop: bool = True
    """And who works here."""

    def has(self, right: str) -> bool:
        """Whether this one, by its name here, is among them; what wants none anybody has."""
        return not right or bool(getattr(self, right))

    @property
    def lists(self) -> tuple[str, ...]:
        """What a replica is begun with, by the addresses of the lists."""
        balance = ("/v1/balance/entries", "/v1/refunds") if self.sees_balance else ()
        return ("/v1/links", "/v1/payments", *balance, *(("/v1/payouts",) if self.pays_out else ()))


OWNER: Final = Rights()
_MANAGER: Final = Rights(pays_out=False, changes_shop=False)
_CASHIER: Final = Rights(sees_balance=False, gives_back=False, changes_links=False, pays_out=False, changes_shop=False)
# A server older than roles names none: then whoever is signed in is the owner.
_OF: Final[Mapping[str, Rights]] = {"": OWNER, "owner": OWNER, "manager": _MANAGER, "cashier": _CASHIER}


def rights_of(role: str) -> Rights:
    """What a role may; one that this app does not know may least."""
    return _OF.get(role, _CASHIER)
