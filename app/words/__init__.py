"""The app's sentences: Bangla and English side by side in words.json, each further language in `language/`."""

from importlib.resources import files
from typing import Final

from language import Language, isolated, read_catalog

WORDS: Final = read_catalog("app", files(__package__))


def say(language: Language, key: str, **facts: str) -> str:
    """The sentence in the reader's language, with the facts put in; a name in another direction turns none of it."""
    return WORDS[key][language].format(**{name: isolated(fact) for name, fact in facts.items()})
