"""What an operator sets for bKash."""

from typing import ClassVar

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from checkout.gateways.base import Gateway
from checkout.gateways.bkash.adapter import Bkash
from checkout.gateways.setup import GatewaySettings, Surroundings
from checkout.payments.methods import Way
from checkout.setting_types import FeeRate, HostAddress


class BkashSettings(GatewaySettings):
    """bKash's own checkout. The four credentials come from bKash at onboarding."""

    model_config = SettingsConfigDict(env_prefix="ADAY_BKASH_")
    serves: ClassVar[frozenset[Way]] = Bkash.serves

    base_url: HostAddress = Field(description="The host, sandbox or live")
    username: str = Field(min_length=1)
    password: SecretStr = Field(min_length=1)
    app_key: str = Field(min_length=1, max_length=100)
    app_secret: SecretStr = Field(min_length=1)
    fee: FeeRate = Field(description='What bKash takes by your contract: {"basis_points": 150}. No answer of it tells')
    first_ask_seconds: float = Field(
        120, gt=0, description="How long a payer is left alone on bKash's page before we ask about them"
    )
    timeout_seconds: float = Field(30, gt=0, le=60, description="bKash's rule: 30")

    def make(self, around: Surroundings) -> Gateway:
        return Bkash(
            around.client,
            around.desk,
            around.taking,
            base_url=self.base_url,
            username=self.username,
            password=self.password.get_secret_value(),
            app_key=self.app_key,
            app_secret=self.app_secret.get_secret_value(),
            contract=self.fee.rate,
            patience_seconds=self.first_ask_seconds,
            timeout_seconds=self.timeout_seconds,
        )
