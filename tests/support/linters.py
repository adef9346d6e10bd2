"""Linters of OpenAPI documents, which live in npm: installed once for all clones of a user, outside of them all."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import pytest

PINNED: Final = ("@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3")
_INSTALL_SECONDS: Final = 300
_LINT_SECONDS: Final = 120
# Nothing is told to anybody, and nothing is fetched: whoever tries finds no way out.
_QUIET: Final = {
    "DO_NOT_TRACK": "1",
    "SCARF_ANALYTICS": "false",
    "REDOCLY_TELEMETRY": "off",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
}


def linters() -> Path:
    """The folder of their commands; skips the test where they cannot be had."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here, and the linters of OpenAPI come from it")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aday" / "openapi-linters"
    kept = cache / "_".join(one.rpartition("/")[2].replace("@", "-") for one in PINNED)
    if not kept.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        _install(npm, kept)
    return kept / "node_modules" / ".bin"


def lint(command: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the linter says of it."""
    asked = [str(command), *arguments]
    return subprocess.run(asked, env=os.environ | _QUIET, capture_output=True, text=True, timeout=_LINT_SECONDS)


def _install(npm: str, kept: Path) -> None:
    """Beside its place first and then moved there whole: another test may be about it as well."""
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        # Their scripts are left out: one of them tells its maker of each install.
        asked = [npm, "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", *PINNED]
        ran = subprocess.run(asked, capture_output=True, text=True, timeout=_INSTALL_SECONDS)
        if ran.returncode:
            pytest.skip(f"npm could not bring the linters of OpenAPI: {ran.stderr.strip()[-300:]}")
        made = Path(folder) / "whole"
        made.mkdir()
        (Path(folder) / "node_modules").rename(made / "node_modules")
        try:
            made.rename(kept)
        except OSError:
            assert kept.is_dir(), kept
