"""What an operator sets, from the environment (prefix ADAY_), a `.env` file or files of secrets."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final, Literal, Self

from pydantic import Field, SerializeAsAny, field_validator, model_validator

from checkout.core.fees import EVERY_METHOD, Rates
from checkout.core.methods import METHODS, Instrument
from checkout.gateways.registry import KINDS, make_routes, none_is_set_up, read_set_up
from checkout.gateways.settings import GatewaySettings
from checkout.notify.registry import ChannelSettings
from checkout.setting_types import (
    ColumnName,
    DialledNumber,
    FeeRate,
    Mail,
    Proxies,
    PublicAddress,
    SchemeTerms,
    ShownLine,
    ShownPage,
    WebAddress,
    WrongSettings,
    matching,
)
from checkout.setting_words import NotRead, read_settings
from checkout.store.addresses import database_address
from checkout.variables import PREFIX, nearest, read_variables
from language import DEFAULT, Language

_PUBLIC: Final = f"{PREFIX}PUBLIC_URL"
_NOWHERE: Final = "http://nowhere.invalid"


class Settings(ChannelSettings):
    """The hosted checkout's settings. Every field is `ADAY_` and its name in capitals."""

    database_url: str = Field(
        repr=False,
        description="`sqlite:////var/lib/aday/aday.db` or `postgresql://user:password@host/aday`; of a cluster every"
        " server, `postgresql://user:password@one,two,three/aday?target_session_attrs=read-write`",
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
    bangla_qr_terms: SchemeTerms | None = Field(
        None,
        description="What Bangla QR costs your shops and its limits, for quotes only: "
        '{"fee": {"basis_points": 50}, "day_most_poisha": 1000000, "as_of": "2026-07-01", "source": "…circular"}',
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

    def in_language(self, name: str, language: Language) -> str:
        """What the operator wrote in it, `support_hours` or `terms`; empty where nothing is written in it."""
        own = name if language == DEFAULT else f"{name}_{language}"
        return str(getattr(self, own, ""))

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

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        """Settings that are each right and together are not."""
        if self.listen_database_url and self.database_url.startswith("sqlite"):
            raise ValueError("ADAY_LISTEN_DATABASE_URL is wrong: ADAY_DATABASE_URL is a file, which needs none")
        if bool(self.support_hours) is not bool(self.support_hours_en):
            missing, there = ("", "_EN") if self.support_hours_en else ("_EN", "")
            raise ValueError(f"ADAY_SUPPORT_HOURS{missing} is not set, and ADAY_SUPPORT_HOURS{there} is")
        if self.support_hours and not self.support_phone:
            raise ValueError("ADAY_SUPPORT_PHONE is not set, and ADAY_SUPPORT_HOURS is")
        if self.terms_en and not self.terms:
            raise ValueError("ADAY_TERMS is not set, and ADAY_TERMS_EN is")
        if self.privacy_en and not self.privacy:
            raise ValueError("ADAY_PRIVACY is not set, and ADAY_PRIVACY_EN is")
        if self.settlement_ref_column == self.settlement_amount_column:
            raise ValueError("ADAY_SETTLEMENT_AMOUNT_COLUMN is wrong: it is the same as ADAY_SETTLEMENT_REF_COLUMN")
        return self


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
    """The settings for callers that work on the database alone: its address has to be set and nothing else.

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
    if set_up:
        make_routes(set_up, settings.routes)
    return settings.model_copy(update={"gateways": set_up, **({} if is_told else {"public_url": ""})})
