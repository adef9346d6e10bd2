"""Sending text messages to a phone: one-time codes, and what a shop's staff wants to hear."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, Protocol, Self

import httpx
from pydantic import BaseModel, Field, JsonValue, field_validator, model_validator

from checkout.core.outlet import Delivery, Kind, WhyNot
from checkout.core.phone import NotMobile, local_form, mobile_e164
from checkout.errors import BadFields, Problem
from checkout.notify.channels import ChannelContext, NotDelivered, notice
from checkout.setting_types import CallAddress, Headers
from checkout.variables import nearest
from checkout.words import say
from language import Language, in_digits_of

_TIMEOUT_SECONDS: Final = 10.0
_PLACES: Final = ("phone", "msisdn", "text")
_PLACE: Final = re.compile(rf"\{{({'|'.join(_PLACES)})\}}")
SmsFormat = Literal["json", "form", "query"]


class SmsSettings(BaseModel):
    """Whoever carries our text messages."""

    sms_backend: Literal["console", "http"] = Field(
        "console", description="How text messages are sent: printed here, or by a provider's HTTP call"
    )
    sms_url: CallAddress = Field("", repr=False, description="The provider's address for one message")
    sms_method: Literal["GET", "POST"] = Field("POST", description="How it is called")
    sms_format: SmsFormat = Field("json", description="How it is told: `json`, `form` or `query`")
    sms_body: dict[str, JsonValue] = Field(
        default_factory=lambda: dict[str, JsonValue](to="{msisdn}", message="{text}"),
        repr=False,
        description="What it is told, as JSON; `{msisdn}` is 8801712345678, `{phone}` 01712345678, `{text}` the text",
    )
    sms_headers: Headers = Field(default_factory=dict, repr=False, description="Headers it wants, as JSON")
    sms_success: str = Field("", description="What its answer contains when it took the message")
    sms_success_field: str = Field(
        "",
        description="Where its JSON answer must say exactly that: `status`, `messages.0.code`; empty: anywhere in it",
    )

    @field_validator("sms_body")
    @classmethod
    def _tells_the_text(cls, value: dict[str, JsonValue]) -> dict[str, JsonValue]:
        places = set(re.findall(r"\{(\w+)\}", json.dumps(list(_texts(value)), ensure_ascii=False)))
        for place in sorted(places - set(_PLACES)):
            raise ValueError(f"{{{place[:40]}}} stands for nothing{nearest(place, _PLACES)}")
        if "text" not in places:
            raise ValueError("has no {text} in it, so messages would be empty")
        if not places & {"phone", "msisdn"}:
            raise ValueError("has neither {msisdn} nor {phone} in it, so messages would reach nobody")
        return value

    @model_validator(mode="after")
    def _sms_is_whole(self) -> Self:
        if self.sms_backend == "http" and not self.sms_url:
            raise ValueError("ADAY_SMS_URL is not set, and ADAY_SMS_BACKEND is http")
        if self.sms_format != "json" and any(isinstance(one, dict | list) for one in self.sms_body.values()):
            raise ValueError(
                f"ADAY_SMS_BODY is wrong: with ADAY_SMS_FORMAT {self.sms_format} it may hold no {{ }} and no [ ] inside"
            )
        if self.sms_success_field and not self.sms_success:
            raise ValueError("ADAY_SMS_SUCCESS is not set, and ADAY_SMS_SUCCESS_FIELD is")
        return self


def _texts(template: JsonValue) -> Iterator[str]:
    """The texts of a body that are filled: values, at any depth."""
    if isinstance(template, str):
        yield template
    elif isinstance(template, dict | list):
        for value in template.values() if isinstance(template, dict) else template:
            yield from _texts(value)


class SmsSender(Protocol):
    """Whatever carries a text message. Raises NotDelivered."""

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
    body: Mapping[str, JsonValue]
    headers: Mapping[str, str]
    success: str = ""
    field: str = ""
    """A way into the answer, `messages.0.status`."""

    async def send(self, phone: str, text: str) -> None:
        facts = {"phone": local_form(phone), "msisdn": phone.removeprefix("+"), "text": text}
        filled = {name: _fill(value, facts) for name, value in self.body.items()}
        # The settings see to it that nothing else stands in what is no JSON.
        flat = {name: value for name, value in filled.items() if not isinstance(value, dict | list)}
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                answer = await self.client.request(
                    self.method,
                    self.url,
                    params=flat if self.format == "query" else None,
                    data=flat if self.format == "form" else None,
                    json=filled if self.format == "json" else None,
                    headers=dict(self.headers),
                    timeout=_TIMEOUT_SECONDS,
                )
        except TimeoutError:
            raise NotDelivered("no answer in time", WhyNot.SLOW) from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise NotDelivered(type(error).__name__, WhyNot.UNREACHED) from None
        if not answer.is_success:
            raise NotDelivered(f"HTTP {answer.status_code}", WhyNot.REFUSED)
        if not self._is_taken(answer):
            raise NotDelivered("the answer is not the one of a message that was taken", WhyNot.REFUSED)

    def _is_taken(self, answer: httpx.Response) -> bool:
        if not self.field:
            return self.success in answer.text
        try:
            found: JsonValue = answer.json()
        except ValueError:
            return False
        for name in self.field.split("."):
            if isinstance(found, list):
                found = found[int(name)] if name.isdecimal() and int(name) < len(found) else None
            else:
                found = found.get(name) if isinstance(found, dict) else None
        return found is not None and _as_text(found) == self.success


def _as_text(value: JsonValue) -> str:
    """`true` for True, `202` for 202: as it stands in the answer."""
    return value if isinstance(value, str) else json.dumps(value)


def _fill(template: JsonValue, facts: Mapping[str, str]) -> JsonValue:
    """The template with the facts in its texts; they are put in as values, so no message can change its form."""
    if isinstance(template, dict):
        return {name: _fill(value, facts) for name, value in template.items()}
    if isinstance(template, list):
        return [_fill(value, facts) for value in template]
    if isinstance(template, str):
        # In one pass: what stands in a message is never taken for a place to fill.
        return _PLACE.sub(lambda place: facts[place[1]], template)
    return template


def sms_sender(settings: SmsSettings, client: httpx.AsyncClient) -> SmsSender:
    """The provider that is set, or the terminal."""
    if settings.sms_backend == "console":
        return ConsoleSms()
    return HttpSms(
        client,
        settings.sms_url,
        settings.sms_method,
        settings.sms_format,
        settings.sms_body,
        settings.sms_headers,
        settings.sms_success,
        settings.sms_success_field,
    )


@dataclass(frozen=True, slots=True)
class SmsChannel:
    """The shop's staff, on their phones."""

    kind: ClassVar[Kind] = Kind("sms")
    sender: SmsSender

    @classmethod
    def make(cls, settings: SmsSettings, context: ChannelContext) -> "SmsChannel":
        return cls(sms_sender(settings, context.client))

    def read_address(self, text: str) -> str:
        try:
            return local_form(mobile_e164(text))
        except NotMobile as error:
            raise BadFields(Problem("address", "phone")) from error

    async def deliver(self, delivery: Delivery) -> str:
        await self.sender.send(mobile_e164(delivery.outlet.address), notice(delivery))
        return delivery.outlet.address


def code_message(code: str, language: Language) -> str:
    """The message that carries a one-time code."""
    return say(language, "sms.code", code=in_digits_of(language, code))


def payout_code_message(code: str, language: Language) -> str:
    """The same for money that leaves: who did not ask for it shall know what it is for."""
    return say(language, "sms.payout_code", code=in_digits_of(language, code))
