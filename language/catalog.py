"""The sentences of one part of the program: those that are read side by side, and the file of each further language."""

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from language.facts import LANGUAGES

SIDE_BY_SIDE: Final = "words.json"
SENTENCES_FILE: Final = "sentences.json"


def read_catalog(part: str, folder: Traversable) -> dict[str, dict[str, str]]:
    """Each sentence of a part, `app` or `checkout`, by its key and its language.

    `words.json` in the part's own folder holds them side by side, by key and language. Any further language has those
    of all parts in one file beside its facts, `language/xx/sentences.json`, by part and key.
    """
    words: dict[str, dict[str, str]] = json.loads((folder / SIDE_BY_SIDE).read_text(encoding="utf-8"))
    for language in LANGUAGES:
        file = files(__package__) / language / SENTENCES_FILE
        if file.is_file():
            for key, sentence in json.loads(file.read_text(encoding="utf-8"))[part].items():
                words[key][language] = sentence
    return words
