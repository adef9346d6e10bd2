"""What an operator sets, from the environment (prefix ADAY_) or a `.env` file."""

from typing import Literal

from pydantic import Field, SerializeAsAny, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from checkout.gateways.registry import load_set_up, make_routes
from checkout.gateways.setup import GatewaySettings
from checkout.payments.fees import Rates
from checkout.payments.methods import Way
from checkout.setting_types import FeeRate, HostAddress, WrongSettings, sentences


class Settings(BaseSettings):
    """The hosted checkout's settings. Every field is `ADAY_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="ADAY_", env_file=".env", extra="ignore")

    database_url: str = Field(description="`sqlite:////var/lib/aday/aday.db` or `postgresql://user:password@host/aday`")
    public_url: HostAddress = Field(description="Where payers and gateways reach us, without a path")
    gateways: dict[str, SerializeAsAny[GatewaySettings]] = Field(
        default_factory=dict, description="Those that are set up; each has variables of its own"
    )
    routes: dict[Way, list[str]] = Field(
        default_factory=dict,
        description='Which gateways serve which way to pay, first one first: {"bkash": ["bkash", "sslcommerz"]}',
    )
    sms_backend: Literal["console"] = Field("console", description="How one-time codes are sent")
    payer_email_fallback: str = Field("payer@aday.example", description="Sent to gateways that insist on an e-mail")
    gateway_timeout_seconds: float = Field(15, gt=0, le=60)
    reconcile_first_seconds: float = Field(5, gt=0, description="Pause before we first ask ourselves")
    service_fees: dict[str, FeeRate] = Field(
        default_factory=dict,
        description='Our own fee by method, `*` for all others: {"*": {"basis_points": 50, "least_poisha": 100}}',
    )
    gateway_fees: dict[str, FeeRate] = Field(
        default_factory=dict, description="What the gateway's contract says it takes, for quotes only; as above"
    )
    settlement_ref_column: str = Field(
        "bank_tran_id", description="What a settlement report calls the gateway's reference of a payment"
    )
    settlement_amount_column: str = Field("amount", description="What it calls the amount that the payer paid")
    refund_returns_fee: bool = Field(
        False, description="Whether the gateway gives its fee back with a refund, in proportion; else the shop bears it"
    )
    require_email: bool = Field(False, description="Every payer must give an e-mail address")
    require_address: bool = Field(False, description="Every payer must give an address")
    trusted_proxies: str = Field("", description="Addresses of our own proxies, whose X-Forwarded-For is believed")
    demo: bool = Field(False, description="Show one-time codes on the sign-in screen. Never in production")

    @property
    def service_rates(self) -> Rates:
        return _rates(self.service_fees)

    @property
    def gateway_rates(self) -> Rates:
        return _rates(self.gateway_fees)

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value.startswith(("postgresql://", "postgres://")):
            return f"postgresql+psycopg://{value.partition('://')[2]}"
        if value.startswith("postgresql+psycopg://"):
            return value
        if not value.startswith("sqlite:///") or value.removeprefix("sqlite:///") in ("", ":memory:"):
            raise ValueError("must name a file, sqlite:////var/lib/aday/aday.db, or a server, postgresql://…")
        return value


def _rates(fees: dict[str, FeeRate]) -> Rates:
    return {name: fee.rate for name, fee in fees.items()}


def load_settings() -> Settings:
    """The settings as they are set. Raises WrongSettings with one sentence that names each variable."""
    wrong: list[str] = []
    settings, set_up = None, None
    try:
        settings = Settings()
    except (ValidationError, SettingsError) as error:
        wrong += sentences(Settings, error)
    try:
        set_up = load_set_up()
    except WrongSettings as error:
        wrong.append(str(error))
    if settings is None or set_up is None:
        raise WrongSettings("Cannot start: " + "; ".join(wrong) + ".")
    try:
        make_routes(set_up, settings.routes)
    except WrongSettings as error:
        raise WrongSettings(f"Cannot start: {error}.") from None
    return settings.model_copy(update={"gateways": set_up})
