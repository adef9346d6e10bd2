"""What an operator does with shops and money needs the database, and nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from checkout.store.migrate import alembic_config, revisions
from tests.conftest import NewUrl
from tests.support.operator import aday, operators_environment
from tests.support.postgres import Postgres

COMMANDS = [
    ["audit"],
    ["migrate"],
    ["backup", "copy.db"],
    ["export", "aday.jsonl.gz"],
    ["forget", "--phone", "01712345678"],
    ["merchant", "token", "--phone", "01712345678", "--device", "script"],
    ["adjust", "--phone", "01712345678", "--amount", "5", "--reason", "goodwill"],
    ["hold", "list"],
    ["hold", "reject", "pay_1", "--reason", "x"],
    ["refund", "list"],
    ["refund", "done", "rf_1", "--reference", "x"],
    ["payout", "list"],
    ["payout", "sent", "po_1", "--reference", "x"],
    ["webhooks", "list"],
    ["settle", "import", "missing.csv", "--since", "2026-11-01", "--until", "2026-11-30"],
]
NOT_NEEDED = ("fastapi", "starlette", "uvicorn", "jinja2", "fpdf", "flet", "alembic", "PIL", "checkout.main", "app")
_PROGRAM = """
import contextlib, io, json, sys
from aday.command import main
found = []
for words in json.loads(sys.argv[1]):
    sys.argv = ["aday", *words]
    said, code = io.StringIO(), 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
    found.append([words, code, said.getvalue(), [one for one in json.loads(sys.argv0) if one in sys.modules]])
print(json.dumps(found))
""".replace("sys.argv0", "NOT_NEEDED")


@pytest.fixture
def only_the_database(new_sqlite: NewUrl, tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing else is set."""
    ours = operators_environment(new_sqlite(tmp_path))
    return {name: value for name, value in ours.items() if not name.startswith("ADAY_") or name == "ADAY_DATABASE_URL"}


def test_no_command_about_shops_and_money_asks_for_gateways_or_loads_what_draws_pages(
    only_the_database: dict[str, str], tmp_path: Path
) -> None:
    with_address = {**only_the_database, "ADAY_PUBLIC_URL": "https://pay.example"}
    aday(with_address, tmp_path, "merchant", "add", "--phone", "01712345678", "--name", "Rahim")
    program = f"NOT_NEEDED = {json.dumps(json.dumps(NOT_NEEDED))}\n{_PROGRAM}"
    ran = subprocess.run(
        [sys.executable, "-c", program, json.dumps(COMMANDS)],
        env=only_the_database,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    for words, code, said, loaded in json.loads(ran.stdout):
        assert loaded == [], words
        assert "ADAY_" not in said, (words, said)
        assert code in (0, 2), (words, said)


NOT_IN_A_WORKER = (
    "fpdf", "fontTools", "PIL", "zxingcpp", "openpyxl", "alembic", "flet", "cryptography",
    "psycopg", "checkout.gateways.nagad.adapter", "checkout.gateways.bkash.adapter",
)  # fmt: skip


def test_a_worker_loads_nothing_that_draws_and_nothing_that_is_not_set_up(new_sqlite: NewUrl, tmp_path: Path) -> None:
    """It takes a second to start and 95 MB; what draws is loaded in a process of its own."""
    program = f"""
import gc, sys
from aday.serving import checkout_application
from starlette.testclient import TestClient
with TestClient(checkout_application(), base_url="https://pay.example") as client:
    assert client.get("/readyz").status_code == 200
assert gc.isenabled() and gc.get_freeze_count() > 100_000
print([one for one in {NOT_IN_A_WORKER!r} if one in sys.modules])
"""
    environment = operators_environment(new_sqlite(tmp_path))
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert ran.stdout == "[]\n"


def test_a_shop_is_opened_with_the_database_alone(only_the_database: dict[str, str], tmp_path: Path) -> None:
    words = ("merchant", "add", "--phone", "01712345678", "--name", "Rahim", "--slug", "rahim")
    assert aday(only_the_database, tmp_path, *words).stdout == "Rahim: /s/rahim\n"


def test_what_asks_gateways_says_that_none_is_set_up(only_the_database: dict[str, str], tmp_path: Path) -> None:
    environment = {**only_the_database, "ADAY_PUBLIC_URL": "https://pay.example"}
    for command in ("reconcile", "serve"):
        ended = aday(environment, tmp_path, command)
        assert ended.returncode == 2
        assert "no gateway is set up" in ended.stderr


def test_the_revisions_are_those_that_alembic_finds() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(alembic_config("sqlite://"))
    assert revisions() == sorted(one.revision for one in script.walk_revisions())
    assert revisions()[-1] == script.get_current_head()


@pytest.mark.parametrize(
    "words", [*COMMANDS, ["merchant", "add", "--phone", "01712345678", "--name", "x"]], ids=" ".join
)
def test_where_there_is_no_database_each_command_says_so_and_makes_none(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    environment = operators_environment(f"sqlite:///{tmp_path}/data/adya.db")
    ended = aday(environment, tmp_path, *words)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"There is no database at {tmp_path}/data/adya.db" in ended.stderr
    assert list((tmp_path / "data").iterdir()) == []


def test_a_server_without_tables_is_told_from_one_that_is_ours(postgres: Postgres, tmp_path: Path) -> None:
    environment = operators_environment(postgres.empty())
    for words in (["audit"], ["hold", "list"], ["reconcile"]):
        ended = aday(environment, tmp_path, *words)
        assert (ended.returncode, "The database is empty" in ended.stderr) == (2, True), words
    # Only who asks for tables gives them to it.
    assert "newest now" in aday(environment, tmp_path, "migrate").stdout
