"""A recorded word made ready to be put between others: its voice alone, at our rate, as loud as all."""

import array
import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from operator import mul
from typing import Final

from aday.loudness import SILENCE, TARGET_LUFS, loudness
from app.device.voice_pack import RATE, Samples

_WINDOW_SECONDS: Final = 0.01
_HEARD_DB: Final = -32.0
"""A window counts as voice down to so far below the loudest: the soft end of a word, and not the room."""
_FADE_SECONDS: Final = 0.012
_PEAK: Final = 32_767 * 10 ** (-1 / 20)
_KNEE: Final = 0.6
"""From this part of the peak on, what is louder is bent towards it and never cut off."""
_TRIES: Final = 8
_NEAR_LU: Final = 0.05
_TAPS_A_SIDE: Final = 16
_PASSED: Final = 0.92
"""Of the frequencies that our rate can hold."""


def voice_within(samples: Sequence[int], rate: int) -> tuple[int, int]:
    """Where the voice begins and ends; two noughts where nothing is heard."""
    heard, window = _heard_windows(samples, rate), _window(rate)
    if not heard:
        return 0, 0
    return heard[0] * window, min(len(samples), (heard[-1] + 1) * window)


def longest_pause(samples: Sequence[int], rate: int) -> float:
    """The seconds for which nothing is heard between two parts of the voice."""
    heard = _heard_windows(samples, rate)
    between = max((after - before - 1 for before, after in pairwise(heard)), default=0)
    return between * _window(rate) / rate


def _heard_windows(samples: Sequence[int], rate: int) -> list[int]:
    """Those hundredths of a second in which there is voice, by their numbers."""
    window = _window(rate)
    powers = []
    for start in range(0, len(samples), window):
        part = samples[start : start + window]
        powers.append(sum(map(mul, part, part)) / len(part))
    least = max(powers, default=0) * 10 ** (_HEARD_DB / 10)
    return [number for number, power in enumerate(powers) if power > least]


def _window(rate: int) -> int:
    return round(rate * _WINDOW_SECONDS)


def made_ready(samples: Sequence[int], rate: int) -> Samples:
    """The voice without the silence around it, at our rate, with soft ends, at the loudness that all have."""
    begin, end = voice_within(samples, rate)
    return levelled(faded(at_our_rate(samples[begin:end], rate)))


def at_our_rate(samples: Sequence[int], rate: int) -> Samples:
    """The same sound with `RATE` samples a second, without what those cannot hold. `rate` is no lower."""
    if rate == RATE:
        return array.array("h", samples)
    common = math.gcd(rate, RATE)
    up, down = RATE // common, rate // common
    taps = _taps(up, down)
    half = len(taps[0]) // 2
    padded = [0] * half + list(samples) + [0] * (half + 1)
    made = array.array("h")
    for number in range(len(samples) * up // down):
        at, phase = divmod(number * down, up)
        weights = taps[phase]
        made.append(_held(sum(map(mul, weights, padded[at : at + len(weights)]))))
    return made


# One voice has one rate, and the weights for an odd one take much memory.
@lru_cache(maxsize=1)
def _taps(up: int, down: int) -> list[list[float]]:
    """For each place between two samples the weights of those around it: a sinc under a Hann window."""
    cut = _PASSED * up / down  # As a part of what the recording's own rate can hold.
    half = math.ceil(_TAPS_A_SIDE / cut)
    tables = []
    for phase in range(up):
        away = [place - half - phase / up for place in range(2 * half + 1)]
        weights = [cut * _sinc(cut * far) * (0.5 + 0.5 * math.cos(math.pi * far / (half + 1))) for far in away]
        whole = sum(weights)
        tables.append([weight / whole for weight in weights])
    return tables


def _sinc(x: float) -> float:
    return math.sin(math.pi * x) / (math.pi * x) if x else 1.0


def faded(samples: Samples) -> Samples:
    """With soft ends, so that no joint clicks."""
    length = min(round(RATE * _FADE_SECONDS), len(samples) // 2)
    soft = samples[:]
    for at in range(length):
        soft[at] = soft[at] * at // length
        soft[-1 - at] = soft[-1 - at] * at // length
    return soft


def levelled(samples: Samples) -> Samples:
    """As loud as all are; a peak that would not fit is bent, and the rest is raised for it."""
    gain, made = 1.0, samples
    for _ in range(_TRIES):
        now = loudness(made, RATE)
        if now == SILENCE or abs(now - TARGET_LUFS) < _NEAR_LU:
            break
        gain *= 10 ** ((TARGET_LUFS - now) / 20)
        made = array.array("h", (_bent(sample * gain) for sample in samples))
    return made


def _bent(sample: float) -> int:
    size, knee = abs(sample), _KNEE * _PEAK
    if size > knee:
        room = _PEAK - knee
        size = knee + room * math.tanh((size - knee) / room)
    return _held(math.copysign(size, sample))


def _held(sample: float) -> int:
    return max(-32_768, min(32_767, round(sample)))
