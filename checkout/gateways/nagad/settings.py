"""What an operator sets for Nagad."""

from typing import Annotated, ClassVar

from pydantic import Field, SecretStr, field_validator

from checkout.core.methods import Instrument
from checkout.gateways.base import Gateway
from checkout.gateways.settings import GatewayContext, GatewaySettings
from checkout.setting_types import BaseAddress, FeeRate, matching


class NagadSettings(GatewaySettings):
    """A merchant at Nagad. The keys are base64 as Nagad's portal shows them: ours private, theirs public."""

    variable_prefix: ClassVar[str] = "ADAY_NAGAD_"
    serves: ClassVar[frozenset[Instrument]] = frozenset(("nagad",))

    base_url: BaseAddress = Field(description="The API's address with its path: https://api.mynagad.com/api/dfs")
    merchant_id: Annotated[str, matching(r"[0-9]{15}", "must be fifteen digits, as Nagad gave them")]
    private_key: SecretStr
    public_key: str = Field(description="Nagad's, the `PG public key`")
    fee: FeeRate = Field(description='What it takes by your contract: {"basis_points": 150}. No answer of it tells')

    @field_validator("private_key")
    @classmethod
    def _private(cls, value: SecretStr) -> SecretStr:
        from checkout.gateways.nagad.envelope import load_private_key

        try:
            load_private_key(value.get_secret_value())
        except ValueError:
            raise ValueError("is no RSA private key in base64") from None
        return value

    @field_validator("public_key")
    @classmethod
    def _public(cls, value: str) -> str:
        from checkout.gateways.nagad.envelope import load_public_key

        try:
            load_public_key(value)
        except ValueError:
            raise ValueError("is no RSA public key in base64") from None
        return value

    def make(self, context: GatewayContext) -> Gateway:
        from checkout.gateways.nagad.adapter import Nagad
        from checkout.gateways.nagad.envelope import Envelope

        return Nagad(
            context.client,
            context.clock,
            base_url=self.base_url,
            merchant_id=self.merchant_id,
            envelope=Envelope(self.private_key.get_secret_value(), self.public_key),
            contract=self.fee.rate,
            timeout_seconds=context.timeout_seconds,
        )
