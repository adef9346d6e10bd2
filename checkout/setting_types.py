"""Kinds of values that operators set, each with the sentence in which a wrong one is told."""

import ipaddress
import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Final, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from checkout.core.fees import Rate
from language import latin_digits, plain_line, without_marks
from money import PAYMENT_MOST, Money

_LIKE: Final = "must be like https://pay.example.com"
_LABEL: Final = r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)"
_NAME: Final = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_MAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?P<host>[A-Za-z0-9.-]+)")
_SENDER: Final = re.compile(r"[^<>@,;\r\n]*<(?P<mail>[^<>]+)>")
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# A mobile number of ours, another number of ours, one of another country, and a short one such as 16247.
_DIALLED: Final = re.compile(r"\+8801[3-9]\d{8}|\+880[2-9]\d{6,9}|\+(?!880)[1-9]\d{6,14}|[1-9]\d{2,5}", re.ASCII)
# What a server listens at to be reached at each of its addresses.
_NOWHERE: Final = frozenset({str(ipaddress.IPv4Address(0)), str(ipaddress.IPv6Address(0))})
_LINE_MOST: Final = 80
# A few pages of Bangla, which takes three bytes a letter; a file of a setting may have 64 KB.
_PAGE_MOST: Final = 20_000
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class WrongSettings(Exception):
    """Settings are missing or wrong; the text is one sentence for the operator."""


def _host(value: str) -> str:
    parts = _address(value)
    if parts.path.rstrip("/"):
        raise ValueError("must end after the host: https://pay.example.com")
    return parts._replace(path="").geturl()


def _base(value: str) -> str:
    parts = _address(value)
    return parts._replace(path=parts.path.rstrip("/")).geturl()


def _public(value: str) -> str:
    address = _host(value)
    if urlsplit(address).hostname in _NOWHERE:
        raise ValueError("must be where others reach us, and 0.0.0.0 is nowhere")
    return address


def _call(value: str) -> str:
    if "{" in value or "}" in value:
        raise ValueError("must hold no { and no }: what the provider is told goes into ADAY_SMS_BODY")
    return _address(value, with_query=True).geturl() if value else ""


def _address(value: str, *, with_query: bool = False) -> SplitResult:
    """A web address in its usual form: the host in small letters, without the port that its scheme has anyway."""
    # Before it is taken apart: Python's own reader drops tabs and newlines.
    if re.search(r"[\s\x00-\x20\x7f\\]", value):
        raise ValueError("must have no space and no backslash in it")
    if not value.isascii():
        raise ValueError("must be in ASCII letters: a name in others is written xn--…")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise ValueError(_LIKE) from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(_LIKE)
    if "@" in parts.netloc:
        raise ValueError("must have no user and no password in it")
    if (parts.query and not with_query) or parts.fragment:
        raise ValueError("must have no query")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else _name(parts.hostname)
    port = _port(parts)
    return parts._replace(netloc=host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}")


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("must have a port from 1 to 65535, or none")
    return port


def _name(value: str) -> str:
    """The name or the IPv4 address of a machine."""
    if not _NAME.fullmatch(value) or len(value) > 253:
        raise ValueError("must name a host, like pay.example.com")
    if value.rpartition(".")[2].isdigit():
        _is_address(value, "must name a host, like pay.example.com or 192.0.2.1")
    return value.lower()


def _machine(value: str) -> str:
    """The name or the address of a machine alone, or nothing."""
    if "://" in value or value.count(":") == 1:
        raise ValueError("must be a host's name alone, like mail.example.com")
    if not value or (":" in value and _is_address(value, "must be a host's name or address")):
        return value
    return _name(value)


def _is_address(value: str, otherwise: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        raise ValueError(otherwise) from None
    return True


def _proxies(value: str) -> str:
    """Addresses and networks; what is neither would be compared with addresses for ever and never match."""
    found = [one.strip() for one in value.split(",")] if value.strip() else []
    for one in found:
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise ValueError(_no_proxy(one)) from None
    return ",".join(found)


def _no_proxy(text: str) -> str:
    try:
        meant = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return "must be addresses or networks, like 127.0.0.1,172.30.0.0/24"
    return f"the network of {text} is written {meant}"


def _dialled(value: str) -> str:
    """A number as phones dial it, from how people write it: `09612-345678` as `+8809612345678`, `16247` as it is."""
    digits = re.sub(r"[\s().-]", "", latin_digits(without_marks(value)))
    found = re.sub(r"^0(?=[1-9])", "+880", digits)
    if not _DIALLED.fullmatch(found):
        raise ValueError("must be a phone number, like 01712345678, +8809612345678 or 16247")
    return found


def _line(value: str) -> str:
    line = plain_line(value)
    if not line or re.search(r"[\x00-\x1f]", value):
        raise ValueError("must be words in one line")
    if len(line) > _LINE_MOST:
        raise ValueError(f"must have at most {_LINE_MOST} characters")
    return line


def _page(value: str) -> str:
    """Text of a page, its lines as they are, without what nobody sees."""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROLS.search(text):
        raise ValueError("must be plain text, and holds a control character")
    if len(text) > _PAGE_MOST:
        raise ValueError(f"must have at most {_PAGE_MOST} characters")
    lines = [plain_line(line) for line in text.split("\n")]
    if not any(lines):
        raise ValueError("must be text that can be seen")
    if "".join(lines).startswith(("/", "./", "../", "~/")):
        raise ValueError("must be the text itself; a file is named by the setting's name and _FILE")
    return "\n".join(lines).strip("\n")


def _day(value: str) -> str:
    try:
        if len(value) != len("2026-07-01"):
            raise ValueError
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError("must be a day like 2026-07-01") from None


def _mail(value: str) -> str:
    found = _MAIL.fullmatch(value)
    if not found:
        raise ValueError("must be an e-mail address, like aday@example.com")
    _name(found["host"])
    return value


def _sender(value: str) -> str:
    named = _SENDER.fullmatch(value)
    _mail((named["mail"] if named else value) if value else "a@b.co")
    return value


def _printable(value: str) -> str:
    if not value.isascii() or not value.isprintable():
        raise ValueError("must hold ASCII letters, digits and signs only")
    if value != value.strip():
        raise ValueError("must not begin or end with a space")
    return value


def _secret(value: SecretStr) -> SecretStr:
    _printable(value.get_secret_value())
    return value


def _headers(value: dict[str, str]) -> dict[str, str]:
    for name, content in value.items():
        if not _HEADER.fullmatch(name):
            raise ValueError(f"{name[:40]!r} is no name of a header")
        try:
            _printable(content)
        except ValueError as error:
            raise ValueError(f"the header {name} {error}") from None
    return value


def matching(pattern: str, otherwise: str) -> AfterValidator:
    """Text of this form, or nothing where nothing is set; `otherwise` is the sentence for another one."""
    form = re.compile(pattern)

    def check(value: str | SecretStr) -> str | SecretStr:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not form.fullmatch(text):
            raise ValueError(otherwise)
        return value

    return AfterValidator(check)


def _words(otherwise: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not value.strip() or not value.isprintable():
            raise ValueError(otherwise)
        return value.strip()

    return check


HostAddress = Annotated[str, AfterValidator(_host)]
"""A web address without a path: `https://pay.example.com`."""
PublicAddress = Annotated[str, AfterValidator(_public)]
"""One that others can call."""
BaseAddress = Annotated[str, AfterValidator(_base)]
"""A web address that may have a path: `https://api.example.com/v1`."""
CallAddress = Annotated[str, AfterValidator(_call)]
"""A web address that may have a path and a query, or nothing."""
WebAddress = Annotated[str, AfterValidator(lambda value: _base(value) if value else "")]
"""A web address that may have a path, or nothing."""
HostName = Annotated[str, AfterValidator(_machine)]
"""A machine's name or address alone, or nothing."""
Proxies = Annotated[str, AfterValidator(_proxies)]
"""Addresses and networks with commas between them."""
Mail = Annotated[str, AfterValidator(_mail)]
"""An e-mail address."""
Sender = Annotated[str, AfterValidator(_sender)]
"""An e-mail address, with a name before it or without, or nothing."""
Credential = Annotated[str, AfterValidator(_printable)]
"""A name that another company gave us: it goes into headers, which take nothing else."""
SecretCredential = Annotated[SecretStr, AfterValidator(_secret)]
"""A password that another company gave us."""
DialledNumber = Annotated[str, AfterValidator(lambda value: _dialled(value) if value else "")]
"""A phone number as it is dialled, or nothing."""
ShownLine = Annotated[str, AfterValidator(lambda value: _line(value) if value else "")]
"""A few words that people read, or nothing."""
ShownPage = Annotated[str, AfterValidator(lambda value: _page(value) if value else "")]
"""Some paragraphs that people read, or nothing."""
Headers = Annotated[dict[str, str], AfterValidator(_headers)]
ColumnName = Annotated[str, AfterValidator(_words("must be the name of a column"))]


class FeeRate(BaseModel):
    """Hundredths of a percent of the amount, and the least in poisha."""

    model_config = ConfigDict(extra="forbid")

    basis_points: int = Field(0, ge=0, le=10_000, strict=True)
    least_poisha: int = Field(0, ge=0, le=PAYMENT_MOST.poisha, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _says_something(cls, value: object) -> object:
        if isinstance(value, dict) and not value:
            raise ValueError("must say basis_points or least_poisha, though they be 0")
        return value

    @property
    def rate(self) -> Rate:
        return Rate(self.basis_points, Money(self.least_poisha))


Most = Annotated[int, Field(gt=0, le=10**15, strict=True)]
"""A sum in poisha that something may come to."""


class SchemeTerms(BaseModel):
    """What a scheme charges shops and allows them, as somebody published it on a day; any part may be unknown."""

    model_config = ConfigDict(extra="forbid")

    fee: FeeRate | None = None
    payment_most_poisha: Most | None = None
    day_most_poisha: Most | None = None
    month_most_poisha: Most | None = None
    as_of: Annotated[str, AfterValidator(_day)] = ""
    source: ShownLine = ""

    @model_validator(mode="after")
    def _is_of_a_day_and_from_somebody(self) -> Self:
        if not self.as_of or not self.source:
            raise ValueError("must say as_of and source: such figures change, and whoever reads them has to know")
        if self.model_fields_set <= {"as_of", "source"}:
            raise ValueError("must say fee, payment_most_poisha, day_most_poisha or month_most_poisha")
        return self
