"""Sending one-time codes to a phone."""

from typing import Protocol

from checkout.payments.phone import local_form
from checkout.words import say
from language import Language, in_digits_of


class SmsSender(Protocol):
    """Whatever carries a text message."""

    async def send(self, phone: str, text: str) -> None: ...


class ConsoleSms:
    """Prints messages to the terminal: for a demo, and for an operator who has no provider yet."""

    async def send(self, phone: str, text: str) -> None:
        print(f"SMS {local_form(phone)}: {text}", flush=True)


def code_message(code: str, language: Language) -> str:
    """The message that carries a one-time code."""
    return say(language, "sms.code", code=in_digits_of(language, code))
