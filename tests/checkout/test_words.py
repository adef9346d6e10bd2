"""The catalogs say everything in each language."""

import re
import string

import pytest

from app.words import WORDS as APP_WORDS
from checkout.words import WORDS as CHECKOUT_WORDS
from language import LANGUAGES

ALL = [(key, words) for catalog in (APP_WORDS, CHECKOUT_WORDS) for key, words in catalog.items()]


@pytest.mark.parametrize(("key", "words"), ALL)
def test_every_sentence_is_there_in_each_language_with_the_same_facts(key: str, words: dict[str, str]) -> None:
    assert [language for language in LANGUAGES if not words[language].strip()] == []
    facts = {
        language: {fact for _, fact, _, _ in string.Formatter().parse(words[language]) if fact} for language in words
    }
    assert [facts[language] for language in LANGUAGES] == [facts["bn"]] * len(LANGUAGES)


@pytest.mark.parametrize(("key", "words"), ALL)
def test_no_digit_is_in_the_wrong_script(key: str, words: dict[str, str]) -> None:
    # Sizes of paper are called the same in every script.
    assert not re.search(r"[0-9]", re.sub(r"\{.*?\}|\S+@\S+|\bA[45]\b", "", words["bn"]).replace("30", ""))
    assert not re.search(r"[০-৯]", words["en"])
