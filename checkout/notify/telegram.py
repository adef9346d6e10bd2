"""Saying something in a chat on Telegram."""

import asyncio
from typing import Final

import httpx

from checkout.notify.webhook import NotDelivered

_TIMEOUT_SECONDS: Final = 15.0


class ChatMoved(NotDelivered):
    """Telegram made the group a larger one, under another number."""

    def __init__(self, chat_id: str) -> None:
        super().__init__("the chat has another number now")
        self.chat_id = chat_id


async def chat(client: httpx.AsyncClient, url: str, chat_id: str, text: str) -> None:
    """Say it in a chat on Telegram: told is only what its answer calls `ok`. Raises ChatMoved, NotDelivered.

    Source: https://core.telegram.org/bots/api#making-requests and #responseparameters.
    """
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            answer = await client.post(url, json={"chat_id": chat_id, "text": text}, timeout=_TIMEOUT_SECONDS)
    except TimeoutError:
        raise NotDelivered("no answer in time") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # Its text would carry the address, and the bot's token with it.
        raise NotDelivered(type(error).__name__) from None
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise NotDelivered(f"HTTP {answer.status_code} that is not Telegram's")
    parameters = said.get("parameters")
    moved_to = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    if type(moved_to) is int and str(moved_to) != chat_id:
        raise ChatMoved(str(moved_to))
    if not answer.is_success or said.get("ok") is not True:
        raise NotDelivered(f"HTTP {answer.status_code}, not ok")
