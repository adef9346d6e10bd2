"""By what channels this installation can tell, and the sentence that it tells."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

from checkout.core.outlet import Delivery, Kind
from checkout.notify.email import Smtp
from checkout.notify.sms import SmsSender
from checkout.words import say
from language import Language, method_name
from money import Money, format_taka


@dataclass(frozen=True, slots=True)
class Channels:
    """By what channels this installation can tell; a channel that is not set up is None."""

    client: httpx.AsyncClient
    sms: SmsSender
    mail: Smtp | None
    telegram_url: str | None
    """The address of one bot, its token in it."""
    anywhere: bool
    """A demo may call its own machine."""

    def can(self, kind: Kind) -> bool:
        """Whether the channel is set up."""
        return {Kind.EMAIL: self.mail is not None, Kind.TELEGRAM: self.telegram_url is not None}.get(kind, True)


def notice(delivery: Delivery) -> str:
    """One sentence for the staff, in the shop's language. Who paid stays in the app."""
    payment: dict[str, Any] = json.loads(delivery.data)
    language: Language = "en" if delivery.language == "en" else "bn"
    facts = {
        "shop": delivery.shop_name,
        "amount": format_taka(Money(payment["amount"]), language),
        "refunded": format_taka(Money(payment["refunded"]), language),
        "method": method_name(payment["method"] or payment["gateway"], language),
        "ref": payment["gateway_ref"],
    }
    return say(language, f"notice.{delivery.event_type}", **facts)
