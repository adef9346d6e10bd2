"""What a measurement says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, what it may be, what it was."""

    what: str
    limit: str
    found: str
