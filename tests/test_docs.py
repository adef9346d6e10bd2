"""The pages in docs/ say what is so."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_test_that_the_security_page_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`", (ROOT / "docs/security.md").read_text()))
    assert len(named) >= 30
    found = {(path, name) for path in {path for path, _ in named} for name in _tests_in(ROOT / path)}
    assert named - found == set()


def _tests_in(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}
