"""What a statement tells: a line for each payment with its charge and for each other movement, and the sums of all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, get_args

from checkout.core.posting_rules import BalanceEntry, EntryKind
from checkout.store.payments import PaidBy
from checkout.words import say
from language import Language, isolated
from money import Money

# A fee is told with its payment; one that stands alone was an adjustment.
_KINDS: Final = frozenset(get_args(EntryKind)) - {"fee"}
# What has a sum of its own; all else that moved the balance has one together.
_SUMMED: Final = ("payment", "refund", "payout")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line: a payment with its charge, or another movement."""

    moment: datetime
    words: str
    kind: str
    amount: Money
    fee: Money
    balance_after: Money
    paid_by: PaidBy | None = None
    done_by: str = ""
    """Which device or program gave the money back, or handed the goods over."""


def statement_lines(
    entries: Iterable[BalanceEntry],
    payers: Mapping[str, PaidBy],
    given_back_by: Mapping[tuple[str, datetime], str] | None = None,
) -> list[StatementLine]:
    """From the oldest on; the charge, which is the entry after its payment, goes into the payment's line."""
    refunders = given_back_by or {}
    lines: list[StatementLine] = []
    payment_id: str | None = None
    for entry in entries:
        if entry.kind == "fee" and lines and entry.payment_id == payment_id:
            last = lines[-1]
            lines[-1] = replace(last, fee=last.fee + entry.amount, balance_after=entry.balance_after)
            continue
        payment_id = entry.payment_id
        by = payers.get(entry.payment_id or "")
        words = " · ".join(isolated(word) for word in (by.name, by.method) if word) if by else ""
        done_by = by.handed_over_by if by and entry.kind == "payment" else ""
        if entry.kind == "refund" and entry.payment_id:
            done_by = refunders.get((entry.payment_id, entry.created_at), "")
        sums = (entry.amount, Money(0), entry.balance_after)
        lines.append(StatementLine(entry.created_at, words, entry.kind, *sums, by, done_by))
    return lines


def sums_of(lines: Sequence[StatementLine], closing: Money) -> list[tuple[str, Money]]:
    """What stood there before, what came and went, and what stands there: the reader can add it up."""

    def total(kind: str) -> Money:
        return Money(sum(line.amount.poisha for line in lines if line.kind == kind))

    moved = Money(sum(line.amount.poisha for line in lines))
    fees = Money(sum(line.fee.poisha for line in lines))
    came, back, out = (total(kind) for kind in _SUMMED)
    put_right = moved - came - back - out
    rows = [("opening", closing - moved - fees), ("in", came), ("fees", fees), ("back", back), ("out", out)]
    rows += [("adjusted", put_right)] if put_right else []
    return [*rows, ("closing", closing)]


def kind_of(line: StatementLine, language: Language) -> str:
    """What a line is called."""
    return say(language, f"stm.kind.{line.kind if line.kind in _KINDS else 'adjustment'}")
