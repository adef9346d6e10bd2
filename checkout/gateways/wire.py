"""What every adapter does alike on the wire: ask for JSON, read it strictly, and read amounts of money."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NoReturn, TypedDict, Unpack
from urllib.parse import urlencode, urljoin

from checkout.gateways.base import GatewayUnreachable
from checkout.gateways.client import Client
from money import Money

_METHOD_WORDS: Final = {
    "bkash": "bKash",
    "nagad": "Nagad",
    "rocket": "Rocket",
    "dbbl mobile": "Rocket",
    "visa": "Visa",
    "master": "Mastercard",
    "amex": "Amex",
    "american express": "Amex",
}
# Taka as gateways write them: at most twelve digits, and decimals behind a point. No sign, exponent or comma.
_PLAIN_DECIMAL: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_TEXT_MOST: Final = 1_000
_GIVEN_BACK: Final = re.compile(r"refund|revers|charge-?back|void", re.IGNORECASE)
# In the words of refusals: more is asked than is left, or it went back before.
_EXCEEDS: Final = re.compile(
    r"exceed|(more|greater|larger|higher) than|already|duplicate|fully refunded|no (remaining|refundable)"
    r"|(refundable|remaining|available) (amount|balance)",
    re.IGNORECASE,
)


class NotJson(ValueError):
    """A body that is not JSON as it should be."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A gateway's answer. `body` is None when it is no JSON."""

    status: int
    body: object

    def expect_200(self) -> object:
        """The JSON of a good answer. Raises GatewayUnreachable: anything else tells nothing."""
        if self.status != 200:
            raise GatewayUnreachable(f"HTTP {self.status}")
        if self.body is None:
            raise GatewayUnreachable("the answer is not JSON")
        return self.body

    def expect_object(self) -> dict[str, object]:
        """The JSON object of a good answer. Raises GatewayUnreachable."""
        body = self.expect_200()
        if not isinstance(body, dict):
            raise GatewayUnreachable("the answer is not an object")
        return body


class Sent(TypedDict, total=False):
    """What goes with a request: a body of one kind or none, and what stands in the address behind its `?`."""

    json: object
    data: Mapping[str, str]
    params: Mapping[str, str]
    headers: Mapping[str, str]


async def ask(client: Client, method: str, url: str, *, timeout_seconds: float, **sent: Unpack[Sent]) -> Answer:
    """Send one request, in so long at the most. Raises NotSent, or GatewayUnreachable when it may have arrived."""
    body, headers = b"", dict(sent.get("headers", {}))
    if "json" in sent:
        body = json.dumps(sent["json"], ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        headers["Content-Type"] = "application/json"
    elif "data" in sent:
        body = urlencode(sent["data"]).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    if "params" in sent:
        url = f"{url}?{urlencode(sent['params'])}"
    raw = await client.request(method, url, headers=headers, body=body, timeout_seconds=timeout_seconds)
    try:
        return Answer(raw.status, read_json(raw.body))
    except NotJson:
        return Answer(raw.status, None)


def read_json(body: bytes, *, names_once: bool = False) -> object:
    """JSON in UTF-8, as RFC 8259 has it. Raises NotJson, whatever is wrong, and nothing else.

    Neither a byte order mark nor another encoding is guessed at, NaN is no number, and a number with a point or an
    exponent is kept as the text in which it was written: nothing is rounded. With `names_once` an object that has a
    name twice, in small letters or capitals, is refused: two readers could read two things.
    """
    try:
        written = body.decode("utf-8")
        hook = _with_names_once if names_once else None
        read = json.loads(written, parse_float=str, parse_constant=_no_number, object_pairs_hook=hook)
        return _without_what_is_no_letter(read) if "\\u" in written else read
    except (ValueError, RecursionError) as error:
        raise NotJson(type(error).__name__) from None


def _without_what_is_no_letter(value: object) -> object:
    """The same without lone surrogates and NUL, which escapes can spell and no database or answer of ours can hold."""
    if isinstance(value, str):
        return _letters(value)
    if isinstance(value, list):
        return [_without_what_is_no_letter(one) for one in value]
    if isinstance(value, dict):
        return {_without_what_is_no_letter(name): _without_what_is_no_letter(one) for name, one in value.items()}
    return value


def _letters(value: str) -> str:
    return value.encode("utf-8", "ignore").decode().replace("\0", "")


def _with_names_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({_letters(name).casefold() for name, _ in pairs}) < len(pairs):
        raise ValueError("a name is there twice")
    return dict(pairs)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def money(value: object) -> Money | None:
    """A sum in plain decimals, as text or as a number, padded or not; None for what is no sum of whole poisha."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        plain = str(value).strip()
        return Money.of_decimal(Decimal(plain)) if _PLAIN_DECIMAL.fullmatch(plain) else None
    except ValueError:  # Below a poisha, or a whole number of more digits than Python writes out.
        return None


def text(value: object) -> str:
    """A word of a gateway's as text that can be kept anywhere: no lone surrogates, no NUL; empty for no word."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    try:
        written = str(value)[:_TEXT_MOST]
    except ValueError:
        return ""
    return _letters(written).strip()


def word(value: object) -> str:
    """A status word, to be compared without regard to capitals."""
    return text(value).casefold()


def page_address(url: object, base_url: str) -> str:
    """Where to send the payer: an address, or a path at the gateway's own host; empty for anything else."""
    given = text(url)
    if not given or given.startswith("//") or any(sign.isspace() or sign == "\\" for sign in given):
        return ""
    address = given if ":" in given.split("/", 1)[0] else urljoin(f"{base_url}/", given)
    return address if re.match(r"https?://[^/?#]", address) else ""


def means_given_back(status: str) -> bool:
    """Whether a status word of a payment says that its money went back to the payer."""
    return _GIVEN_BACK.search(status) is not None


def means_more_than_is_left(words: str) -> bool:
    """Whether a refund is refused because more is asked than is left, or because it was made before."""
    return _EXCEEDS.search(words) is not None


def method_among(words: str) -> str:
    """The method's name as people know it, from an aggregator's words (`EBL Visa`, `bKash-bKash`); else as it is."""
    lower = words.lower()
    return next((name for part, name in _METHOD_WORDS.items() if part in lower), words.strip()[:80])


def differing(wanted: Mapping[str, object], answer: Mapping[str, object]) -> str:
    """Which facts of an answer are not those we asked for, in words for an alarm; sums are compared as money."""
    told = {
        name: money(answer.get(name)) if isinstance(fact, Money) else text(answer.get(name))
        for name, fact in wanted.items()
    }
    return ", ".join(f"{name} is {told[name]}, not {fact}" for name, fact in wanted.items() if told[name] != fact)
