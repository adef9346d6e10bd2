"""The sum of a payment, spoken: clips that were made once, put one after another behind the chime."""

import array
import io
import logging
import wave
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.device.voice_pack import RATE, BrokenPack, Samples, pack_path, read_pack
from app.model.spoken_sum import clip_words, clips_of
from language import LANGUAGES, Language
from money import Money

log = logging.getLogger(__name__)
VOICE_FOLDER: Final = "voice"
"""In the app's data: a voice that was put in, in place of ours."""
AUDIO: Final = Path(__file__).parents[2] / "assets" / "app" / "assets" / "audio"
CHIME_ALONE_SECONDS: Final = 0.42
"""Both notes are struck by then; what rings on is heard below the words."""
JOIN_SECONDS: Final = 0.03
"""Each clip begins while the one before it fades, as words do in a sentence."""
_RINGS_ON_SECONDS: Final = 0.45
_LEAST, _MOST = -(1 << 15), (1 << 15) - 1


def spoken(amount: Money, language: Language, voices: Path | None = None) -> bytes:
    """A WAV file that says it after the chime; the chime alone in a language without numbers.

    `voices` is where a voice may have been put in.
    """
    if LANGUAGES[language].number_words is None:
        return chime_alone()
    clips = _clips(language, voices)
    return _wav(put_together(_chime(), (clips[name] for name in clips_of(amount, language))))


def put_together(chime: Samples, clips: Iterable[Samples]) -> Samples:
    """The clips one after another, the first of them once both notes are struck."""
    lead, rings = round(CHIME_ALONE_SECONDS * RATE), round(_RINGS_ON_SECONDS * RATE)
    tail = (sample * (rings - at) // rings for at, sample in enumerate(chime[lead : lead + rings]))
    heard = chime[:lead]
    heard.extend(tail)
    end = lead
    for clip in clips:
        at = end if end == lead else end - round(JOIN_SECONDS * RATE)
        heard.extend([0] * (at - len(heard)))
        both = len(heard) - at
        for place, sample in enumerate(clip[:both], at):
            heard[place] = max(_LEAST, min(_MOST, heard[place] + sample))
        heard.extend(clip[both:])
        end = at + len(clip)
    return heard


@lru_cache
def chime_alone() -> bytes:
    """Our own two notes."""
    return (AUDIO / "chime.wav").read_bytes()


def _clips(language: Language, voices: Path | None) -> dict[str, Samples]:
    """Of the voice that was put in, or ours where none was or it is broken: money is never silent for that."""
    if voices is not None:
        own = pack_path(voices, language)
        try:
            about = own.stat()
            clips = _read(own, about.st_mtime_ns, about.st_size)
            if clip_words(language).keys() <= clips.keys():
                return clips
            log.warning("the voice in %s lacks words; ours speaks", own)
        except FileNotFoundError:
            pass  # None was put in.
        except (BrokenPack, OSError) as error:
            log.warning("the voice in %s cannot be used, ours speaks: %r", own, error)
    return _read(pack_path(AUDIO, language), 0, 0)


@lru_cache(maxsize=4)
def _read(path: Path, changed_ns: int, size: int) -> dict[str, Samples]:
    """Read again when another one was put in its place."""
    return read_pack(path)


@lru_cache
def _chime() -> Samples:
    with wave.open(str(AUDIO / "chime.wav")) as heard:
        return array.array("h", heard.readframes(heard.getnframes()))


def _wav(samples: Samples) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples.tobytes())
    return out.getvalue()
