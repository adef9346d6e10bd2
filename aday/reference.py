"""The reference of every setting, made from the classes that read them, as docs/configuration.md: `make reference`."""

import json
import sys
from collections.abc import Iterator

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from checkout.gateways.registry import KINDS
from checkout.notify.registry import ChannelSettings
from checkout.settings import Settings
from checkout.variables import PREFIX

_HEAD = """# Settings

Each is a variable of the environment, or a line of a file `.env` in the folder where `aday` is started. What is JSON is
written as JSON: `ADAY_ROUTES='{"bkash": ["bkash", "sslcommerz"]}'`. What is missing or wrong is told in one sentence at
the start, a name that is no setting's too, and `aday doctor` tells what is set but unwise. Empty is not set.

Each can also be told by a file, as Docker's and systemd's secrets are:
`ADAY_SSLCOMMERZ_STORE_PASSWORD_FILE=/run/secrets/store_password` reads `ADAY_SSLCOMMERZ_STORE_PASSWORD` from there,
without the newline at the file's end. What is a secret is marked 🔑: keep it in a file rather than in the environment.
This page is made from the code by `make reference`.
"""
# Each gateway and each channel has its own, below.
_NOT_THERE = frozenset({"gateways", *ChannelSettings.model_fields})


def reference() -> str:
    """The whole page, as Markdown."""
    parts = [_HEAD, "## The checkout\n", *_rows(Settings, PREFIX, _NOT_THERE)]
    parts += ["\n## How shops and their staff are told\n"]
    for number, channel in enumerate(ChannelSettings.__bases__):
        assert issubclass(channel, BaseModel)
        parts += [*_rows(channel, PREFIX)][2 if number else 0 :]
    for name, kind in KINDS.items():
        parts += [
            f"\n## The gateway {name}\n",
            "It is used when its address is set.\n",
            *_rows(kind, kind.variable_prefix),
        ]
    return "\n".join(parts) + "\n"


def _rows(kind: type[BaseModel], prefix: str, left_out: frozenset[str] = frozenset()) -> Iterator[str]:
    yield "| variable | default | what it is |"
    yield "| --- | --- | --- |"
    for name, field in kind.model_fields.items():
        if name in left_out:
            continue
        default = "**must be set**" if field.is_required() else _default(field.get_default(call_default_factory=True))
        about = (field.description or "").replace("|", "\\|")
        secret = " 🔑" if _is_secret(field) else ""
        yield f"| `{prefix}{name.upper()}`{secret} | {default} | {about} |"


def _is_secret(field: FieldInfo) -> bool:
    """What is never printed with the settings: passwords, and what can hold one."""
    return field.annotation is SecretStr or not field.repr


def _default(value: object) -> str:
    if value in ("", {}, [], None, PydanticUndefined) or str(value) == "":
        return ""
    if isinstance(value, dict | list | bool):
        return f"`{json.dumps(value, ensure_ascii=False)}`"
    return f"`{value}`"


if __name__ == "__main__":
    sys.stdout.write(reference())
