"""Makes the app's sounds: a chime of our own, and every word that a sum is spoken with.

The words are synthesised by espeak-ng (Debian's package; under the GPL, which does not cover what it speaks), one after
another in one WAV file for each language, with a table of where each begins. `make sounds` after a change of the words.
"""

from __future__ import annotations

import array
import io
import json
import math
import subprocess
import sys
import wave
from pathlib import Path
from typing import Final

from app.device.speech import RATE, ending, vocabulary
from language import Language

FOLDER: Final = Path(__file__).parent.parent / "assets" / "app" / "assets" / "audio"
_VOICES: Final[dict[Language, list[str]]] = {
    "bn": ["-v", "bn", "-s", "145", "-p", "45"],
    "en": ["-v", "en-us", "-s", "150", "-p", "45"],
}
_SILENT: Final = 500
_PAUSE: Final = int(RATE * 0.04)
_PEAK: Final = 28_000


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    write(FOLDER / "chime.wav", chime())
    for language, voice in _VOICES.items():
        samples, table = array.array("h"), {}
        for word in vocabulary(language):
            spoken = say(ending(language) if word == "" else word, voice)
            table[word] = [len(samples), len(spoken)]
            samples.extend(spoken)
        write(FOLDER / f"speech_{language}.wav", samples)
        text = json.dumps(table, ensure_ascii=False)
        (FOLDER / f"speech_{language}.json").write_text(text + "\n", encoding="utf-8")
        sys.stdout.write(f"{language}: {len(table)} words, {len(samples) / RATE:.0f} s\n")
    return 0


def say(words: str, voice: list[str]) -> array.array[int]:
    """The words at our rate, without the silence around them, and as loud as the others."""
    command = ["espeak-ng", *voice, "--stdout", words]
    found = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(found)) as heard:
        rate, raw = heard.getframerate(), array.array("h", heard.readframes(heard.getnframes()))
    step = rate // RATE
    # The mean of each few samples is the plainest of filters, and enough for speech.
    samples = array.array("h", (sum(raw[at : at + step]) // step for at in range(0, len(raw) - step, step)))
    loud = [at for at, sample in enumerate(samples) if abs(sample) > _SILENT]
    samples = samples[max(0, loud[0] - _PAUSE) : loud[-1] + _PAUSE]
    peak = max(abs(sample) for sample in samples)
    return array.array("h", (sample * _PEAK // peak for sample in samples))


def chime() -> array.array[int]:
    """Two struck notes, a fourth apart, like a till's bell and unlike any ring tone."""
    notes = ((0.0, 987.77), (0.13, 1318.51))
    samples = array.array("h")
    for at in range(int(RATE * 1.1)):
        moment, level = at / RATE, 0.0
        for begin, pitch in notes:
            if moment >= begin:
                age = moment - begin
                fade = math.exp(-4.2 * age) * min(1.0, age / 0.004)
                level += fade * (math.sin(math.tau * pitch * age) + 0.35 * math.sin(math.tau * 2 * pitch * age))
        samples.append(int(_PEAK * level / 2.8))
    return samples


def write(path: Path, samples: array.array[int]) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())


if __name__ == "__main__":
    sys.exit(main())
