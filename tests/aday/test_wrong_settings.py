"""Every command tells a wrong setting in one line, and does nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.operator import aday
from tests.support.settings import EVERYTHING, LIBRARYS_WORDS, NAGAD, set_all

_COMMANDS = [
    ["serve"],
    ["reconcile"],
    ["audit"],
    ["migrate"],
    ["backup", "copy.db"],
    ["export", "aday.jsonl.gz"],
    ["import", "aday.jsonl.gz"],
    ["doctor"],
    ["forget", "--phone", "01712345678"],
    ["merchant", "add", "--phone", "01712345678", "--name", "x"],
    ["merchant", "token", "--phone", "01712345678", "--device", "x"],
    ["adjust", "--phone", "01712345678", "--amount", "1", "--reason", "x"],
    ["hold", "list"],
    ["hold", "release", "pay_1"],
    ["hold", "reject", "pay_1", "--reason", "x"],
    ["refund", "list"],
    ["refund", "done", "rf_1", "--reference", "x"],
    ["refund", "refused", "rf_1", "--reason", "x"],
    ["payout", "list"],
    ["payout", "take", "po_1"],
    ["payout", "sent", "po_1", "--reference", "x"],
    ["payout", "refused", "po_1", "--reason", "x"],
    ["settle", "import", "x.csv", "--since", "2026-11-01", "--until", "2026-11-30"],
    ["webhooks", "list"],
    ["webhooks", "retry", "dl_1"],
]


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    set_all(monkeypatch, EVERYTHING)
    return tmp_path


@pytest.mark.parametrize("command", _COMMANDS, ids=[" ".join(one[:2]) for one in _COMMANDS])
def test_every_command_that_reads_settings_tells_a_wrong_one_and_ends_badly(folder: Path, command: list[str]) -> None:
    for name, value in [
        ("ADAY_PUBLC_URL", "x"),
        ("ADAY_PUBLIC_URL", "https://pay example"),
        ("ADAY_SERVICE_FEES", '{"bkahs": {"basis_points": 50}}'),
        ("ADAY_TRUSTED_PROXIES", "localhost"),
        ("ADAY_SMS_BODY", "[" * 100_000),
        ("ADAY_SSLCOMMERZ_STORE_PASSWORD", ""),
        ("ADAY_NAGAD_PRIVATE_KEY", "x"),
    ]:
        ended = aday({**EVERYTHING, **NAGAD, name: value}, folder, *command)
        said = ended.stdout + ended.stderr
        assert ended.returncode != 0
        assert name in said
        assert len(said.strip().splitlines()) == 1
        assert not LIBRARYS_WORDS.search(said)
    assert not (folder / "aday.db").exists()


def test_the_demo_tells_a_wrong_one_too(folder: Path) -> None:
    command = [sys.executable, "-m", "aday", "--data", str(folder / "data"), "--no-open"]
    environment = {**os.environ, "ADAY_SMS_URL": "sms"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert "ADAY_SMS_URL is wrong" in ended.stderr
