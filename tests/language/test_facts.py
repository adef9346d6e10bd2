"""The facts of every language that has some are whole, and its words have as many forms as it counts by."""

import re
from typing import Final

import pytest

from language import LANGUAGES, Language
from language.facts import PLURALS

# Counts by the form that goes with them, from the examples in CLDR's chart of plural rules.
CLDR: Final[dict[str, list[tuple[int, ...]]]] = {
    "other": [(0, 1, 2, 16, 100)],
    "one_other": [(1,), (0, 2, 16, 100, 101)],
    "zero_one_other": [(0, 1), (2, 17, 100, 101)],
    "zero_one_two_few_many_other": [(0,), (1,), (2,), (3, 10, 103, 110, 1003), (11, 26, 111, 1011), (100, 102, 200)],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_that_sums_days_and_terms_are_written_with(language: Language) -> None:
    facts = LANGUAGES[language]
    assert len(facts.months) == len(set(facts.months)) == 12
    assert len(facts.digits) == len(set(facts.digits)) == 10
    assert facts.grouping
    assert min(facts.grouping) > 0
    hours = [hour for hour, _ in facts.day_parts]
    assert (hours, hours[-1]) == (sorted(hours, reverse=True), 0)
    for clock in (facts.clock, facts.hour):
        assert {"<part>", "<time>"} <= set(re.findall("<[a-z]+>", clock.format(part="<part>", time="<time>")))
    assert "<term>" in facts.within.format(term="<term>")
    assert facts.number_words is None or {100, 1_000, 1_00_000} <= {size for size, _ in facts.number_words.units}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_has_a_form_for_every_count(language: Language) -> None:
    facts = LANGUAGES[language]
    forms = {facts.plural(count) for count in range(300)}
    for words in (facts.seconds, facts.minutes, facts.hours_within, facts.days_within):
        assert forms == set(range(len(words)))


@pytest.mark.parametrize("rule", PLURALS)
def test_counts_take_the_form_that_cldr_says(rule: str) -> None:
    assert [
        tuple(count for count in counts if PLURALS[rule](count) == form) for form, counts in enumerate(CLDR[rule])
    ] == (CLDR[rule])
