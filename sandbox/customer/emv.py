"""The text of a merchant's QR code (EMVCo), read and written as a bank's app and an acquirer do."""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


class Unreadable(Exception):
    """A text that no app can pay; the word names the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Code:
    """What an app needs of a code."""

    fields: Mapping[str, str]
    account: Mapping[str, str]
    """What field 26 holds."""
    more: Mapping[str, str]
    """What field 62 holds."""

    @property
    def name(self) -> str:
        return self.fields["59"].strip()

    @property
    def city(self) -> str:
        return self.fields.get("60", "").strip()

    @property
    def amount(self) -> Decimal | None:
        """None where the payer types it."""
        return Decimal(self.fields["54"]) if self.fields.get("54") else None

    @property
    def reference(self) -> str:
        """The bill's number."""
        return self.more.get("01", "")


def read(text: str) -> Code:
    """Raises Unreadable."""
    text = text.strip()
    if not text.startswith("000201") or text[-8:-4] != "6304":
        raise Unreadable("no_code")
    if crc(text[:-4]) != text[-4:].upper():
        raise Unreadable("broken")
    fields = _split(text[:-8])
    if fields.get("58") != "BD" or fields.get("53") != "050":
        raise Unreadable("foreign")
    if not fields.get("59"):
        raise Unreadable("broken")
    try:
        Decimal(fields.get("54") or "1")
    except InvalidOperation:
        raise Unreadable("broken") from None
    return Code(fields, _split(fields.get("26", "")), _split(fields.get("62", "")))


def write(fields: Mapping[str, str]) -> str:
    """The text with these fields, in the order of their numbers, and its checksum."""
    body = "".join(f"{tag}{len(value):02d}{value}" for tag, value in sorted(fields.items())) + "6304"
    return body + crc(body)


def inside(**fields: str) -> str:
    """What a template holds: `inside(_01="A")`."""
    return "".join(f"{tag.strip('_')}{len(value):02d}{value}" for tag, value in sorted(fields.items()))


def crc(text: str) -> str:
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def _split(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while text:
        tag, length = text[:2], text[2:4]
        if not (tag + length).isdigit() or len(text) < 4 + int(length or 0) or len(tag + length) < 4:
            raise Unreadable("broken")
        found[tag] = text[4 : 4 + int(length)]
        text = text[4 + int(length) :]
    return found
