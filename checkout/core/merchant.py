"""A shop, and the devices it is signed in on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NewType

from checkout.core.access import THE_OWNER, Grant
from language import Language

MerchantId = NewType("MerchantId", str)
DeviceId = NewType("DeviceId", str)


@dataclass(frozen=True, slots=True)
class Merchant:
    """A shop. `phone` is E.164; the slug is the code of its store link.

    `shows_phone` puts a button to call it on pages that take no payment; the two `requires` make the
    payer's e-mail and address obligatory; `payer_bears_fee` puts what a payment costs on top of it.
    """

    id: MerchantId
    phone: str
    name: str
    address: str
    language: Language
    slug: str
    event_seq: int
    created_at: datetime
    shows_phone: bool = True
    word_key: str = ""
    """What its devices draw their word of the day from; 32 hex digits."""
    link_key: str = ""
    """What it makes the codes of its links with; 64 hex digits."""
    requires_email: bool = False
    requires_address: bool = False
    payer_bears_fee: bool = False
    logo: str = ""
    """A small square WebP in base64, or nothing."""
    own_code: str = ""
    """Its own Bangla QR, as it was read, or nothing."""
    told_accounts: str = ""
    """Which accounts in such a code a server tells us of, as the operator said."""


@dataclass(frozen=True, slots=True)
class DoneBy:
    """Which device or program of a shop did something, and its name then; both empty where nobody noted it."""

    id: str
    name: str


UNNOTED: Final = DoneBy("", "")


@dataclass(frozen=True, slots=True)
class Device:
    """A signed-in device, or a program with a token, and what it may."""

    id: DeviceId
    name: str
    grant: Grant = THE_OWNER

    @property
    def does(self) -> DoneBy:
        """As it is noted beside what it does."""
        return DoneBy(self.id, self.name)
