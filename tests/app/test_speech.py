"""A sum is spoken in whole words, each of which has a clip, and the word of the day is the shop's own."""

import io
import wave
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.daily_word import word_of
from app.services.speech import RATE, chime_alone, spoken, vocabulary, words_of
from language import Language
from money import Money

# Made by hand; the ending, which has no word of its own here, is the last clip.
SPOKEN = {
    1_00: ("এক টাকা", "one taka"),
    15_00: ("পনেরো টাকা", "fifteen taka"),
    99_00: ("নিরানব্বই টাকা", "ninety nine taka"),
    100_00: ("এক শ টাকা", "one hundred taka"),
    150_00: ("এক শ পঞ্চাশ টাকা", "one hundred fifty taka"),
    1_250_00: ("এক হাজার দুই শ পঞ্চাশ টাকা", "one thousand two hundred fifty taka"),
    99_999_00: (
        "নিরানব্বই হাজার নয় শ নিরানব্বই টাকা",
        "ninety nine thousand nine hundred ninety nine taka",
    ),
    1_00_000_00: ("এক লাখ টাকা", "one lakh taka"),
    4_99_999_50: (
        "চার লাখ নিরানব্বই হাজার নয় শ নিরানব্বই টাকা পঞ্চাশ পয়সা",
        "four lakh ninety nine thousand nine hundred ninety nine taka fifty poisha",
    ),
}


def seconds(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as heard:
        assert (heard.getnchannels(), heard.getsampwidth(), heard.getframerate()) == (1, 2, RATE)
        length: float = heard.getnframes() / RATE
    return length


@pytest.mark.parametrize("poisha", SPOKEN)
@pytest.mark.parametrize(("place", "language"), [(0, "bn"), (1, "en")])
def test_a_sum_is_spoken_in_these_words_and_ends_with_what_happened(
    poisha: int, place: int, language: Language
) -> None:
    assert words_of(Money(poisha), language) == [*SPOKEN[poisha][place].split(), ""]
    said = spoken(Money(poisha), language, chime=False)
    longer = spoken(Money(poisha), language, chime=True)
    # No word of these takes less than a fifth of a second, nor more than a whole one; the ending takes two at most.
    count = len(SPOKEN[poisha][place].split())
    assert 0.2 * count < seconds(said) < count + 2
    assert 0.9 < seconds(longer) - seconds(said) < 1.3


@given(poisha=st.integers(1, 500_000_00), language=st.sampled_from(["bn", "en"]))
def test_every_sum_that_can_be_paid_has_a_clip_for_each_of_its_words(poisha: int, language: Language) -> None:
    assert set(words_of(Money(poisha), language)) <= set(vocabulary(language))


def test_no_clip_is_silent() -> None:
    for language in ("bn", "en"):
        for number in range(1, 100):
            with wave.open(io.BytesIO(spoken(Money(number * 100), language, chime=False))) as heard:
                loudest = max(abs(sample) for sample in memoryview(heard.readframes(heard.getnframes())).cast("h"))
            assert loudest > 20_000
    assert 0.9 < seconds(chime_alone()) < 1.3


def test_the_word_of_the_day_is_one_for_all_devices_changes_by_day_and_is_drawn_from_the_shops_secret() -> None:
    today = date(2026, 11, 26)
    week = [today + timedelta(days=number) for number in range(7)]
    mine = [word_of("a" * 32, day, "bn") for day in week]
    assert mine == [word_of("a" * 32, day, "bn") for day in week]
    assert len(set(mine)) > 3
    assert mine != [word_of("b" * 32, day, "bn") for day in week]
    assert word_of("a" * 32, today, "en").isascii()
    assert word_of("", today, "bn") == ""
