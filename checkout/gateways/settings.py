"""What an operator sets for a gateway: a class of settings for each, which makes its adapter."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from checkout.core.methods import Instrument
from checkout.gateways.base import Gateway, ProvedNotices, SeenMessages
from checkout.gateways.client import Client
from checkout.gateways.issued_codes import CodeIssuer
from checkout.gateways.tokens import CaptureGuard, TokenStore


@dataclass(frozen=True, slots=True)
class GatewayContext:
    """What every adapter may use."""

    client: Client
    clock: Callable[[], datetime]
    token_store: TokenStore
    capture_guard: CaptureGuard
    timeout_seconds: float
    email_fallback: str
    """For gateways that insist on an e-mail address of the payer."""


class GatewaySettings(BaseModel):
    """One gateway's settings. Each variable is the prefix and the field's name in capitals; none has to be set."""

    model_config = ConfigDict(frozen=True)
    variable_prefix: ClassVar[str]
    serves: ClassVar[frozenset[Instrument]]
    """What payers can pay with there."""
    base_url: str

    def make_notices(self, context: GatewayContext, seen: SeenMessages) -> ProvedNotices | None:
        """What proves its notices, where it sends such as can be proved; loaded here, as the adapter is."""
        return None

    def make_codes(self, context: GatewayContext) -> CodeIssuer | None:
        """What issues Bangla QRs there, where it is set up to; loaded here, as the adapter is."""
        return None

    def unwise(self) -> str:
        """What is set that belongs in a demo alone, as a sentence; empty for nothing."""
        return ""

    @abstractmethod
    def make(self, context: GatewayContext) -> Gateway:
        """The adapter, which is loaded here: one that is not set up, and what it takes, is in no process."""
