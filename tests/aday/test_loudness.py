"""Loudness is what the standard says of its own test signals."""

import math

import pytest

from aday.loudness import SILENCE, loudness


def sine(hz: float, decibels: float, seconds: float, rate: int) -> list[int]:
    """So far below full scale."""
    peak = 32_767 * 10 ** (decibels / 20)
    return [round(peak * math.sin(math.tau * hz * at / rate)) for at in range(round(rate * seconds))]


@pytest.mark.parametrize("rate", [11_025, 48_000])
def test_a_tone_at_full_scale_in_one_channel_is_what_bs_1770_gives_for_it(rate: int) -> None:
    assert loudness(sine(997, 0, 1, rate), rate) == pytest.approx(-3.01, abs=0.05)


def test_what_is_ten_lu_below_the_rest_does_not_count() -> None:
    """Case 3 of EBU Tech 3341, in one channel, which has 3 LU less than two, and a fifth as long."""
    quiet, loud = sine(1_000, -36, 2, 11_025), sine(1_000, -23, 12, 11_025)
    assert loudness([*quiet, *loud, *quiet], 11_025) == pytest.approx(-26.0, abs=0.1)


def test_bass_counts_less_and_treble_more_than_the_middle() -> None:
    bass, middle, treble = (loudness(sine(hz, -20, 1, 48_000), 48_000) for hz in (40, 500, 4_000))
    assert bass < middle - 4
    assert treble > middle + 3


def test_silence_has_no_loudness_and_a_word_shorter_than_a_block_has_its_own() -> None:
    assert loudness([], 11_025) == loudness([0] * 11_025, 11_025) == SILENCE
    assert loudness(sine(997, -13, 0.2, 11_025), 11_025) == pytest.approx(-16.0, abs=0.1)
