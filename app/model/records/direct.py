"""Money at the shop's own account: told of by a server, or seen by the shop in its bank's app."""

from dataclasses import dataclass
from datetime import datetime

from app.model.documents import Doc, any_text, moment_of, money_of, text_of
from money import Money


@dataclass(frozen=True, slots=True)
class DirectRecord:
    """One such sum. It is in no balance, and what was only seen pays nothing."""

    id: str
    kind: str
    """`told`, `seen`, or `page`: told of, and counted where a page took it."""
    amount: Money
    trx_id: str
    link_id: str
    """Empty while nobody knows for which link it came."""
    payment_id: str
    came_at: datetime

    @property
    def waits(self) -> bool:
        """Whether the shop has to say for which link it came."""
        return self.kind == "told" and not self.payment_id


def read_direct(doc: Doc) -> DirectRecord:
    return DirectRecord(
        id=text_of(doc, "id"),
        kind=text_of(doc, "kind"),
        amount=money_of(doc, "amount"),
        trx_id=any_text(doc, "trx_id"),
        link_id=any_text(doc, "link_id"),
        payment_id=any_text(doc, "payment_id"),
        came_at=moment_of(doc, "came_at"),
    )
