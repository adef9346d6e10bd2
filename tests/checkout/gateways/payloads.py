"""Payloads as they are recorded beside each adapter's cases."""

import json
from pathlib import Path
from typing import Any


def reader(module: str) -> "Reader":
    """For the folder `payloads` beside this module."""
    return Reader(Path(module).parent / "payloads")


class Reader:
    """Reads a recorded payload, with some of its fields changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str, **changed: Any) -> Any:
        payload = json.loads((self._folder / f"{name}.json").read_text())
        if isinstance(payload, list):
            return [{**payload[0], **changed}]
        return {**payload, **changed}
