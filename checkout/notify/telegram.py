"""Saying something in a chat on Telegram."""

import asyncio
import re
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

import httpx
from pydantic import BaseModel, Field, SecretStr

from checkout.core.outlet import Delivery, Kind, WhyNot
from checkout.errors import BadFields, Problem
from checkout.notify.channels import ChannelContext, NotDelivered, notice
from checkout.setting_types import HostAddress, matching

_TIMEOUT_SECONDS: Final = 15.0
_CHAT: Final = re.compile(r"-?\d{4,20}|@\w{5,32}")


class TelegramSettings(BaseModel):
    """The operator's own bot."""

    telegram_token: Annotated[
        SecretStr, matching(r"|[0-9]+:[A-Za-z0-9_-]+", "must be a bot's token, like 123456:AbC-dEf")
    ] = Field(SecretStr(""), description="The bot that tells a shop's staff; empty for none")
    telegram_base_url: HostAddress = Field("https://api.telegram.org", description="Where Telegram takes messages")


@dataclass(frozen=True, slots=True)
class TelegramChannel:
    """The shop's staff, in a chat with the operator's bot."""

    kind: ClassVar[Kind] = Kind("telegram")
    client: httpx.AsyncClient
    url: str
    """The address of the bot, its token in it."""

    @classmethod
    def make(cls, settings: TelegramSettings, context: ChannelContext) -> "TelegramChannel | None":
        token = settings.telegram_token.get_secret_value()
        return cls(context.client, f"{settings.telegram_base_url}/bot{token}") if token else None

    def read_address(self, text: str) -> str:
        if _CHAT.fullmatch(text) is None:
            raise BadFields(Problem("address", "telegram_address"))
        return text

    async def deliver(self, delivery: Delivery) -> str:
        """Where a group was made a larger one, it has another number, and the old one leads nowhere any more."""
        url, text, chat_id = f"{self.url}/sendMessage", notice(delivery), delivery.outlet.address
        moved_to = await chat(self.client, url, chat_id, text)
        if moved_to is None:
            return chat_id
        if await chat(self.client, url, moved_to, text) is not None:
            raise NotDelivered("the chat has moved twice")
        return moved_to


async def chat(client: httpx.AsyncClient, url: str, chat_id: str, text: str) -> str | None:
    """Say it in a chat on Telegram; where it has not been said, as the chat has another number now, that number.

    Said is only what its answer calls `ok`. Raises NotDelivered.
    Source: https://core.telegram.org/bots/api#making-requests and #responseparameters.
    """
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            answer = await client.post(url, json={"chat_id": chat_id, "text": text}, timeout=_TIMEOUT_SECONDS)
    except TimeoutError:
        raise NotDelivered("no answer in time", WhyNot.SLOW) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # Its text would carry the address, and the bot's token with it.
        raise NotDelivered(type(error).__name__, WhyNot.UNREACHED) from None
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise NotDelivered(f"HTTP {answer.status_code} that is not Telegram's", WhyNot.REFUSED)
    parameters = said.get("parameters")
    moved_to = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    if type(moved_to) is int and str(moved_to) != chat_id:
        return str(moved_to)
    if not answer.is_success or said.get("ok") is not True:
        raise NotDelivered(f"HTTP {answer.status_code}, not ok", WhyNot.REFUSED)
    return None
