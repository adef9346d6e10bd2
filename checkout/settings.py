"""What an operator sets, from the environment (prefix ADAY_), a `.env` file or files of secrets."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, SecretStr, SerializeAsAny, field_validator
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from checkout.core.fees import EVERY_METHOD, Rates
from checkout.core.methods import METHODS, Instrument
from checkout.gateways.registry import KINDS, make_routes, none_is_set_up, read_set_up
from checkout.gateways.settings import GatewaySettings
from checkout.notify.sms import SmsFormat
from checkout.setting_types import (
    CallAddress,
    ColumnName,
    Credential,
    DialledNumber,
    FeeRate,
    Headers,
    HostAddress,
    HostName,
    Mail,
    Proxies,
    PublicAddress,
    SecretCredential,
    Sender,
    ShownLine,
    ShownPage,
    WebAddress,
    WrongSettings,
    matching,
)
from checkout.setting_words import NotRead, read_settings
from checkout.variables import PREFIX, nearest, read_variables

_PUBLIC: Final = f"{PREFIX}PUBLIC_URL"
_NOWHERE: Final = "http://nowhere.invalid"
_PLACES: Final = ("phone", "msisdn", "text")


class Settings(BaseModel):
    """The hosted checkout's settings. Every field is `ADAY_` and its name in capitals."""

    database_url: str = Field(
        repr=False, description="`sqlite:////var/lib/aday/aday.db` or `postgresql://user:password@host/aday`"
    )
    listen_database_url: str = Field(
        "",
        repr=False,
        description="PostgreSQL's own address, where `ADAY_DATABASE_URL` is a PgBouncer's that pools by transaction",
    )
    public_url: PublicAddress = Field(description="Where payers and gateways reach us, without a path")
    gateways: dict[str, SerializeAsAny[GatewaySettings]] = Field(
        default_factory=dict, description="Those that are set up; each has variables of its own"
    )
    routes: dict[Instrument, list[str]] = Field(
        default_factory=dict,
        description='Which gateways serve which way to pay, first one first: {"bkash": ["bkash", "sslcommerz"]}',
    )
    sms_backend: Literal["console", "http"] = Field(
        "console", description="How text messages are sent: printed here, or by a provider's HTTP call"
    )
    sms_url: CallAddress = Field("", repr=False, description="The provider's address for one message")
    sms_method: Literal["GET", "POST"] = Field("POST", description="How it is called")
    sms_format: SmsFormat = Field("json", description="How it is told: `json`, `form` or `query`")
    sms_body: dict[str, Any] = Field(
        default_factory=lambda: {"to": "{msisdn}", "message": "{text}"},
        repr=False,
        description="What it is told, as JSON; `{msisdn}` is 8801712345678, `{phone}` 01712345678, `{text}` the text",
    )
    sms_headers: Headers = Field(default_factory=dict, repr=False, description="Headers it wants, as JSON")
    sms_success: str = Field("", description="What its answer contains when it took the message")
    sms_success_field: str = Field(
        "",
        description="Where its JSON answer must say exactly that: `status`, `messages.0.code`; empty: anywhere in it",
    )
    smtp_host: HostName = Field("", description="The server that takes our e-mail to a shop's staff; empty for none")
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_user: Credential = Field("", description="Who we are there")
    smtp_password: SecretCredential = Field(
        SecretStr(""), description="With it the line is encrypted, or nothing is sent"
    )
    smtp_sender: Sender = Field("", description="From whom our e-mail comes: aday@example.com")
    telegram_token: Annotated[
        SecretStr, matching(r"|[0-9]+:[A-Za-z0-9_-]+", "must be a bot's token, like 123456:AbC-dEf")
    ] = Field(SecretStr(""), description="The bot that tells a shop's staff; empty for none")
    telegram_base_url: HostAddress = Field("https://api.telegram.org", description="Where Telegram takes messages")
    payer_email_fallback: Mail = Field("payer@aday.example", description="Sent to gateways that insist on an e-mail")
    gateway_timeout_seconds: float = Field(15, gt=0, le=60)
    reconcile_first_seconds: float = Field(5, gt=0, le=3600, description="Pause before we first ask ourselves")
    service_fees: dict[str, FeeRate] = Field(
        default_factory=dict,
        description='Our own fee by method, `*` for all others: {"*": {"basis_points": 50, "least_poisha": 100}}',
    )
    gateway_fees: dict[str, FeeRate] = Field(
        default_factory=dict, description="What the gateway's contract says it takes, for quotes only; as above"
    )
    settlement_ref_column: ColumnName = Field(
        "bank_tran_id", description="What a settlement report calls the gateway's reference of a payment"
    )
    settlement_amount_column: ColumnName = Field("amount", description="What it calls the amount that the payer paid")
    refund_returns_fee: bool = Field(
        False, description="Whether the gateway gives its fee back with a refund, in proportion; else the shop bears it"
    )
    require_email: bool = Field(False, description="Every payer must give an e-mail address")
    require_address: bool = Field(False, description="Every payer must give an address")
    payer_details_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="After so many days payers' names, phones, e-mails and addresses are erased; 0 keeps them",
    )
    android_app: Annotated[
        str,
        matching(
            r"|[A-Za-z0-9_.]+/[0-9A-F]{2}(:[0-9A-F]{2}){31}",
            "must be a package, a slash and 32 bytes like bd.aday.aday/AB:CD:…, in capitals",
        ),
    ] = Field(
        "",
        description="Which Android app opens our addresses: `package/SHA-256 of its certificate`",
    )
    ios_app: Annotated[
        str, matching(r"|[0-9A-Z]{10}\.[A-Za-z0-9.-]+", "must be ten signs of the team, a dot and the bundle")
    ] = Field("", description="Which iOS app opens receipts: `team.bundle`")
    api_calls_per_minute: int = Field(
        600,
        ge=60,
        le=1_000_000,
        description="What one device may ask of the API, at all workers together; more is refused with 429",
    )
    payout_code_minutes: int = Field(
        15,
        ge=0,
        le=43_200,
        description="For so long after a one-time code a device may ask for payouts without another; 0 asks each time",
    )
    payout_within_hours: int = Field(
        48,
        ge=1,
        le=720,
        description="In so many hours after it was asked for a payout is sent; the shop reads by when that is",
    )
    refund_within_days: int = Field(
        10,
        ge=0,
        le=90,
        description="In so many days after it was asked for a payer has a refund, as your gateways' contracts say; "
        "the shop reads by when that is. 0 tells no day",
    )
    hold_within_hours: int = Field(
        0,
        ge=0,
        le=720,
        description="In so many hours you look into held money; payers and shops read it; 0 promises them nothing",
    )
    support_phone: DialledNumber = Field(
        "", description="Whom shopkeepers call for help, in their app: 01712345678, 09612345678 or 16247"
    )
    support_hours: ShownLine = Field("", description="When somebody answers there, in Bangla")
    support_hours_en: ShownLine = Field("", description="The same in English")
    app_url: WebAddress = Field(
        "", description="Where shopkeepers open the app: told at our bare address, as https://app.example.com"
    )
    terms: ShownPage = Field(
        "",
        description="Your terms, for the page `/terms`: plain text in a file that `ADAY_TERMS_FILE` names, read at the"
        " start. A blank line ends a paragraph, `# ` begins a heading; without it the page says what this program does",
    )
    terms_en: ShownPage = Field("", description="The same in English; without it the other is shown")
    privacy: ShownPage = Field("", description="How you keep what payers type, for the page `/privacy`; written alike")
    privacy_en: ShownPage = Field("", description="The same in English; without it the other is shown")
    log_style: Literal["json", "people"] = Field(
        "json",
        description="What is logged: every event as a line of JSON, or warnings alone in words, as the demo does",
    )
    trusted_proxies: Proxies = Field("", description="Addresses of our own proxies, whose X-Forwarded-For is believed")
    demo: bool = Field(False, description="Show one-time codes on the sign-in screen. Never in production")

    @property
    def remember_payers(self) -> timedelta | None:
        return timedelta(days=self.payer_details_days) if self.payer_details_days else None

    @property
    def payout_code_good_for(self) -> timedelta:
        return timedelta(minutes=self.payout_code_minutes)

    @property
    def payout_within(self) -> timedelta:
        return timedelta(hours=self.payout_within_hours)

    @property
    def refund_within(self) -> timedelta | None:
        return timedelta(days=self.refund_within_days) if self.refund_within_days else None

    @property
    def service_rates(self) -> Rates:
        return _rates(self.service_fees)

    @property
    def gateway_rates(self) -> Rates:
        return _rates(self.gateway_fees)

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        return database_address(value)

    @field_validator("listen_database_url")
    @classmethod
    def _listening(cls, value: str) -> str:
        address = database_address(value) if value else ""
        if address.startswith("sqlite"):
            raise ValueError("must be a PostgreSQL server's, postgresql://…")
        return address

    @field_validator("service_fees", "gateway_fees")
    @classmethod
    def _of_methods(cls, value: dict[str, FeeRate]) -> dict[str, FeeRate]:
        """A fee of a method that nobody pays by would be charged to nobody."""
        known = {name.casefold() for name in (*METHODS, EVERY_METHOD)}
        named: set[str] = set()
        for name in value:
            if name.casefold() not in known:
                raise ValueError(f"{name[:40]} is no way to pay{nearest(name, METHODS)}; * is for all others")
            if name.casefold() in named:
                raise ValueError(f"{name} stands twice in it")
            named.add(name.casefold())
        return value

    @field_validator("sms_body")
    @classmethod
    def _tells_the_text(cls, value: dict[str, Any]) -> dict[str, Any]:
        places = set(re.findall(r"\{(\w+)\}", json.dumps(list(_texts(value)), ensure_ascii=False)))
        for place in sorted(places - set(_PLACES)):
            raise ValueError(f"{{{place[:40]}}} stands for nothing{nearest(place, _PLACES)}")
        if "text" not in places:
            raise ValueError("has no {text} in it, so messages would be empty")
        if not places & {"phone", "msisdn"}:
            raise ValueError("has neither {msisdn} nor {phone} in it, so messages would reach nobody")
        return value


def database_address(value: str) -> str:
    """A database's address as the engine takes it. Raises ValueError with a sentence."""
    scheme, _, rest = value.partition("://")
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return _postgresql(f"postgresql+psycopg://{rest}")
    file = value.removeprefix("sqlite:///")
    if file == value or file in ("", ":memory:", "/"):
        raise ValueError("must name a file, sqlite:////var/lib/aday/aday.db, or a server, postgresql://…")
    if "?" in file or file.startswith(("~", "file:")) or not file.isprintable():
        raise ValueError("must name a file by its plain path, sqlite:////var/lib/aday/aday.db")
    return value


def _postgresql(url: str) -> str:
    try:
        found = make_url(url)
    except (ValueError, ArgumentError):
        # Its own words hold the address, and with it the password.
        raise ValueError(
            "must be like postgresql://user:password@host:5432/aday, with %40 for @ and %2F for / in the password"
        ) from None
    if any(sign.isspace() or not sign.isprintable() for sign in url):
        raise ValueError("must have no space in it")
    if found.port is not None and not 0 < found.port < 65536:
        raise ValueError("must have a port from 1 to 65535, or none")
    if not (found.database or found.host or found.query):
        raise ValueError("must name a database, like postgresql://user:password@host/aday")
    if "@" in (found.host or ""):
        raise ValueError("must have %40 for @ in the user and the password")
    return url


def _texts(template: Any) -> Iterator[str]:
    """The texts of an SMS body that are filled: values, at any depth."""
    if isinstance(template, str):
        yield template
    elif isinstance(template, Mapping):
        for value in template.values():
            yield from _texts(value)
    elif isinstance(template, list):
        for value in template:
            yield from _texts(value)


def _rates(fees: dict[str, FeeRate]) -> Rates:
    return {name: fee.rate for name, fee in fees.items()}


def known_variables() -> list[str]:
    """The name of every variable that means something."""
    ours = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields if name != "gateways"]
    theirs = [f"{kind.variable_prefix}{name.upper()}" for kind in KINDS.values() for name in kind.model_fields]
    return [*ours, *theirs]


def load_settings() -> Settings:
    """The settings as they are set. Raises WrongSettings with one sentence that names each variable."""
    return _load_or_sentence(needs_gateways=True)


def load_settings_for_the_books() -> Settings:
    """The settings for whoever works on the database alone: its address has to be set and nothing else.

    `public_url` is empty where none is set. Raises WrongSettings for what is set and wrong.
    """
    return _load_or_sentence(needs_gateways=False)


def _load_or_sentence(*, needs_gateways: bool) -> Settings:
    try:
        return _load(read_variables(known_variables()), needs_gateways=needs_gateways)
    except WrongSettings as error:
        raise WrongSettings(f"Cannot start: {error}.") from None


def _load(variables: Mapping[str, str], *, needs_gateways: bool) -> Settings:
    wrong: list[str] = []
    settings, set_up = None, None
    is_told = needs_gateways or _PUBLIC in variables
    try:
        settings = read_settings(Settings, PREFIX, variables if is_told else {**variables, _PUBLIC: _NOWHERE})
    except NotRead as error:
        wrong += error.wrong
    try:
        set_up = read_set_up(variables)
    except WrongSettings as error:
        wrong.append(str(error))
    if set_up is not None and not set_up and needs_gateways:
        wrong.append(none_is_set_up())
    if settings is None or set_up is None or wrong:
        raise WrongSettings("; ".join(wrong))
    _refuse_what_does_not_go_together(settings)
    if set_up:
        make_routes(set_up, settings.routes)
    return settings.model_copy(update={"gateways": set_up, **({} if is_told else {"public_url": ""})})


def _refuse_what_does_not_go_together(settings: Settings) -> None:
    """Settings that are each right and together are not. Raises WrongSettings."""
    if settings.sms_backend == "http" and not settings.sms_url:
        raise WrongSettings("ADAY_SMS_URL is not set, and ADAY_SMS_BACKEND is http")
    if settings.sms_format != "json" and any(isinstance(one, dict | list) for one in settings.sms_body.values()):
        raise WrongSettings(
            f"ADAY_SMS_BODY is wrong: with ADAY_SMS_FORMAT {settings.sms_format} it may hold no {{ }} and no [ ] inside"
        )
    if settings.sms_success_field and not settings.sms_success:
        raise WrongSettings("ADAY_SMS_SUCCESS is not set, and ADAY_SMS_SUCCESS_FIELD is")
    if settings.listen_database_url and settings.database_url.startswith("sqlite"):
        raise WrongSettings("ADAY_LISTEN_DATABASE_URL is wrong: ADAY_DATABASE_URL is a file, which needs none")
    if settings.smtp_host and not settings.smtp_sender:
        raise WrongSettings("ADAY_SMTP_SENDER is not set, and ADAY_SMTP_HOST is")
    if bool(settings.smtp_user) is not bool(settings.smtp_password.get_secret_value()):
        missing, there = ("PASSWORD", "USER") if settings.smtp_user else ("USER", "PASSWORD")
        raise WrongSettings(f"ADAY_SMTP_{missing} is not set, and ADAY_SMTP_{there} is")
    if bool(settings.support_hours) is not bool(settings.support_hours_en):
        missing, there = ("", "_EN") if settings.support_hours_en else ("_EN", "")
        raise WrongSettings(f"ADAY_SUPPORT_HOURS{missing} is not set, and ADAY_SUPPORT_HOURS{there} is")
    if settings.support_hours and not settings.support_phone:
        raise WrongSettings("ADAY_SUPPORT_PHONE is not set, and ADAY_SUPPORT_HOURS is")
    for name in ("terms", "privacy"):
        if getattr(settings, f"{name}_en") and not getattr(settings, name):
            raise WrongSettings(f"ADAY_{name.upper()} is not set, and ADAY_{name.upper()}_EN is")
    if settings.settlement_ref_column == settings.settlement_amount_column:
        raise WrongSettings("ADAY_SETTLEMENT_AMOUNT_COLUMN is wrong: it is the same as ADAY_SETTLEMENT_REF_COLUMN")
