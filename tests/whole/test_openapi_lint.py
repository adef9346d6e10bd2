"""The OpenAPI document in the eyes of two linters that integrators use: nothing to say, and nothing but a warning."""

import json
from pathlib import Path

import pytest

from checkout.main import create_app
from tests.support.linters import lint, linters
from tests.support.servers import settings_for

RULES = Path(__file__).parent.parent / "openapi"
URL = "https://pay.shop.example"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lint") / "openapi.json"
    app = create_app(settings_for(URL, "http://127.0.0.1:9", Path("none.db")))
    path.write_text(json.dumps(app.openapi(), ensure_ascii=False), encoding="utf-8")
    return path


def test_redocly_finds_nothing_in_the_document(document: Path) -> None:
    config = f"--config={RULES / 'redocly.yaml'}"
    said = lint(linters() / "redocly", "lint", str(document), config, "--format=json")
    found = json.loads(said.stdout)
    problems = [(one["ruleId"], one["message"], one["location"]) for one in found["problems"]]
    assert (problems, found["totals"]["ignored"]) == ([], 0), said.stderr
    assert said.returncode == 0


def test_spectral_finds_nothing_in_the_document(document: Path) -> None:
    rules = f"--ruleset={RULES / 'spectral.yaml'}"
    said = lint(
        linters() / "spectral", "lint", str(document), rules, "--format=json", "--fail-severity=hint", "--quiet"
    )
    found = [(one["code"], one["message"], one["path"]) for one in json.loads(said.stdout or "[]")]
    assert found == [], said.stderr
    assert said.returncode == 0, said.stderr


def test_the_linters_do_find_what_is_wrong(document: Path, tmp_path: Path) -> None:
    worse = json.loads(document.read_text(encoding="utf-8"))
    del worse["servers"], worse["paths"]["/v1/links"]["get"]["security"]
    path = tmp_path / "worse.json"
    path.write_text(json.dumps(worse), encoding="utf-8")
    said = lint(linters() / "redocly", "lint", str(path), f"--config={RULES / 'redocly.yaml'}", "--format=json")
    assert {one["ruleId"] for one in json.loads(said.stdout)["problems"]} == {"no-empty-servers", "security-defined"}
    said = lint(linters() / "spectral", "lint", str(path), f"--ruleset={RULES / 'spectral.yaml'}", "--format=json")
    assert "oas3-api-servers" in {one["code"] for one in json.loads(said.stdout)}
