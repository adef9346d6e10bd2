"""How loud a recording is heard to be, in LUFS: ITU-R BS.1770-5, gated as there and in EBU R 128. One channel."""

import math
from collections.abc import Sequence
from itertools import accumulate
from operator import mul
from typing import Final

TARGET_LUFS: Final = -16.0
"""Of all that the app says: what is meant for small speakers (AES TD1008 asks for -16 to -20 of speech)."""
SILENCE: Final = -math.inf
_BLOCK_SECONDS: Final = 0.4
_STEPS_A_BLOCK: Final = 4
_OFFSET: Final = -0.691
_LEAST_LUFS: Final = -70.0
_BELOW_MEAN: Final = 10.0
# The two filters of the standard as their analog prototypes, so that they can be had for any rate: what stands for a
# head in the sound, and what the ear does not hear of the bass (gain in dB, quality, Hz).
_HEAD: Final = (3.999843853973347, 0.7071752369554196, 1681.974450955533)
_BASS: Final = (0.5003270373238773, 38.13547087602444)

Biquad = tuple[float, float, float, float, float]


def loudness(samples: Sequence[int], rate: int) -> float:
    """Of 16-bit samples; `SILENCE` where nothing is heard. What is shorter than a block of 0.4 s is one block."""
    heard: Sequence[float] = [sample / 32_768 for sample in samples]
    for filtering in (_head_filter(rate), _bass_filter(rate)):
        heard = _filtered(heard, filtering)
    powers = _powers_of_blocks(heard, rate)
    loud = [power for power in powers if _lufs(power) > _LEAST_LUFS]
    if not loud:
        return SILENCE
    gate = _lufs(sum(loud) / len(loud)) - _BELOW_MEAN
    loud = [power for power in loud if _lufs(power) > gate]
    return _lufs(sum(loud) / len(loud))


def _powers_of_blocks(heard: Sequence[float], rate: int) -> list[float]:
    """The mean square of each block; they overlap by three quarters."""
    if not heard:
        return []
    block = round(_BLOCK_SECONDS * rate)
    sums = list(accumulate(map(mul, heard, heard), initial=0.0))
    if len(heard) < block:
        return [sums[-1] / len(heard)]
    starts = [
        round(number * block / _STEPS_A_BLOCK) for number in range((len(heard) - block) * _STEPS_A_BLOCK // block + 1)
    ]
    return [(sums[start + block] - sums[start]) / block for start in starts if start + block <= len(heard)]


def _lufs(power: float) -> float:
    return _OFFSET + 10 * math.log10(power) if power > 0 else SILENCE


def _head_filter(rate: int) -> Biquad:
    gain_db, quality, hz = _HEAD
    turn = math.tan(math.pi * hz / rate)
    high = 10 ** (gain_db / 20)
    band = high**0.4996667741545416
    whole = 1 + turn / quality + turn * turn
    return (
        (high + band * turn / quality + turn * turn) / whole,
        2 * (turn * turn - high) / whole,
        (high - band * turn / quality + turn * turn) / whole,
        2 * (turn * turn - 1) / whole,
        (1 - turn / quality + turn * turn) / whole,
    )


def _bass_filter(rate: int) -> Biquad:
    quality, hz = _BASS
    turn = math.tan(math.pi * hz / rate)
    whole = 1 + turn / quality + turn * turn
    return 1.0, -2.0, 1.0, 2 * (turn * turn - 1) / whole, (1 - turn / quality + turn * turn) / whole


def _filtered(samples: Sequence[float], filtering: Biquad) -> list[float]:
    now, before, earlier, feed, feed_earlier = filtering
    first = second = 0.0
    out: list[float] = []
    for sample in samples:
        value = now * sample + first
        first = before * sample - feed * value + second
        second = earlier * sample - feed_earlier * value
        out.append(value)
    return out
