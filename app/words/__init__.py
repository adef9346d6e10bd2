"""The app's sentences, Bangla and English side by side in words.json."""

import json
from importlib.resources import files
from typing import Final

from language import Language, isolated

WORDS: Final[dict[str, dict[str, str]]] = json.loads(
    files(__package__).joinpath("words.json").read_text(encoding="utf-8")
)


def say(language: Language, key: str, **facts: str) -> str:
    """The sentence in the reader's language, with the facts put in; a name in another direction turns none of it."""
    return WORDS[key][language].format(**{name: isolated(fact) for name, fact in facts.items()})
