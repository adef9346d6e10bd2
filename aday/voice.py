"""The voice that says what was paid: the list to read, what is wrong with the recordings, and putting them in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aday.errors import CannotDo
from aday.voice_recordings import ENDING, Judged, judge
from app.device.speech import CHIME_ALONE_SECONDS, JOIN_SECONDS, VOICE_FOLDER
from app.device.voice_pack import RATE, Samples, pack_path, write_pack
from app.model.spoken_sum import clip_words, clips_of
from language import LANGUAGES, Language
from money import Money

_LONGEST_MOST_SECONDS: Final = 6.0
"""Ours takes five; a person may take a little longer, and the customer still stands there."""


def print_list(language: str) -> None:
    """Every file that a voice is made of, and what is said in it."""
    for name, said in _words(language).items():
        print(f"{name}{ENDING}\t{said}")


def check(folder: Path, language: str) -> int:
    """Say what is wrong with the recordings; 1 when anything is."""
    judged = _judged(folder, _read_language(language))
    for fault in judged.faults:
        print(fault)
    if judged.faults:
        print(f"{len(judged.faults)} to be mended in {folder}.")
        return 1
    print(_praise(judged.clips, _read_language(language)))
    return 0


def use(folder: Path, language: str, data: Path) -> None:
    """Put the recordings in, all of them or none. Raises CannotDo."""
    spoken = _read_language(language)
    _needs_app(data)
    judged = _judged(folder, spoken)
    for fault in judged.faults:
        print(fault)
    if judged.faults:
        raise CannotDo(f"Nothing was put in: {len(judged.faults)} to be mended in {folder}.")
    try:
        write_pack(pack_path(data / VOICE_FOLDER, spoken), judged.clips)
    except OSError as error:
        raise CannotDo(f"Nothing was put in: {data / VOICE_FOLDER} cannot be written: {error}.") from None
    print(f"{_praise(judged.clips, spoken)}\nIt speaks from the next payment on.")


def drop(language: str, data: Path) -> None:
    """Let our own voice speak again. Raises CannotDo."""
    path = pack_path(data / VOICE_FOLDER, _read_language(language))
    try:
        path.unlink()
    except FileNotFoundError:
        raise CannotDo(f"No voice was put in at {path.parent}.") from None
    except OSError as error:
        raise CannotDo(f"It cannot be removed: {error}.") from None
    print("The voice that Aday comes with speaks from the next payment on.")


def _judged(folder: Path, language: Language) -> Judged:
    words = _words(language)
    try:
        judged = judge(folder, words)
    except OSError as error:
        raise CannotDo(f"{folder} cannot be read as a folder of recordings: {error.strerror}.") from None
    if not judged.faults:
        longest = _seconds(_longest(judged.clips, language), judged.clips, language)
        if longest > _LONGEST_MOST_SECONDS:
            judged.faults.append(
                f"The longest sum takes {longest:.1f} s, at most {_LONGEST_MOST_SECONDS:.0f}: it is read too slowly."
            )
    return judged


def _words(language: str) -> dict[str, str]:
    return clip_words(_read_language(language))


def _read_language(text: str) -> Language:
    spoken = [one for one, facts in LANGUAGES.items() if facts.number_words is not None]
    for one in spoken:
        if one == text:
            return one
    raise CannotDo(f"Sums are spoken in {' and '.join(spoken)}, not in {text!r}.")


def _needs_app(data: Path) -> None:
    if not data.is_dir():
        raise CannotDo(f"No app keeps its files in {data}: say where with --data, as `aday app` is started.")


def _praise(clips: Mapping[str, Samples], language: Language) -> str:
    usual, longest = _seconds(Money(500_00), clips, language), _seconds(_longest(clips, language), clips, language)
    took = f"৳500 takes {usual:.1f} s with the chime, the longest sum {longest:.1f} s"
    return f"{len(clips)} clips, nothing is wrong: {took}."


def _longest(clips: Mapping[str, Samples], language: Language) -> Money:
    """The sum that takes longest: each part of it is said as it is alone."""

    def part(numbers: range, unit: int) -> int:
        lengths = {
            number: sum(len(clips[one]) for one in clips_of(Money(number * unit), language)) for number in numbers
        }
        return max(numbers, key=lengths.__getitem__)

    below_hundred = part(range(1, 100), 100)
    taka = part(range(1, 5), 1_00_000_00) * 1_00_000 + part(range(1, 100), 1_000_00) * 1_000
    return Money((taka + part(range(1, 10), 100_00) * 100 + below_hundred) * 100 + below_hundred)


def _seconds(amount: Money, clips: Mapping[str, Samples], language: Language) -> float:
    names = clips_of(amount, language)
    return CHIME_ALONE_SECONDS + sum(len(clips[name]) for name in names) / RATE - JOIN_SECONDS * (len(names) - 1)
