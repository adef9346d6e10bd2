"""What calendars say."""

from functools import partial

import pytest

from app.kit.calendar import calendar_words
from app.words import say
from language import Language


@pytest.mark.parametrize(("language", "country", "cancel"), [("bn", "BD", "এখন না"), ("en", "US", "Not now")])
def test_a_calendar_speaks_the_readers_language_and_not_the_devices(
    language: Language, country: str, cancel: str
) -> None:
    words = calendar_words(partial(say, language), language)
    assert (words["locale"].language_code, words["locale"].country_code) == (language, country)
    assert words["cancel_text"] == cancel
    assert words["confirm_text"] == say(language, "act.done") != words["cancel_text"]
