"""What an operator sets, from the environment (prefix ADAY_) or a `.env` file."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from checkout.payments.fees import Rate, Rates
from money import PAYMENT_MOST, Money


class WrongSettings(Exception):
    """A setting is missing or wrong; the text is one sentence for the operator."""


class FeeRate(BaseModel):
    """Hundredths of a percent of the amount, and the least in poisha."""

    model_config = ConfigDict(extra="forbid")

    basis_points: int = Field(0, ge=0, le=10_000)
    least_poisha: int = Field(0, ge=0, le=PAYMENT_MOST.poisha)


class Settings(BaseSettings):
    """The hosted checkout's settings. Every field is `ADAY_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="ADAY_", env_file=".env", extra="ignore")

    database_url: str = Field(description="SQLAlchemy address, `sqlite:////var/lib/aday/aday.db`")
    public_url: str = Field(description="Where payers and gateways reach us, without a path")
    sslcommerz_base_url: str = Field(description="The gateway's host, sandbox or live")
    sslcommerz_store_id: str = Field(min_length=1, max_length=30)
    sslcommerz_store_password: SecretStr = Field(min_length=1, max_length=30)
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
    trusted_proxies: str = Field("", description="Addresses of our own proxies, whose X-Forwarded-For is believed")
    demo: bool = Field(False, description="Show one-time codes on the sign-in screen. Never in production")

    @property
    def service_rates(self) -> Rates:
        return _rates(self.service_fees)

    @property
    def gateway_rates(self) -> Rates:
        return _rates(self.gateway_fees)

    @field_validator("public_url", "sslcommerz_base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be like https://pay.example.com")
        if parts.path.rstrip("/") or parts.query or parts.fragment:
            raise ValueError("must end after the host: https://pay.example.com")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith("sqlite:///") or value.removeprefix("sqlite:///") in ("", ":memory:"):
            raise ValueError("must name a file: sqlite:////var/lib/aday/aday.db")
        return value


def _rates(fees: dict[str, FeeRate]) -> Rates:
    return {name: Rate(fee.basis_points, Money(fee.least_poisha)) for name, fee in fees.items()}


def load_settings() -> Settings:
    """The settings as they are set. Raises WrongSettings with one sentence that names each variable."""
    try:
        return Settings()
    except SettingsError as error:
        # Raised for what is not JSON; it names the field, and its cause the place in the text.
        name = next((field for field in ("service_fees", "gateway_fees") if field in str(error)), "")
        raise WrongSettings(f"Cannot start: ADAY_{name.upper()} is wrong: must be JSON.") from None
    except ValidationError as error:
        wrong = [
            f"ADAY_{str(problem['loc'][0]).upper()} "
            + (
                "is not set"
                if problem["type"] == "missing"
                else f"is wrong: {problem['msg'].removeprefix('Value error, ')}"
            )
            for problem in error.errors()
        ]
        raise WrongSettings("Cannot start: " + "; ".join(wrong) + ".") from None
