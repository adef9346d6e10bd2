"""An operator at the terminal."""

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from aday.command import main


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def operators_environment(database_url: str, **more: str) -> dict[str, str]:
    """Settings of a checkout with one gateway that nobody asks."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("ADAY_")},
        "ADAY_DATABASE_URL": database_url,
        "ADAY_PUBLIC_URL": "https://pay.example",
        "ADAY_SSLCOMMERZ_BASE_URL": "http://127.0.0.1:9",
        "ADAY_SSLCOMMERZ_STORE_ID": "store",
        "ADAY_SSLCOMMERZ_STORE_PASSWORD": "secret@ssl",
        **more,
    }


def aday(environment: dict[str, str], folder: Path, *words: str) -> Ended:
    """The command in this process, as its own process would run it in this folder, and a second sooner."""
    said, complained, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(complained):
        for name in set(os.environ) - set(environment):
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["aday", *words])
        for place in ("aday.operator_shops", "aday.serving", "aday.doctor"):
            patch.setattr(f"{place}.quiet_logs", lambda: None)
        # As each process has its own.
        before = os.umask(0o022)
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            os.umask(before)
    return Ended(code, said.getvalue(), complained.getvalue())
