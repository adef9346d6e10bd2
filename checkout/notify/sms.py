"""Sending text messages to a phone: one-time codes, and what a shop's staff wants to hear."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

import httpx
import structlog

from checkout.core.phone import local_form
from checkout.words import say
from language import Language, in_digits_of

log = structlog.get_logger(__name__)
_TIMEOUT_SECONDS: Final = 10.0
_PLACE: Final = re.compile(r"\{(phone|msisdn|text)\}")
SmsFormat = Literal["json", "form", "query"]


class SmsNotSent(Exception):
    """The provider did not take the message; the text says why, and holds neither phone nor message."""


class SmsSender(Protocol):
    """Whatever carries a text message. Raises SmsNotSent."""

    async def send(self, phone: str, text: str) -> None: ...


class ConsoleSms:
    """Prints messages to the terminal: for a demo, and for an operator who has no provider yet."""

    async def send(self, phone: str, text: str) -> None:
        print(f"SMS {local_form(phone)}: {text}", flush=True)


@dataclass(frozen=True, slots=True)
class HttpSms:
    """Any provider that takes a message by one HTTP call.

    `body` is what it wants to be told, in which `{phone}` (01712345678), `{msisdn}` (8801712345678) and `{text}`
    stand for the message's own. Many providers say "no" with a 200. With a `field` the answer is JSON and what stands
    there must be `success` and nothing else; without one a good answer contains it somewhere.
    """

    client: httpx.AsyncClient
    url: str
    method: str
    format: SmsFormat
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    success: str = ""
    field: str = ""
    """A way into the answer, `messages.0.status`."""

    async def send(self, phone: str, text: str) -> None:
        facts = {"phone": local_form(phone), "msisdn": phone.removeprefix("+"), "text": text}
        sent = {"json": "json", "form": "data", "query": "params"}[self.format]
        filled: Any = {sent: _fill(self.body, facts)}
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                answer = await self.client.request(
                    self.method, self.url, headers=dict(self.headers), timeout=_TIMEOUT_SECONDS, **filled
                )
        except TimeoutError:
            raise SmsNotSent("no answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise SmsNotSent(type(error).__name__) from None
        if not answer.is_success:
            raise SmsNotSent(f"HTTP {answer.status_code}")
        if not self._is_taken(answer):
            raise SmsNotSent("the answer is not the one of a message that was taken")

    def _is_taken(self, answer: httpx.Response) -> bool:
        if not self.field:
            return self.success in answer.text
        try:
            found = answer.json()
        except ValueError:
            return False
        for name in self.field.split("."):
            found = (
                found[int(name)]
                if isinstance(found, list) and name.isdecimal() and int(name) < len(found)
                else (found.get(name) if isinstance(found, dict) else None)
            )
        return found is not None and _as_text(found) == self.success


def _as_text(value: Any) -> str:
    """`true` for True, `202` for 202: as it stands in the answer."""
    return value if isinstance(value, str) else json.dumps(value)


def _fill(template: Any, facts: Mapping[str, str]) -> Any:
    """The template with the facts in its texts; they are put in as values, so no message can change its form."""
    if isinstance(template, Mapping):
        return {name: _fill(value, facts) for name, value in template.items()}
    if isinstance(template, list):
        return [_fill(value, facts) for value in template]
    if isinstance(template, str):
        # In one pass: what stands in a message is never taken for a place to fill.
        return _PLACE.sub(lambda place: facts[place[1]], template)
    return template


def code_message(code: str, language: Language) -> str:
    """The message that carries a one-time code."""
    return say(language, "sms.code", code=in_digits_of(language, code))


def payout_code_message(code: str, language: Language) -> str:
    """The same for money that leaves: who did not ask for it shall know what it is for."""
    return say(language, "sms.payout_code", code=in_digits_of(language, code))
