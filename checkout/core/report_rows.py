"""A settlement report as rows of cells, with the line on which each began. No input or output."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from language import plain_line, without_marks

# As spreadsheets and gateways separate cells; a file is read with the one under which its names are found.
_SEPARATORS: Final = (",", ";", "\t", "|")
# So a program says "text" to a spreadsheet, and so does our own CSV: docs/decisions/0031-files-for-spreadsheets.md.
_FORMULA_TEXT: Final = re.compile(r'="(.*)"', re.DOTALL)


class UnreadableReport(Exception):
    """The report is not what the settings say of it; the text says where, for the operator."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as they are seen, beginning on this line of the file or row of the sheet, from 1."""

    number: int
    cells: tuple[str, ...]

    @classmethod
    def of(cls, number: int, cells: Iterable[str]) -> "Row":
        return cls(number, tuple(map(_seen, cells)))

    def cell(self, place: int) -> str:
        """Empty where the row is shorter."""
        return self.cells[place] if place < len(self.cells) else ""


def places_of(row: Row, names: Sequence[str]) -> list[int] | None:
    """Where these names stand in the row; None unless each does. Raises UnreadableReport for one that stands twice."""
    found = [_where(row, name) for name in names]
    if not all(found):
        return None
    for name, places in zip(names, found, strict=True):
        if len(places) > 1:
            columns = " and ".join(str(place + 1) for place in places)
            raise UnreadableReport(f"line {row.number} has {name} twice, as columns {columns}; rename one of them")
    return [places[0] for places in found]


def names_missing(rows: Iterable[Row], names: Sequence[str]) -> UnreadableReport:
    """What to say where no row has all the names: what the row has that comes nearest, else the widest one."""
    nearest = max(rows, key=lambda row: (_count(row, names), sum(map(bool, row.cells))), default=Row(1, ()))
    missing = [name for name in names if not _where(nearest, name)] or names
    found = ", ".join(cell[:40] for cell in nearest.cells[:40] if cell) or "none"
    return UnreadableReport(f"the report has no column {' and no column '.join(missing)}; it has {found}")


def rows_of_text(text: str, names: Sequence[str]) -> list[Row]:
    """The rows of a CSV from the one with these names on, whatever separates its cells and stands above.

    Raises UnreadableReport where they are in none, and for a row that is not under its names.
    """
    lines = list(io.StringIO(text, newline=None))
    tried: list[Row] = []
    for separator in _SEPARATORS:
        rows = list(_rows(lines, separator, 1, strict=False))
        header = next((row for row in rows if places_of(row, names)), None)
        if header is not None:
            return _checked(_rows(lines[header.number - 1 :], separator, header.number, strict=True), len(header.cells))
        tried += rows
    raise names_missing(tried, names)


def _checked(rows: Iterator[Row], width: int) -> list[Row]:
    checked = []
    for row in rows:
        if any(row.cells[width:]):
            raise UnreadableReport(
                f"line {row.number} has {len(row.cells)} cells, and there are {width} names;"
                " a sum with commas must stand in quotation marks"
            )
        checked.append(row)
    return checked


def _rows(lines: Sequence[str], separator: str, first: int, *, strict: bool) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=strict)
    begins = first
    try:
        for cells in reader:
            if cells:
                yield Row.of(begins, cells)
            begins = first + reader.line_num
    except csv.Error as error:
        if strict:
            raise UnreadableReport(f"line {begins} cannot be split into cells: {error}") from error


def _seen(cell: str) -> str:
    """The cell without what nobody sees, and without what keeps a text a text."""
    text = plain_line(without_marks(cell))
    formula = _FORMULA_TEXT.fullmatch(text)
    return formula[1].replace('""', '"').strip() if formula else text.removeprefix("'")


def _where(row: Row, name: str) -> list[int]:
    """Letter for letter where it is so; else whatever its capitals."""
    wanted = " ".join(name.split())
    exact = [place for place, cell in enumerate(row.cells) if cell == wanted]
    return exact or [place for place, cell in enumerate(row.cells) if cell.casefold() == wanted.casefold()]


def _count(row: Row, names: Sequence[str]) -> int:
    return sum(bool(_where(row, name)) for name in names)
