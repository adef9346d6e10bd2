"""A gateway's settlement report held against our own payments. No input or output."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from checkout.core.report_rows import Row, UnreadableReport, names_missing, places_of, rows_of_text
from language import latin_digits, plain_line
from money import Money, NotMoney, parse_money, parse_signed

_NOUGHTS: Final = re.compile(r"(\.[0-9]{2})0+(?![0-9])")
_DIGITS: Final = re.compile("[0-9]+")
_BELOW_ZERO: Final = re.compile(r"\((.+)\)")
_TOTAL: Final = re.compile(
    r"((grand|net|sub|page|overall)[- ]?)?totals?( (amount|sum|paid|settled|payable))?[ :=]*"
    r"(\(.*\)|[0-9]+ ?(transactions?|payments?)?)?|sum:?|(সর্ব|উপ)?মোট.*",
    re.IGNORECASE,
)
# What a spreadsheet leaves of a reference that it took for something else.
_NO_REFERENCE: Final = {
    "a number": re.compile(r"[-+]?[0-9]+([.,][0-9]+)?E[-+][0-9]+|[0-9]+\.0+", re.IGNORECASE),
    "a date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?"),
    "a formula": re.compile(r"#(N/A|NAME\?|REF!|VALUE!|DIV/0!|NUM!|NULL!|#+)"),
}


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
    cut: tuple[tuple[Line, Line], ...] = ()
    """Of those that only one has: the gateway's line and ours that a spreadsheet can have made it of."""

    @property
    def agrees(self) -> bool:
        return not (self.only_theirs or self.only_ours or self.differing or self.repeated)


@dataclass(frozen=True, slots=True)
class Report:
    """The payments of a report, and each line that was taken for none, in words."""

    lines: list[Line]
    others: list[str]


def read_report(lines: Iterable[str], columns: Columns) -> list[Line]:
    """The payments of a CSV report. Raises UnreadableReport."""
    text = "\n".join(line.rstrip("\r\n") for line in lines)
    return read_rows(rows_of_text(text, (columns.ref, columns.amount)), columns).lines


def read_rows(rows: Sequence[Row], columns: Columns) -> Report:
    """The payments in these rows, below the one with the columns' names; the names may come again.

    Raises UnreadableReport for a missing column, a sum or a reference that is none, and a sum without a reference.
    """
    names = (columns.ref, columns.amount)
    places: list[int] | None = None
    report = Report([], [])
    last = max((row.number for row in rows if any(row.cells)), default=0)
    for row in rows:
        places_here = places_of(row, names)
        if places_here is not None:
            places = places_here
        elif places is not None and any(row.cells):
            ref, amount = row.cell(places[0]), row.cell(places[1])
            if _is_no_payment(row, ref, amount, report, is_last=row.number == last):
                report.others.append(_words(row, amount, report))
            elif not ref:
                raise UnreadableReport(
                    f"line {row.number} has {amount!r} as its {columns.amount}, but no {columns.ref}"
                )
            else:
                report.lines.append(Line(_ref(row, ref, columns.ref), _amount(row, amount, columns.amount)))
    if places is None:
        raise names_missing(rows, names)
    return report


def compare(theirs: Iterable[Line], ours: Iterable[Line]) -> Comparison:
    """What the gateway has and we do not, the reverse, and where the amounts differ."""
    reported = list(theirs)
    counted = Counter(line.ref for line in reported)
    their_lines = {line.ref: line for line in reported}
    our_lines = {line.ref: line for line in ours}
    both = sorted(their_lines.keys() & our_lines.keys())
    differing = [ref for ref in both if their_lines[ref].amount != our_lines[ref].amount]
    left = {
        _as_number(ref): our_lines[ref]
        for ref in sorted(our_lines.keys() - their_lines.keys())
        if _DIGITS.fullmatch(ref)
    }
    cut = [(their_lines[ref], left[ref]) for ref in sorted(their_lines.keys() - our_lines.keys()) if ref in left]
    return Comparison(
        agreed_count=len(both) - len(differing),
        only_theirs=tuple(their_lines[ref] for ref in sorted(their_lines.keys() - our_lines.keys())),
        only_ours=tuple(our_lines[ref] for ref in sorted(our_lines.keys() - their_lines.keys())),
        differing=tuple((their_lines[ref], our_lines[ref]) for ref in differing),
        repeated=tuple(sorted(ref for ref, count in counted.items() if count > 1)),
        cut=tuple(cut),
    )


def _as_number(ref: str) -> str:
    """What a spreadsheet leaves of digits that it takes for a number: no noughts before, and 15 digits that tell."""
    number = ref.lstrip("0")
    return number[:15] + "0" * len(number[15:])


def _is_no_payment(row: Row, ref: str, amount: str, report: Report, *, is_last: bool) -> bool:
    """A total, by its name or as the last line that adds up the others; or a note, which names no sum."""
    if ref:
        return _TOTAL.fullmatch(ref) is not None
    if not amount or any(map(_TOTAL.fullmatch, row.cells)):
        return True
    return is_last and len(report.lines) > 1 and _read(amount) == _sum(report)


def _words(row: Row, amount: str, report: Report) -> str:
    said = f"line {row.number}: {plain_line(', '.join(filter(None, row.cells)))[:120]}"
    total = _read(amount)
    if total is None or total == _sum(report):
        return said
    return f"{said} (the payments above it add up to {_sum(report).decimal_text})"


def _sum(report: Report) -> Money:
    return Money(sum(line.amount.poisha for line in report.lines))


def _ref(row: Row, ref: str, column: str) -> str:
    kind = next((kind for kind, looks in _NO_REFERENCE.items() if looks.fullmatch(ref)), None)
    if kind is None:
        return ref
    raise UnreadableReport(
        f"line {row.number} has {ref!r} as its {column}: the column was saved as {kind}, and what was there is lost;"
        " take the file as the gateway gave it, or make the column text before it is filled"
    )


def _amount(row: Row, amount: str, column: str) -> Money:
    money = _read(amount)
    if money is None:
        raise UnreadableReport(f"line {row.number} has {_shown(amount)} as its {column}, which is no sum")
    return money


def _shown(text: str) -> str:
    return "nothing" if not text else repr(text if len(text) <= 60 else f"{text[:60]}…")


def _read(text: str) -> Money | None:
    """The sum, which may be one below zero as accountants write it: (12.50)."""
    # Reports write as many decimals as their program has: only those that are more than noughts are parts of a poisha.
    plain = _NOUGHTS.sub(r"\1", latin_digits(text))
    inner = _BELOW_ZERO.fullmatch(plain)
    try:
        return -parse_money(inner[1]) if inner else parse_signed(plain)
    except NotMoney:
        return None
