"""What the code logs while a test looks."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog

Line = MutableMapping[str, Any]


@contextmanager
def logged() -> Iterator[list[Line]]:
    """Every line that is logged meanwhile, by whatever thread."""
    said: list[Line] = []

    def note(_: Any, level: str, line: Line) -> Line:
        said.append({**line, "level": level})
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[note], wrapper_class=structlog.BoundLogger)
    try:
        yield said
    finally:
        structlog.configure(**before)
