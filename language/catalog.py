"""The sentences of one part of the program: those that are read side by side, and a file for each further language."""

import json
from importlib.resources.abc import Traversable
from typing import Final

SIDE_BY_SIDE: Final = "words.json"


def read_catalog(folder: Traversable) -> dict[str, dict[str, str]]:
    """Each sentence by its key and its language.

    `words.json` holds them side by side, by key and language. Another language stands in a file of its own, `xx.json`,
    by key alone.
    """
    words: dict[str, dict[str, str]] = json.loads((folder / SIDE_BY_SIDE).read_text(encoding="utf-8"))
    for file in folder.iterdir():
        language, dot, kind = file.name.partition(".")
        if dot + kind == ".json" and file.name != SIDE_BY_SIDE:
            for key, sentence in json.loads(file.read_text(encoding="utf-8")).items():
                words[key][language] = sentence
    return words
