"""The sum of a payment, spoken: words that were synthesised once, put one after another."""

import io
import json
import wave
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.words import say
from language import LANGUAGES, Language, in_words, taka_in_words
from money import Money

RATE: Final = 11_025
"""Samples a second, 16 bits each: speech needs no more, and the files stay small."""
_AUDIO: Final = Path(__file__).parents[2] / "assets" / "app" / "assets" / "audio"
_MOST: Final = Money(500_000_00)
_GAP_SECONDS: Final = 0.02


def ending(language: Language) -> str:
    """What is said after the sum."""
    return say(language, "speech.ending")


def words_of(amount: Money, language: Language) -> list[str]:
    """The words that are spoken for a payment of this sum, each of which has a clip; the last, empty, is the ending.

    Sums over ৳5,00,000, which no payment has, are not spoken but for the ending.
    """
    if LANGUAGES[language].number_words is None or not Money(0) < amount <= _MOST:
        return [""]
    return [*_spaced(taka_in_words(amount.poisha, language)), ""]


def vocabulary(language: Language) -> list[str]:
    """Every word that a sum can be spoken with, in the order of the clips."""
    words: dict[str, None] = {}
    for number in (*range(100), 100, 1_000, 100_000):
        words |= dict.fromkeys(_spaced(in_words(number, language)))
    words |= dict.fromkeys(_spaced(taka_in_words(101, language)))
    return [*words, ""]


def spoken(amount: Money, language: Language, *, chime: bool) -> bytes:
    """A WAV file that says it, with the chime before if wished for; the chime alone in a language without numbers."""
    if LANGUAGES[language].number_words is None:
        return chime_alone()
    frames, table = _clips(language)
    gap = b"\0\0" * int(RATE * _GAP_SECONDS)
    said = [_frames(_AUDIO / "chime.wav")[: RATE * 2]] if chime else []
    for word in words_of(amount, language):
        begin, length = table[word]
        said.append(frames[begin * 2 : (begin + length) * 2])
    return _wav(gap.join(said))


@lru_cache
def chime_alone() -> bytes:
    """Our own two notes."""
    return (_AUDIO / "chime.wav").read_bytes()


@lru_cache
def _clips(language: Language) -> tuple[bytes, dict[str, tuple[int, int]]]:
    table = json.loads((_AUDIO / f"speech_{language}.json").read_text(encoding="utf-8"))
    return _frames(_AUDIO / f"speech_{language}.wav"), table


def _frames(path: Path) -> bytes:
    with wave.open(str(path)) as heard:
        frames: bytes = heard.readframes(heard.getnframes())
    return frames


def _wav(frames: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(frames)
    return out.getvalue()


def _spaced(words: str) -> list[str]:
    return words.replace("-", " ").split()
