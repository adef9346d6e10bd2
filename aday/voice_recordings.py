"""What a person read aloud, file by file: taken in and judged before any of it is heard in a shop."""

import array
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aday.loudness import SILENCE, loudness
from aday.sound_shaping import longest_pause, made_ready, voice_within
from app.device.voice_pack import RATE, Samples

ENDING: Final = ".wav"
_FILE_MOST_SECONDS: Final = 10
_RATE_MOST: Final = 192_000
"""The most that recorders write; from a made-up one no way to our rate could be found in time."""
_WIDTHS: Final = (2, 3, 4)
_CHANNELS_MOST: Final = 2
_VOICE_SECONDS: Final = (0.12, 1.4)
_AROUND_MOST_SECONDS: Final = 2.0
_PAUSE_MOST_SECONDS: Final = 0.3
_LUFS: Final = (-40.0, -6.0)
"""What is softer is raised with the room's noise; what is louder was too near."""
_FULL_SCALE: Final = 32_760
_CUT_OFF_MOST: Final = 3
"""So many samples in a row at full scale are a wave that was cut off."""


class NotRead(Exception):
    """Why a file cannot be taken as a recording, as what follows its name."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The clips that nothing is wrong with, ready to be heard, and a sentence for each thing that is wrong."""

    clips: dict[str, Samples]
    faults: list[str]


def judge(folder: Path, words: Mapping[str, str]) -> Judged:
    """Every clip of the list as it is in the folder, `17.wav` for the clip called 17. Raises OSError."""
    there = {path.name for path in folder.iterdir()}
    clips: dict[str, Samples] = {}
    faults: list[str] = []
    for name, said in words.items():
        file = f"{name}{ENDING}"
        if file not in there:
            faults.append(f"{file} is missing: {said}")
            continue
        try:
            samples, rate = read_recording(folder / file)
        except (NotRead, OSError) as error:
            faults.append(f"{file} {error}")
            continue
        found = faults_of(samples, rate)
        faults.extend(f"{file} ({said}) {fault}" for fault in found)
        if not found:
            clips[name] = made_ready(samples, rate)
    return Judged(clips, faults)


def read_recording(path: Path) -> tuple[Samples, int]:
    """One channel of 16-bit samples, and how many there are in a second. Raises NotRead, OSError."""
    if not path.is_file():
        raise NotRead("is no file.")
    try:
        with wave.open(str(path), "rb") as heard:
            _check_form(heard)
            rate, width, channels = heard.getframerate(), heard.getsampwidth(), heard.getnchannels()
            raw = heard.readframes(heard.getnframes())
    # RuntimeError for a part that says to be longer than the one around it.
    except (wave.Error, EOFError, RuntimeError) as error:
        raise NotRead("is no WAV file with PCM samples; save it as WAV, 16 bits.") from error
    raw = raw[: len(raw) - len(raw) % (width * channels)]
    # Of wider samples the two high bytes, which come last.
    high = array.array("h", bytes(width_cut(raw, width)))
    if channels == 1:
        return high, rate
    parts = [high[channel::channels] for channel in range(channels)]
    return array.array("h", (sum(together) // channels for together in zip(*parts, strict=True))), rate


def _check_form(heard: wave.Wave_read) -> None:
    """Before anything is read: what a file says of itself may be more than any memory holds. Raises NotRead."""
    rate, width, channels = heard.getframerate(), heard.getsampwidth(), heard.getnchannels()
    if rate < RATE:
        raise NotRead(f"has {rate:,} samples a second; at least {RATE:,} are needed.")
    if rate > _RATE_MOST:
        raise NotRead(f"has {rate:,} samples a second; at most {_RATE_MOST:,} are taken.")
    if width not in _WIDTHS:
        raise NotRead(f"has samples of {width * 8} bits; save it with 16.")
    if channels > _CHANNELS_MOST:
        raise NotRead(f"has {channels} channels; save it with one or two.")
    if heard.getnframes() > rate * _FILE_MOST_SECONDS:
        raise NotRead(f"is longer than {_FILE_MOST_SECONDS} seconds: one file holds one line of the list.")


def width_cut(raw: bytes, width: int) -> bytearray:
    """The samples as if they had 16 bits."""
    cut = bytearray(len(raw) // width * 2)
    cut[0::2], cut[1::2] = raw[width - 2 :: width], raw[width - 1 :: width]
    return cut


def faults_of(samples: Samples, rate: int) -> list[str]:
    """What is wrong with a recording of one clip, each as what follows its name."""
    begin, end = voice_within(samples, rate)
    voice = samples[begin:end]
    level = loudness(voice, rate)
    if level == SILENCE:
        return ["is silent."]
    faults = []
    length, (least, most) = len(voice) / rate, _VOICE_SECONDS
    if length < least:
        faults.append(f"lasts {length:.2f} s; a word takes at least {least} s.")
    if length > most:
        faults.append(f"lasts {length:.2f} s, at most {most} s; is there noise around it, or more than it should say?")
    around = max(begin, len(samples) - end) / rate
    if around > _AROUND_MOST_SECONDS:
        faults.append(f"has {around:.1f} s of silence at one end; at most {_AROUND_MOST_SECONDS:.0f} s are cut away.")
    pause = longest_pause(voice, rate)
    if pause > _PAUSE_MOST_SECONDS:
        faults.append(f"has a pause of {pause:.2f} s inside; it is said in one breath.")
    softest, loudest = _LUFS
    if level < softest:
        faults.append(f"is too soft, {level:.0f} LUFS; at least {softest:.0f} are needed. Go nearer to the microphone.")
    if level > loudest or _is_cut_off(samples):
        faults.append(f"is too loud, {level:.0f} LUFS, and distorted. Go farther from the microphone.")
    return faults


def _is_cut_off(samples: Samples) -> bool:
    in_a_row = 0
    for sample in samples:
        in_a_row = in_a_row + 1 if abs(sample) >= _FULL_SCALE else 0
        if in_a_row > _CUT_OFF_MOST:
            return True
    return False
