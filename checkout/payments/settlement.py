"""A gateway's settlement report held against our own payments. No input or output."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from language import latin_digits
from money import Money, NotMoney, parse_signed

_NOUGHTS: Final = re.compile(r"(\.[0-9]{2})0+(?![0-9])")


class UnreadableReport(Exception):
    """The report is not what the settings say of it; the text says where, for the operator."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the report calls its columns. `ref` holds the gateway's own reference of a payment."""

    ref: str
    amount: str


@dataclass(frozen=True, slots=True)
class Line:
    """One payment as somebody has it: the gateway in its report, or we in our books."""

    ref: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where the two differ, each sorted by reference; all empty when they agree."""

    agreed_count: int
    only_theirs: tuple[Line, ...]
    only_ours: tuple[Line, ...]
    differing: tuple[tuple[Line, Line], ...]
    """The gateway's line and ours, with another amount."""
    repeated: tuple[str, ...]
    """References that the report has more than once."""

    @property
    def agrees(self) -> bool:
        return not (self.only_theirs or self.only_ours or self.differing or self.repeated)


def read_report(lines: Iterable[str], columns: Columns) -> list[Line]:
    """The payments of a CSV report. Raises UnreadableReport for a missing column or a sum that is none."""
    reader = csv.DictReader(lines, skipinitialspace=True)
    names = [(name or "").strip() for name in reader.fieldnames or ()]
    reader.fieldnames = names
    missing = [name for name in (columns.ref, columns.amount) if name not in names]
    if missing:
        found = ", ".join(names) or "none"
        raise UnreadableReport(f"the report has no column {' and no column '.join(missing)}; it has {found}")
    return [
        Line(ref, _amount(row, columns.amount, number))
        for number, row in enumerate(reader, start=2)
        if (ref := (row[columns.ref] or "").strip())
    ]


def compare(theirs: Iterable[Line], ours: Iterable[Line]) -> Comparison:
    """What the gateway has and we do not, the reverse, and where the amounts differ."""
    reported = list(theirs)
    counted = Counter(line.ref for line in reported)
    their_lines = {line.ref: line for line in reported}
    our_lines = {line.ref: line for line in ours}
    both = sorted(their_lines.keys() & our_lines.keys())
    differing = [ref for ref in both if their_lines[ref].amount != our_lines[ref].amount]
    return Comparison(
        agreed_count=len(both) - len(differing),
        only_theirs=tuple(their_lines[ref] for ref in sorted(their_lines.keys() - our_lines.keys())),
        only_ours=tuple(our_lines[ref] for ref in sorted(our_lines.keys() - their_lines.keys())),
        differing=tuple((their_lines[ref], our_lines[ref]) for ref in differing),
        repeated=tuple(sorted(ref for ref, count in counted.items() if count > 1)),
    )


def _amount(row: Mapping[str, str | None], column: str, number: int) -> Money:
    # Reports write as many decimals as their program has: only those that are more than noughts are parts of a poisha.
    text = _NOUGHTS.sub(r"\1", latin_digits(row[column] or ""))
    try:
        return parse_signed(text)
    except NotMoney as error:
        raise UnreadableReport(f"line {number} has {row[column]!r} as its {column}, which is no sum") from error
