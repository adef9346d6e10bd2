"""A person's voice is listened to before it is put in, and is put in whole or not at all."""

import array
import itertools
import math
import os
import struct
import wave
from pathlib import Path

import pytest

from aday.loudness import TARGET_LUFS, loudness
from aday.sound_shaping import at_our_rate
from aday.voice_recordings import NotRead, read_recording
from app.device.speech import AUDIO, VOICE_FOLDER, spoken
from app.device.voice_pack import RATE, Samples, pack_path, read_pack
from app.model.spoken_sum import clip_words
from money import Money
from tests.support.operator import Ended
from tests.support.operator import aday as as_typed

ENGLISH = ("--language", "en")


def aday(folder: Path, *words: str) -> Ended:
    return as_typed(dict(os.environ), folder, *words)


def record(path: Path, samples: Samples, rate: int = RATE, width: int = 2, channels: int = 1) -> None:
    """As a recorder writes it: the same in each channel, and noughts in what is finer than 16 bits."""
    fine = bytes(width - 2)
    raw = b"".join((fine + sample.to_bytes(2, "little", signed=True)) * channels for sample in samples)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(raw)


def tone(seconds: float, part: float, rate: int = RATE, hz: float = 440) -> Samples:
    """A tone at this part of full scale, with soft ends."""
    count = round(seconds * rate)
    soft = rate // 50
    return array.array(
        "h",
        (
            round(32_767 * part * min(1, at / soft, (count - at) / soft) * math.sin(math.tau * hz * at / rate))
            for at in range(count)
        ),
    )


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """A file for each line of the English list."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    for name, samples in read_pack(pack_path(AUDIO, "en")).items():
        record(folder / f"{name}.wav", samples)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "app"
    folder.mkdir(parents=True)
    return folder


def test_the_list_names_a_file_for_everything_that_is_said(tmp_path: Path) -> None:
    printed = aday(tmp_path, "voice", "list").stdout.splitlines()
    assert dict(line.split(".wav\t") for line in printed) == clip_words("bn")
    assert {"500.wav\tপাঁচশো", "99.wav\tনিরানব্বই", "taka-received.wav\tটাকা পেয়েছেন"} <= set(printed)
    assert 120 <= len(printed) <= 140


def test_a_voice_is_heard_as_soon_as_it_is_put_in_and_ours_again_when_it_is_dropped(
    recordings: Path, data: Path, tmp_path: Path
) -> None:
    # Nearer to the microphone or farther from it, with a second of an almost silent room around.
    room = array.array("h", [3, -3] * (RATE // 2))
    record(recordings / "500.wav", room + tone(0.6, 0.05) + room)
    ours, amount = spoken(Money(500_00), "en"), Money(500_00)
    checked = aday(tmp_path, "voice", "check", str(recordings), *ENGLISH)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "55 clips, nothing is wrong: ৳500 takes 1." in checked.stdout
    assert spoken(amount, "en", data / VOICE_FOLDER) == ours
    used = aday(tmp_path, "voice", "use", str(recordings), *ENGLISH)
    assert (used.returncode, used.stdout) == (0, f"{checked.stdout}It speaks from the next payment on.\n")
    put_in = read_pack(pack_path(data / VOICE_FOLDER, "en"))
    assert abs(loudness(put_in["500"], RATE) - TARGET_LUFS) < 0.2
    assert 0.55 < len(put_in["500"]) / RATE < 0.65
    assert spoken(amount, "en", data / VOICE_FOLDER) != ours
    assert aday(tmp_path, "voice", "drop", *ENGLISH).returncode == 0
    assert spoken(amount, "en", data / VOICE_FOLDER) == ours
    assert "No voice was put in" in aday(tmp_path, "voice", "drop", *ENGLISH).stderr


def test_each_recording_that_cannot_be_used_is_named_with_why_and_nothing_is_put_in(
    recordings: Path, data: Path, tmp_path: Path
) -> None:
    silence = array.array("h", [0] * RATE * 3)
    wrong = {
        "1": (tone(0.05, 0.3), "lasts 0.05 s; a word takes at least 0.12 s."),
        "2": (tone(1.6, 0.3), "lasts 1.6"),
        "3": (silence, "is silent."),
        "4": (tone(0.5, 0.3) + silence, "has 3.0 s of silence at one end"),
        "5": (tone(0.3, 0.3) + silence[: RATE // 2] + tone(0.3, 0.3), "has a pause of 0.5"),
        "6": (tone(0.5, 0.005), "is too soft, -5"),
        "7": (array.array("h", [32_767] * 60 + [-32_768] * 60) * 40, "is too loud"),
    }
    for name, (samples, _) in wrong.items():
        record(recordings / f"{name}.wav", samples)
    record(recordings / "8.wav", tone(0.5, 0.3), rate=8_000)
    record(recordings / "10.wav", tone(11, 0.3))
    (recordings / "9.wav").unlink()
    (recordings / "400000.wav").write_bytes(b"ID3 no wave")
    checked = aday(tmp_path, "voice", "check", str(recordings), *ENGLISH)
    lines = checked.stdout.splitlines()
    assert (checked.returncode, lines[-1]) == (1, f"11 to be mended in {recordings}.")
    for name, (_, fault) in wrong.items():
        (line,) = (one for one in lines if one.startswith(f"{name}.wav "))
        assert fault in line
    assert "9.wav is missing: nine" in lines
    assert "8.wav has 8,000 samples a second; at least 11,025 are needed." in lines
    assert "10.wav is longer than 10 seconds: one file holds one line of the list." in lines
    assert "400000.wav is no WAV file with PCM samples; save it as WAV, 16 bits." in lines
    used = aday(tmp_path, "voice", "use", str(recordings), *ENGLISH)
    assert (used.returncode, used.stderr) == (2, f"Nothing was put in: 11 to be mended in {recordings}.\n")
    assert list(data.iterdir()) == []


def test_a_voice_that_reads_too_slowly_is_told_so(recordings: Path, tmp_path: Path) -> None:
    for name in clip_words("en"):
        record(recordings / f"{name}.wav", tone(0.9, 0.3))
    checked = aday(tmp_path, "voice", "check", str(recordings), *ENGLISH)
    assert (checked.returncode, checked.stdout.splitlines()[0]) == (
        1,
        "The longest sum takes 10.0 s, at most 6: it is read too slowly.",
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["list", "--language", "fr"], "Sums are spoken in bn and en, not in 'fr'."),
        (["check", "nowhere"], "nowhere cannot be read as a folder of recordings: No such file or directory."),
        (["check", "file"], "file cannot be read as a folder of recordings: Not a directory."),
        (
            ["use", "recordings"],
            "No app keeps its files in data/app: say where with --data, as `aday app` is started.",
        ),
    ],
)
def test_what_cannot_be_done_with_a_voice_is_one_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    (tmp_path / "file").touch()
    done = aday(tmp_path, "voice", *words)
    assert (done.returncode, done.stderr.strip()) == (2, sentence)


def test_a_disk_that_takes_nothing_leaves_the_voice_that_was_there(
    recordings: Path, data: Path, tmp_path: Path
) -> None:
    assert aday(tmp_path, "voice", "use", str(recordings), *ENGLISH).returncode == 0
    before = pack_path(data / VOICE_FOLDER, "en").read_bytes()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / VOICE_FOLDER).touch()
    done = aday(tmp_path, "voice", "use", str(recordings), *ENGLISH, "--data", "other")
    assert (done.returncode, done.stderr[:20]) == (2, "Nothing was put in: ")
    assert pack_path(data / VOICE_FOLDER, "en").read_bytes() == before
    assert [path.name for path in (data / VOICE_FOLDER).iterdir()] == ["speech_en.zip"]


@pytest.mark.parametrize(("rate", "width", "channels"), [(44_100, 2, 1), (48_000, 3, 2), (22_050, 4, 1)])
def test_a_recording_of_any_usual_kind_is_taken(
    recordings: Path, data: Path, tmp_path: Path, rate: int, width: int, channels: int
) -> None:
    record(recordings / "500.wav", tone(0.5, 0.3, rate), rate, width, channels)
    assert aday(tmp_path, "voice", "use", str(recordings), *ENGLISH).returncode == 0
    taken = read_pack(pack_path(data / VOICE_FOLDER, "en"))["500"]
    turns = sum(before < 0 <= after for before, after in itertools.pairwise(taken))
    assert turns / (len(taken) / RATE) == pytest.approx(440, rel=0.03)


def said_to_be(rate: int = RATE, width: int = 2, channels: int = 1) -> bytes:
    """A short file that says of itself what no recorder does."""
    form = struct.pack("<HHLLHH", 1, channels, rate, rate * width % 2**32, width, width * 8)
    chunks = b"".join(
        name + struct.pack("<L", len(held)) + held for name, held in ((b"fmt ", form), (b"data", bytes(96)))
    )
    return b"RIFF" + struct.pack("<L", len(chunks) + 4) + b"WAVE" + chunks


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (said_to_be(rate=4_294_967_291), "has 4,294,967,291 samples a second; at most 192,000"),
        (said_to_be(channels=3), "has 3 channels"),
        (said_to_be(width=8), "has samples of 64 bits"),
        (b"RIFF\x24\x00\x00\x00WAVELIST\x00\x10\x00\x00", "is no WAV file"),
    ],
)
def test_a_file_that_says_more_of_itself_than_there_is_is_told_as_wrong(
    tmp_path: Path, written: bytes, fault: str
) -> None:
    path = tmp_path / "1.wav"
    path.write_bytes(written)
    with pytest.raises(NotRead, match=fault):
        read_recording(path)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "1.wav")
    with pytest.raises(NotRead, match="no file"):
        read_recording(tmp_path / "1.wav")


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_what_our_rate_cannot_hold_is_left_out_and_not_heard_as_something_else(rate: int) -> None:
    held, not_held = (at_our_rate(tone(0.3, 0.5, rate, hz), rate) for hz in (4_000, 8_000))
    assert max(map(abs, held)) > 15_000
    assert max(map(abs, not_held)) < 300
