"""What an operator sets for aamarPay."""

from typing import ClassVar

from pydantic import Field

from checkout.core.methods import INSTRUMENTS, Instrument
from checkout.gateways.base import Gateway
from checkout.gateways.settings import GatewayContext, GatewaySettings
from checkout.setting_types import Credential, HostAddress, SecretCredential


class AamarPaySettings(GatewaySettings):
    """A store at aamarPay."""

    variable_prefix: ClassVar[str] = "ADAY_AAMARPAY_"
    serves: ClassVar[frozenset[Instrument]] = frozenset(INSTRUMENTS)

    base_url: HostAddress = Field(description="The host, sandbox or live")
    store_id: Credential = Field(min_length=1)
    signature_key: SecretCredential = Field(min_length=1)

    def make(self, context: GatewayContext) -> Gateway:
        from checkout.gateways.aamarpay.adapter import AamarPay

        return AamarPay(
            context.client,
            base_url=self.base_url,
            store_id=self.store_id,
            signature_key=self.signature_key.get_secret_value(),
            email_fallback=context.email_fallback,
            timeout_seconds=context.timeout_seconds,
        )
