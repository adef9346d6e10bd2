"""Makes the app's sounds: a chime of our own, and every clip that a sum is spoken with.

The words are synthesised by espeak-ng (Debian's package; under the GPL, which does not cover what it speaks), made
ready as a recorded voice's are, and packed in one file for each language. `make sounds` after a change of the words.
"""

from __future__ import annotations

import array
import io
import math
import subprocess
import sys
import wave
from pathlib import Path
from typing import Final

from aday.loudness import loudness
from aday.sound_shaping import levelled, made_ready
from app.device.voice_pack import RATE, Samples, pack_path, write_pack
from app.model.spoken_sum import clip_words
from language import Language

FOLDER: Final = Path(__file__).parent.parent / "assets" / "app" / "assets" / "audio"
# As quick as a person at a till: the longest sum is over in five seconds.
_VOICES: Final[dict[Language, list[str]]] = {
    "bn": ["-v", "bn", "-s", "211", "-p", "45"],
    "en": ["-v", "en-us", "-s", "238", "-p", "45"],
}
_PEAK: Final = 28_000


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    write(FOLDER / "chime.wav", levelled(chime()))
    for language, voice in _VOICES.items():
        clips = {name: made_ready(*say(words, voice)) for name, words in clip_words(language).items()}
        path = pack_path(FOLDER, language)
        write_pack(path, clips)
        seconds = sum(map(len, clips.values())) / RATE
        levels = sorted(loudness(samples, RATE) for samples in clips.values())
        sys.stdout.write(
            f"{language}: {len(clips)} clips, {seconds:.0f} s, {path.stat().st_size:,} bytes,"
            f" {levels[0]:.2f} to {levels[-1]:.2f} LUFS\n"
        )
    return 0


def say(words: str, voice: list[str]) -> tuple[Samples, int]:
    """The words as they are synthesised, and how many samples a second there are."""
    command = ["espeak-ng", *voice, "--stdout", words]
    found = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(found)) as heard:
        return array.array("h", heard.readframes(heard.getnframes())), heard.getframerate()


def chime() -> Samples:
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


def write(path: Path, samples: Samples) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())


if __name__ == "__main__":
    sys.exit(main())
