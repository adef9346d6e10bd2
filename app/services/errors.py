"""What can be wrong with a call of the checkout's API.

CheckoutError
├── Unreachable   no answer, or not the checkout's: trying again can help
├── SignedOut     this device's token is worth nothing any more
├── CodeWanted    the device must first give the one-time code that `send_payout_code` brings
└── Rejected      a refusal with a sentence for a person, and one for each bad field
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import httpx

# Too slow, too early, too often.
_FOR_NOW: Final = frozenset({408, 425, 429})


class CheckoutError(Exception):
    """A call that did not do what was asked."""


Missing = Literal["line", "answer", "server"]


class Unreachable(CheckoutError):
    """No answer, or an answer that is not the checkout's.

    What is missing is the line, as far as is known; or an answer to what went out, which after a line that has just
    died can be the line's fault too; or the server alone, when the machine at its address says so itself.
    """

    def __init__(self, why: str, missing: Missing = "line") -> None:
        super().__init__(why)
        self.missing = missing


class SignedOut(CheckoutError):
    """The token is unknown or was revoked."""


class CodeWanted(CheckoutError):
    """Before this the device gives a one-time code again."""


@dataclass
class Rejected(CheckoutError):
    """The server's refusal, in the language that was asked for."""

    status: int
    detail: str
    fields: Mapping[str, str] = field(default_factory=dict)
    again_seconds: int = 0
    """After how long the same may be asked again, where it was asked too often; 0 when nothing was said of it."""

    @property
    def is_for_now(self) -> bool:
        """Whether the same may be granted later: it was the moment that was refused, and not what was asked."""
        return self.status in _FOR_NOW


def missing_for(error: httpx.HTTPError) -> Missing:
    """What a call lacked that came to nothing."""
    if isinstance(error, httpx.ReadTimeout | httpx.ReadError | httpx.RemoteProtocolError):
        return "answer"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ConnectionRefusedError):
            return "server"
        cause = cause.__cause__ or cause.__context__
    return "line"
