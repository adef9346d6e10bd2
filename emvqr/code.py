"""A code as text and as fields, for whoever it may be. Source: docs/gateways/bangla-qr.md."""

import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from emvqr.errors import CodeError, NotACode, NotWhole, WrongChecksum, WrongLength
from emvqr.fields import Field, read_fields, write_fields

# A QR code that a phone reads from a counter holds no more, as the format itself says.
LENGTH_MOST: Final = 512
# Category, currency, country, name and city.
ALWAYS_THERE: Final = frozenset(("52", "53", "58", "59", "60"))
_FIRST_ACCOUNT, _LAST_ACCOUNT = "02", "51"
_BEGINS: Final = "000201"
_CHECKSUM_HEAD: Final = "6304"


@dataclass(frozen=True, slots=True)
class QrCode:
    """The fields of a code in their order, but for its checksum, which is made of them."""

    fields: tuple[Field, ...]
    counts_bytes: bool = False
    """Whether its lengths count bytes. The format counts characters, and in plain letters they are the same."""

    @property
    def text(self) -> str:
        """The code as it stands in the square. Raises WrongLength."""
        body = write_fields(self.fields, counts_bytes=self.counts_bytes) + _CHECKSUM_HEAD
        return body + checksum(body)

    def inside(self, field: Field) -> tuple[Field, ...]:
        """The fields that a template holds. Raises WrongLength and Repeated."""
        return read_fields(field.value, counts_bytes=self.counts_bytes, within=field.id)

    def write_inside(self, fields: Sequence[Field]) -> str:
        """What a template with these fields has as its value. Raises WrongLength."""
        return write_fields(fields, counts_bytes=self.counts_bytes)


def read_code(text: str) -> QrCode:
    """The code in a text that a scanner read or a person pasted. Raises CodeError.

    `read_code(text).text` is the text again, to the byte, without the space around it.
    """
    plain = text.strip()
    if not plain.startswith(_BEGINS) or not _can_be_written(plain):
        raise NotACode("it does not begin as a code does")
    if len(plain) > LENGTH_MOST:
        raise WrongLength("longer than a code can be")
    body, head, told = plain[:-8], plain[-8:-4], plain[-4:]
    if head != _CHECKSUM_HEAD:
        raise NotWhole("it does not end with a checksum")
    if told != checksum(body + head):
        raise WrongChecksum("the checksum is of something else")
    return _likeliest([_read(body, counts_bytes=False)] if body.isascii() else _both_ways(body))


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE of the text's bytes, in four digits: of `123456789` it is `29B1`."""
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def _read(body: str, *, counts_bytes: bool) -> QrCode:
    fields = read_fields(body, counts_bytes=counts_bytes)
    if any(one.id == "63" for one in fields):
        raise WrongLength("a checksum before the end")
    return QrCode(fields, counts_bytes)


def _both_ways(body: str) -> list[QrCode]:
    """With lengths in characters and in bytes, whichever fit. Raises CodeError, as read in characters."""
    readings: list[QrCode] = []
    errors: list[CodeError] = []
    for counts_bytes in (False, True):
        try:
            readings.append(_read(body, counts_bytes=counts_bytes))
        except CodeError as error:
            errors.append(error)
    if not readings:
        raise errors[0]
    return readings


def _likeliest(readings: Sequence[QrCode]) -> QrCode:
    """The one that has what every code has: with another script in it, a text may chance to fit the wrong way too.

    Raises WrongLength where two readers would pay two accounts.
    """
    if any(_accounts(one) != _accounts(readings[0]) for one in readings):
        raise WrongLength("it can be read in two ways")
    whole = [one for one in readings if ALWAYS_THERE.issubset(field.id for field in one.fields)]
    return (whole or readings)[0]


def _accounts(code: QrCode) -> list[Field]:
    """Whoever may be paid by it, by card or otherwise."""
    return [one for one in code.fields if _FIRST_ACCOUNT <= one.id <= _LAST_ACCOUNT]


def _can_be_written(text: str) -> bool:
    """Half of a pair of surrogates, which a program's text may hold, is no character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
