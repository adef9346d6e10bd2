"""What an operator sets for shurjoPay."""

from typing import Annotated, ClassVar

from pydantic import Field

from checkout.core.methods import INSTRUMENTS, Instrument
from checkout.gateways.base import Gateway
from checkout.gateways.settings import GatewayContext, GatewaySettings
from checkout.setting_types import Credential, FeeRate, HostAddress, SecretCredential, matching


class ShurjoPaySettings(GatewaySettings):
    """A merchant at shurjoPay. User, password and prefix come at onboarding."""

    variable_prefix: ClassVar[str] = "ADAY_SHURJOPAY_"
    serves: ClassVar[frozenset[Instrument]] = frozenset(INSTRUMENTS)

    base_url: HostAddress = Field(description="The host, sandbox or live")
    username: Credential = Field(min_length=1, max_length=128)
    password: SecretCredential = Field(min_length=1)
    prefix: Annotated[str, matching(r"[A-Za-z0-9]{1,20}", "must be one to twenty letters and digits")] = Field(
        description="What shurjoPay's order ids begin with"
    )
    fee: FeeRate = Field(description='What it takes by your contract: {"basis_points": 200}. No answer of it tells')

    def make(self, context: GatewayContext) -> Gateway:
        from checkout.gateways.shurjopay.adapter import ShurjoPay

        return ShurjoPay(
            context.client,
            base_url=self.base_url,
            username=self.username,
            password=self.password.get_secret_value(),
            prefix=self.prefix,
            contract=self.fee.rate,
            timeout_seconds=context.timeout_seconds,
        )
