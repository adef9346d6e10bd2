"""The shop itself, and the devices it is signed in on."""

import base64
from dataclasses import dataclass
from datetime import datetime

from app.model.documents import Doc, any_doc, any_line, any_money, any_text, moment_of, text_of
from app.model.rights import Rights, rights_of
from language import Language, plain_line, read_language
from money import Money


@dataclass(frozen=True, slots=True)
class OwnCode:
    """The shop's own Bangla QR, as its bank or wallet issued it."""

    text: str
    name: str
    local_name: str
    bank: str
    """Empty where the code names none that is known."""
    is_told_of: bool
    """Whether a server's word comes of what it is paid: without it nothing turns green by it."""


def read_own_code(doc: Doc) -> OwnCode:
    return OwnCode(
        text=text_of(doc, "text"),
        name=any_line(doc, "name"),
        local_name=any_line(doc, "local_name"),
        bank=any_line(doc, "bank"),
        is_told_of=doc.get("is_told_of") is True,
    )


@dataclass(frozen=True, slots=True)
class ShopRecord:
    """The shop itself."""

    id: str
    phone: str
    name: str
    address: str
    language: Language
    """Of what its customers read."""
    slug: str
    word_key: str = ""
    link_key: str = ""
    """What the codes of this shop's links are made with; a server older than this app gives none."""
    logo: bytes = b""
    """A small square picture, or nothing."""
    shows_phone: bool = True
    """A button to call it where a link takes no payment."""
    requires_email: bool = False
    requires_address: bool = False
    payer_bears_fee: bool = False
    role: str = ""
    """As what this device is signed in; a server older than roles names none."""
    gives_back_most: Money | None = None
    """What this device may give back in a day, where that has a bound."""
    own_code: OwnCode | None = None
    """A server older than this app knows of none."""

    @property
    def rights(self) -> Rights:
        return rights_of(self.role)


def read_shop(doc: Doc) -> ShopRecord:
    return ShopRecord(
        id=text_of(doc, "id"),
        phone=text_of(doc, "phone"),
        name=plain_line(text_of(doc, "name")),
        address=any_line(doc, "address"),
        language=read_language(any_text(doc, "language")),
        slug=any_text(doc, "slug"),
        word_key=any_text(doc, "word_key"),
        link_key=any_text(doc, "link_key"),
        logo=base64.b64decode(any_text(doc, "logo")),
        shows_phone=bool(doc.get("shows_phone", True)),
        requires_email=bool(doc.get("requires_email")),
        requires_address=bool(doc.get("requires_address")),
        payer_bears_fee=bool(doc.get("payer_bears_fee")),
        role=any_text(doc, "role"),
        gives_back_most=any_money(doc, "gives_back_most"),
        own_code=read_own_code(any_doc(doc, "own_code")) if doc.get("own_code") else None,
    )


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """A device that is signed in."""

    id: str
    name: str
    created_at: datetime
    is_this: bool
    role: str = ""
    gives_back_most: Money | None = None


def read_device(doc: Doc) -> DeviceRecord:
    return DeviceRecord(
        id=text_of(doc, "id"),
        name=text_of(doc, "name"),
        created_at=moment_of(doc, "created_at"),
        is_this=bool(doc.get("this_device")),
        role=any_text(doc, "role"),
        gives_back_most=any_money(doc, "gives_back_most"),
    )
