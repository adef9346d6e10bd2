"""Sending e-mail by the operator's own SMTP server."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import ClassVar, Final, Self

from pydantic import BaseModel, Field, SecretStr, model_validator

from checkout.core.mailbox import NotMailbox, read_mailbox
from checkout.core.outlet import EMAIL, Delivery, Kind, WhyNot
from checkout.errors import BadFields, Problem
from checkout.notify.channels import ChannelContext, NotDelivered, notice
from checkout.setting_types import Credential, HostName, SecretCredential, Sender

_TIMEOUT_SECONDS: Final = 15.0
# For all that the two say to each other; what a server does after it has its thread to itself.
_WHOLE_SECONDS: Final = 60.0


class EmailSettings(BaseModel):
    """The server that takes our mail."""

    smtp_host: HostName = Field("", description="The server that takes our e-mail to a shop's staff; empty for none")
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_user: Credential = Field("", description="Who we are there")
    smtp_password: SecretCredential = Field(
        SecretStr(""), description="With it the line is encrypted, or nothing is sent"
    )
    smtp_sender: Sender = Field("", description="From whom our e-mail comes: aday@example.com")

    @model_validator(mode="after")
    def _email_is_whole(self) -> Self:
        if self.smtp_host and not self.smtp_sender:
            raise ValueError("ADAY_SMTP_SENDER is not set, and ADAY_SMTP_HOST is")
        if bool(self.smtp_user) is not bool(self.smtp_password.get_secret_value()):
            missing, there = ("PASSWORD", "USER") if self.smtp_user else ("USER", "PASSWORD")
            raise ValueError(f"ADAY_SMTP_{missing} is not set, and ADAY_SMTP_{there} is")
        return self


@dataclass(frozen=True, slots=True)
class Smtp:
    """A server that takes our mail. With a password the line is encrypted first, or nothing is sent."""

    host: str
    port: int
    user: str
    password: str
    sender: str

    async def send(self, to: str, subject: str, text: str) -> None:
        """Raises NotDelivered."""
        try:
            async with asyncio.timeout(_WHOLE_SECONDS):
                await asyncio.to_thread(self._send, to, subject, text)
        except TimeoutError:
            raise NotDelivered("no answer in time", WhyNot.SLOW) from None
        except smtplib.SMTPRecipientsRefused as error:
            raise NotDelivered(type(error).__name__, WhyNot.REFUSED) from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NotDelivered(type(error).__name__, WhyNot.UNREACHED) from None

    def _send(self, to: str, subject: str, text: str) -> None:
        message = EmailMessage()
        # What a header may not hold makes no message at all, and a shop would hear of nothing any more.
        message["From"], message["To"], message["Subject"] = self.sender, _one_line(to), _one_line(subject)
        message.set_content(text)
        with smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT_SECONDS) as line:
            if self.password:
                line.starttls(context=ssl.create_default_context())
                line.login(self.user, self.password)
            line.send_message(message)


def mail_sender(settings: EmailSettings) -> Smtp | None:
    """The server that is set, if any is."""
    if not settings.smtp_host:
        return None
    password = settings.smtp_password.get_secret_value()
    return Smtp(settings.smtp_host, settings.smtp_port, settings.smtp_user, password, settings.smtp_sender)


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """The shop's staff, by e-mail."""

    kind: ClassVar[Kind] = EMAIL
    sender: Smtp

    @classmethod
    def make(cls, settings: EmailSettings, context: ChannelContext) -> "EmailChannel | None":
        sender = mail_sender(settings)
        return None if sender is None else cls(sender)

    def read_address(self, text: str) -> str:
        try:
            return read_mailbox(text)
        except NotMailbox as error:
            raise BadFields(Problem("address", "email_address")) from error

    async def deliver(self, delivery: Delivery) -> str:
        text = notice(delivery)
        await self.sender.send(delivery.outlet.address, text.partition("\n")[0], text)
        return delivery.outlet.address


def _one_line(text: str) -> str:
    """Python's own idea of a line's end is what a header refuses, U+2028 among them."""
    return " ".join(text.splitlines())
