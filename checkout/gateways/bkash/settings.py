"""What an operator sets for bKash."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from checkout.core.methods import Instrument
from checkout.gateways.base import Gateway, ProvedNotices, SeenMessages
from checkout.gateways.bkash.dialect import DialectName
from checkout.gateways.bkash.sns_topic import Topic
from checkout.gateways.settings import GatewayContext, GatewaySettings
from checkout.setting_types import Credential, FeeRate, HostAddress, SecretCredential, WebAddress


def _topic(arn: str) -> str:
    return Topic.of(arn).arn if arn else ""


class BkashSettings(GatewaySettings):
    """bKash's own checkout. The four credentials come from bKash at onboarding."""

    variable_prefix: ClassVar[str] = "ADAY_BKASH_"
    serves: ClassVar[frozenset[Instrument]] = frozenset(("bkash",))

    base_url: HostAddress = Field(description="The host, sandbox or live")
    username: Credential = Field(min_length=1)
    password: SecretCredential = Field(min_length=1)
    app_key: Credential = Field(min_length=1, max_length=100)
    app_secret: SecretCredential = Field(min_length=1)
    fee: FeeRate = Field(description='What bKash takes by your contract: {"basis_points": 150}. No answer of it tells')
    first_ask_seconds: float = Field(
        120, gt=0, le=3600, description="How long a payer is left alone on bKash's page before we ask about them"
    )
    timeout_seconds: float = Field(30, gt=0, le=60, description="bKash's rule: 30")
    dialect: DialectName = Field("v1.2.0-beta", description="How bKash has set you up: v1.2.0-beta, or v2")
    refund_dialect: DialectName = Field(
        "v1.2.0-beta", description="At which addresses refunds are asked; those of v1.2.0-beta serve v2 too"
    )
    topic_arn: Annotated[str, AfterValidator(_topic)] = Field(
        "",
        max_length=256,
        description="The topic of bKash's notices, if it sends you any: arn:aws:sns:…; else none are taken",
    )

    sns_url: WebAddress = Field(
        "",
        max_length=256,
        description="Who signs those notices instead of Amazon, such as a stand-in; in production leave it empty",
    )

    def make_notices(self, context: GatewayContext, seen: SeenMessages) -> ProvedNotices | None:
        if not self.topic_arn:
            return None
        from checkout.gateways.bkash.sns_receiver import SnsReceiver
        from checkout.gateways.bkash.topic_notices import TopicNotices

        topic = Topic.of(self.topic_arn, self.sns_url)
        return TopicNotices(SnsReceiver(context.client, topic, seen, context.clock, self.timeout_seconds))

    def unwise(self) -> str:
        told = "ADAY_BKASH_SNS_URL is set: whoever answers there can say, in Amazon's place, that links are paid."
        return f"{told} Leave it empty." if self.sns_url else ""

    def make(self, context: GatewayContext) -> Gateway:
        from checkout.gateways.bkash.adapter import Account, Bkash

        account = Account(
            base_url=self.base_url,
            username=self.username,
            password=self.password.get_secret_value(),
            app_key=self.app_key,
            app_secret=self.app_secret.get_secret_value(),
            contract=self.fee.rate,
            patience_seconds=self.first_ask_seconds,
            timeout_seconds=self.timeout_seconds,
            dialect=self.dialect,
            refund_dialect=self.refund_dialect,
            topic_arn=self.topic_arn,
        )
        return Bkash(context.client, context.token_store, context.capture_guard, account)
