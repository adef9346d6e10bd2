"""Sending e-mail by the operator's own SMTP server."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

from checkout.notify.webhook import NotDelivered

_TIMEOUT_SECONDS: Final = 15.0
# For all that the two say to each other; what a server does after it has its thread to itself.
_WHOLE_SECONDS: Final = 60.0


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
            raise NotDelivered("no answer in time") from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NotDelivered(type(error).__name__) from None

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


def _one_line(text: str) -> str:
    """Python's own idea of a line's end is what a header refuses, U+2028 among them."""
    return " ".join(text.splitlines())
