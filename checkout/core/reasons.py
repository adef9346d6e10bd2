"""Why a payment failed or waits for a person, as facts; the catalogs word them."""

from enum import StrEnum


class HoldReason(StrEnum):
    """What keeps the gateway's money from being credited by the rules."""

    RISK = "risk"
    """The gateway itself advises to keep the goods."""
    AMOUNT_DIFFERS = "amount_differs"
    """Another sum than the one that was asked for."""
    CURRENCY_DIFFERS = "currency_differs"
    FEE_UNKNOWN = "fee_unknown"
    """The money came, and neither the gateway nor a contract says what it cost."""
    GIVEN_BACK_ELSEWHERE = "given_back_elsewhere"
    """Paid once, and given back by somebody at the gateway, not by us."""
    ANOTHER_ATTEMPT = "another_attempt"
    """The gateway names it for another attempt, or under a name that is not ours."""
    UNREADABLE = "unreadable"
    """The gateway says that it has money, in an answer whose sums cannot be read."""


class FailureKind(StrEnum):
    """Why a payment failed: each has a sentence for payers, `co.fail.reason.<kind>`."""

    DECLINED = "declined"
    """No more is known than the gateway's own words say."""
    REJECTED = "rejected"
    """The operator looked into held money and will not credit it."""
    GATEWAY_DOWN = "gateway_down"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """The payer took longer than the gateway waits."""
    INSUFFICIENT = "insufficient"
    PIN = "pin"
    CODE = "code"
    ACCOUNT = "account"
    DUPLICATE = "duplicate"
    SHOP_BARRED = "shop_barred"
    LINK_ENDED = "link_ended"


def failure_named(kind: str) -> FailureKind:
    """The kind that an adapter names; none, or one without a sentence, is a plain refusal."""
    return FailureKind(kind) if kind in set(FailureKind) else FailureKind.DECLINED
