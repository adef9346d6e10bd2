"""What an operator sets for aamarPay."""

from typing import ClassVar

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from checkout.gateways.aamarpay.adapter import AamarPay
from checkout.gateways.base import Gateway
from checkout.gateways.setup import GatewaySettings, Surroundings
from checkout.payments.methods import Way
from checkout.setting_types import HostAddress


class AamarPaySettings(GatewaySettings):
    """A store at aamarPay."""

    model_config = SettingsConfigDict(env_prefix="ADAY_AAMARPAY_")
    serves: ClassVar[frozenset[Way]] = AamarPay.serves

    base_url: HostAddress = Field(description="The host, sandbox or live")
    store_id: str = Field(min_length=1)
    signature_key: SecretStr = Field(min_length=1)

    def make(self, around: Surroundings) -> Gateway:
        return AamarPay(
            around.client,
            base_url=self.base_url,
            store_id=self.store_id,
            signature_key=self.signature_key.get_secret_value(),
            email_fallback=around.email_fallback,
            timeout_seconds=around.timeout_seconds,
        )
