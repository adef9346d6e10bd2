"""What a link looks like before it is opened: its title, its sentence, its picture."""

import hashlib
from dataclasses import dataclass
from typing import Final

from checkout.core.link import Link, LinkStatus
from checkout.core.merchant import Merchant
from checkout.words import say
from language import Language, isolated
from money import format_taka

# What WhatsApp and Facebook show whole.
WIDE, HIGH = 1200, 630
_WORDS: Final = {
    LinkStatus.PAID: "st.paid",
    LinkStatus.EXPIRED: "co.exp.title",
    LinkStatus.CANCELLED: "co.can.title",
    LinkStatus.PAUSED: "co.paused.title",
    LinkStatus.USED_UP: "co.used.title",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """All that is told of a link to whoever has not opened it; never a word of a payer."""

    merchant_name: str
    amount: str
    state: str
    paid: bool
    asks: str
    language: Language

    @property
    def title(self) -> str:
        """Shop, amount and state in one line, for readers without pictures."""
        return " · ".join(part for part in (isolated(self.merchant_name), self.amount, self.state) if part)

    @property
    def version(self) -> str:
        """Another one when the picture is another."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


def preview_of(link: Link, merchant: Merchant, status: LinkStatus, language: Language) -> Preview:
    return Preview(
        merchant_name=merchant.name,
        amount=format_taka(link.amount, language) if link.amount else "",
        state=say(language, _WORDS[status]) if status in _WORDS else "",
        paid=status is LinkStatus.PAID,
        asks="" if status in _WORDS else say(language, "co.preview"),
        language=language,
    )
