"""The app's sentences: each is said somewhere."""

import re
from pathlib import Path

from app.words import WORDS

APP = Path(__file__).parents[2] / "app"


def test_every_sentence_is_said_somewhere() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in APP.rglob("*.py"))
    said = set(re.findall(r"""["']([a-z0-9]+(?:\.[a-z0-9_]+)+)["']""", source))
    made = tuple(re.findall(r"""f["']([a-z0-9.]+\.)\{""", source))
    assert [key for key in WORDS if key not in said and not key.startswith(made)] == []
