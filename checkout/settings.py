"""What an operator sets, from the environment (prefix ADAY_) or a `.env` file."""

from datetime import timedelta
from typing import Any, Literal

from pydantic import Field, SecretStr, SerializeAsAny, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from checkout.gateways.registry import load_set_up, make_routes
from checkout.gateways.setup import GatewaySettings
from checkout.payments.fees import Rates
from checkout.payments.methods import Way
from checkout.setting_types import FeeRate, HostAddress, WrongSettings, sentences
from checkout.sms import SmsFormat


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
    sms_backend: Literal["console", "http"] = Field(
        "console", description="How text messages are sent: printed here, or by a provider's HTTP call"
    )
    sms_url: str = Field("", description="The provider's address for one message")
    sms_method: Literal["GET", "POST"] = Field("POST", description="How it is called")
    sms_format: SmsFormat = Field("json", description="How it is told: `json`, `form` or `query`")
    sms_body: dict[str, Any] = Field(
        default_factory=lambda: {"to": "{msisdn}", "message": "{text}"},
        repr=False,
        description="What it is told, as JSON; `{msisdn}` is 8801712345678, `{phone}` 01712345678, `{text}` the text",
    )
    sms_headers: dict[str, str] = Field(default_factory=dict, repr=False, description="Headers it wants, as JSON")
    sms_success: str = Field("", description="What its answer contains when it took the message")
    smtp_host: str = Field("", description="The server that takes our e-mail to a shop's staff; empty for none")
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_user: str = Field("", description="Who we are there")
    smtp_password: SecretStr = Field(SecretStr(""), description="With it the line is encrypted, or nothing is sent")
    smtp_sender: str = Field("", description="From whom our e-mail comes: aday@example.com")
    telegram_token: SecretStr = Field(SecretStr(""), description="The bot that tells a shop's staff; empty for none")
    telegram_base_url: HostAddress = Field("https://api.telegram.org", description="Where Telegram takes messages")
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
    payer_details_days: int = Field(
        0, ge=0, description="After so many days payers' names, phones, e-mails and addresses are erased; 0 keeps them"
    )
    android_app: str = Field(
        "",
        pattern=r"^$|^[\w.]+/[0-9A-F]{2}(:[0-9A-F]{2}){31}$",
        description="Which Android app opens our addresses: `package/SHA-256 of its certificate`",
    )
    ios_app: str = Field(
        "", pattern=r"^$|^[0-9A-Z]{10}\.[\w.-]+$", description="Which iOS app opens receipts: `team.bundle`"
    )
    api_calls_per_minute: int = Field(
        600, ge=60, description="What one device may ask of the API, at all workers together; more is refused with 429"
    )
    trusted_proxies: str = Field("", description="Addresses of our own proxies, whose X-Forwarded-For is believed")
    demo: bool = Field(False, description="Show one-time codes on the sign-in screen. Never in production")

    @property
    def remember_payers(self) -> timedelta | None:
        return timedelta(days=self.payer_details_days) if self.payer_details_days else None

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
    if settings.sms_backend == "http" and not settings.sms_url:
        raise WrongSettings("Cannot start: ADAY_SMS_URL is not set, and ADAY_SMS_BACKEND is http.")
    if settings.smtp_host and not settings.smtp_sender:
        raise WrongSettings("Cannot start: ADAY_SMTP_SENDER is not set, and ADAY_SMTP_HOST is.")
    try:
        make_routes(set_up, settings.routes)
    except WrongSettings as error:
        raise WrongSettings(f"Cannot start: {error}.") from None
    return settings.model_copy(update={"gateways": set_up})
