"""Payloads as they are recorded beside each adapter's cases, each with its source beside it.

A payload that was changed from its source once hid for months that no real payment could be read. So what came from
elsewhere stays as it came, our own attempt's values are laid over it in the test that needs them, and
`<name>.source.json` says where it is from and what was changed.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

Kind = Literal["document", "public sample", "wild", "made up"]
KINDS: Final[tuple[str, ...]] = get_args(Kind)
HERE: Final = Path(__file__).parent
SOURCE_SUFFIX: Final = ".source.json"


@dataclass(frozen=True)
class Source:
    """Where a payload is from. `changed` names each field that is not as it came (`*` for all), and says how.

    `sha256` is that of the payload's bytes: whoever edits a payload has to look at its source again.
    """

    kind: Kind
    taken_from: str
    changed: Mapping[str, str]
    sha256: str


def reader(module: str, **ours: Mapping[str, Any]) -> "Reader":
    """For the folder `payloads` beside this module; `ours` is what is laid over a payload, by its name."""
    return Reader(Path(module).parent / "payloads", ours)


class Reader:
    """Reads a recorded payload, with some of its fields changed."""

    def __init__(self, folder: Path, ours: Mapping[str, Mapping[str, Any]]) -> None:
        self._folder, self._ours = folder, ours

    def __call__(self, name: str, **changed: Any) -> Any:
        payload, changed = as_it_came(self._folder / f"{name}.json"), {**self._ours.get(name, {}), **changed}
        if isinstance(payload, list):
            return [{**payload[0], **changed}]
        return {**payload, **changed}


def as_it_came(path: Path) -> Any:
    return json.loads(path.read_text())


def all_payloads() -> list[Path]:
    """Every recorded payload of every gateway."""
    found = sorted(HERE.glob("*/payloads/*"))
    return [path for path in found if not path.name.endswith(SOURCE_SUFFIX)]


def source_of(path: Path) -> Source:
    """Raises when there is none, or when it does not say enough."""
    told = json.loads(path.with_name(path.stem + SOURCE_SUFFIX).read_text())
    source = Source(**told)
    if source.kind not in KINDS or len(source.taken_from) < 10 or not all(source.changed.values()):
        raise ValueError(
            f"{path.name}: a source is one of {', '.join(KINDS)}, says where it is from and what was changed"
        )
    if source.kind == "made up" and not source.changed:
        raise ValueError(f"{path.name}: what is made up was changed from something")
    if source.sha256 != hashlib.sha256(path.read_bytes()).hexdigest():
        raise ValueError(f"{path.name} was edited: write what was changed into its source, and the new sha256")
    return source
