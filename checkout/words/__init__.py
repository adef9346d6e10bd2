"""The checkout's sentences: side by side in words.json, each further language in `language/`."""

from importlib.resources import files
from typing import Final

from checkout.errors import Problem
from language import Language, in_digits_of, isolated, read_catalog
from money import Money, format_taka

WORDS: Final = read_catalog("checkout", files(__package__))


def say(language: Language, key: str, **facts: str) -> str:
    """The sentence in the reader's language, with the facts put in; a name in another direction turns none of it."""
    return WORDS[key][language].format(**{name: isolated(fact) for name, fact in facts.items()})


def word_problem(language: Language, problem: Problem) -> str:
    """What is wrong with a field, in one sentence; sums among the facts are written as money."""
    facts = dict(problem.facts)
    if "poisha" in facts:
        facts["amount"] = format_taka(Money(int(facts["poisha"])), language, decimals=False)
    facts |= {name: in_digits_of(language, facts[name]) for name in ("most", "count") if name in facts}
    return say(language, f"field.{problem.code}", **facts)
