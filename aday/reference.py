"""The reference of every setting, made from the classes that read them, as docs/configuration.md: `make reference`."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from checkout.gateways.registry import KINDS
from checkout.settings import Settings

_HEAD = """# Settings

Each is a variable of the environment, or a line of a file `.env` in the folder where `aday` is started. What is JSON is
written as JSON: `ADAY_ROUTES='{"bkash": ["bkash", "sslcommerz"]}'`. What is missing or wrong is told in one sentence at
the start, and `aday doctor` tells what is set but unwise. This page is made from the code by `make reference`.
"""
# Not a variable: each gateway has its own, below.
_NO_VARIABLES = ("gateways",)


def reference() -> str:
    """The whole page, as Markdown."""
    parts = [_HEAD, "## The checkout\n", *_rows(Settings)]
    for name, kind in KINDS.items():
        parts += [f"\n## The gateway {name}\n", "It is used when its address is set.\n", *_rows(kind)]
    return "\n".join(parts) + "\n"


def _rows(kind: type[BaseSettings]) -> Iterator[str]:
    yield "| variable | default | what it is |"
    yield "| --- | --- | --- |"
    prefix = kind.model_config.get("env_prefix", "")
    for name, field in kind.model_fields.items():
        if name in _NO_VARIABLES:
            continue
        default = "**must be set**" if field.is_required() else _default(field.get_default(call_default_factory=True))
        about = (field.description or "").replace("|", "\\|")
        yield f"| `{prefix}{name.upper()}` | {default} | {about} |"


def _default(value: Any) -> str:
    if value in ("", {}, [], None, PydanticUndefined) or str(value) == "":
        return ""
    if isinstance(value, dict | list | bool):
        return f"`{json.dumps(value, ensure_ascii=False)}`"
    return f"`{value}`"


if __name__ == "__main__":
    sys.stdout.write(reference())
