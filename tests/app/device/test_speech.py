"""A sum is spoken in whole words, each of which has a clip, and the word of the day is the shop's own."""

import io
import json
import re
import wave
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.device.speech import RATE, chime_alone, ending, spoken, vocabulary, words_of
from app.model.daily_word import word_of
from app.words import WORDS
from language import Language
from money import Money

AUDIO = Path(__file__).parents[3] / "assets" / "app" / "assets" / "audio"
GAP = RATE // 50
"""Samples of silence between two clips: a fiftieth of a second."""
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


def samples_of(heard: Path | io.BytesIO) -> list[int]:
    """Every sample of a WAV file of the one kind that we make."""
    with wave.open(str(heard) if isinstance(heard, Path) else heard) as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (1, 2, RATE)
        return list(memoryview(opened.readframes(opened.getnframes())).cast("h"))


def clips_of(language: Language) -> dict[str, list[int]]:
    """The samples of each word, read from what is packed and not by the code that is tried here."""
    everything = samples_of(AUDIO / f"speech_{language}.wav")
    table = json.loads((AUDIO / f"speech_{language}.json").read_text(encoding="utf-8"))
    return {word: everything[begin : begin + length] for word, (begin, length) in table.items()}


@pytest.mark.parametrize("poisha", SPOKEN)
@pytest.mark.parametrize(("place", "language"), [(0, "bn"), (1, "en")])
def test_a_sum_is_spoken_in_these_words_one_after_another_and_ends_with_what_happened(
    poisha: int, place: int, language: Language, tmp_path: Path
) -> None:
    words = [*SPOKEN[poisha][place].split(), ""]
    assert words_of(Money(poisha), language) == words
    clips, chime = clips_of(language), samples_of(AUDIO / "chime.wav")[:RATE]
    for name, parts in {
        "alone": [clips[word] for word in words],
        "after the chime": [chime, *(clips[word] for word in words)],
    }.items():
        written = tmp_path / f"{language} {poisha} {name}.wav"
        written.write_bytes(spoken(Money(poisha), language, chime=name != "alone"))
        heard, at = samples_of(written), 0
        for number, part in enumerate(parts):
            if number:
                assert heard[at : at + GAP] == [0] * GAP
                at += GAP
            assert heard[at : at + len(part)] == part, f"part {number} of {words} {name}"
            at += len(part)
        assert at == len(heard)


@pytest.mark.parametrize("language", ["bn", "en"])
def test_each_word_has_a_clip_of_its_own_and_nothing_else_is_packed(language: Language) -> None:
    clips = clips_of(language)
    assert set(clips) == set(vocabulary(language))
    assert len({tuple(samples) for samples in clips.values()}) == len(clips)
    assert sum(map(len, clips.values())) <= len(samples_of(AUDIO / f"speech_{language}.wav"))
    # No clip takes less than a fifth of a second, nor more than one and a half.
    assert all(RATE // 5 < len(samples) < RATE * 3 // 2 for samples in clips.values())


@pytest.mark.parametrize("language", ["bn", "en"])
def test_the_switch_says_what_is_spoken_when_it_is_tried(language: Language) -> None:
    tried = 1_250_00
    said = [*words_of(Money(tried), language)[:-1], *ending(language).split()]
    assert re.findall(r"[^\s“”,]+", WORDS["set.voice.sub"][language].lower()) == said


@given(poisha=st.integers(1, 500_000_00), language=st.sampled_from(["bn", "en"]))
def test_every_sum_that_can_be_paid_has_a_clip_for_each_of_its_words(poisha: int, language: Language) -> None:
    assert set(words_of(Money(poisha), language)) <= set(vocabulary(language))


def test_no_clip_is_silent() -> None:
    for language in ("bn", "en"):
        for samples in clips_of(language).values():
            assert max(map(abs, samples)) > 20_000
    assert 0.9 < len(samples_of(io.BytesIO(chime_alone()))) / RATE < 1.3


def test_the_word_of_the_day_is_one_for_all_devices_changes_by_day_and_is_drawn_from_the_shops_secret() -> None:
    today = date(2026, 11, 26)
    week = [today + timedelta(days=number) for number in range(7)]
    mine = [word_of("a" * 32, day, "bn") for day in week]
    assert mine == [word_of("a" * 32, day, "bn") for day in week]
    assert len(set(mine)) > 3
    assert mine != [word_of("b" * 32, day, "bn") for day in week]
    assert word_of("a" * 32, today, "en").isascii()
    assert word_of("", today, "bn") == ""
