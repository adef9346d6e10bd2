"""A sum is spoken soon, in the clips that are packed, as loud as all that is heard; and the day's word is the shop's own."""

import array
import io
import re
import resource
import wave
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from aday.loudness import TARGET_LUFS, loudness
from app.device.speech import AUDIO, CHIME_ALONE_SECONDS, JOIN_SECONDS, chime_alone, spoken
from app.device.voice_pack import RATE, Samples, pack_path, read_pack, write_pack
from app.model.daily_word import word_of
from app.model.spoken_sum import clip_words, clips_of
from app.words import WORDS
from language import Language, taka_in_words
from money import Money

LONGEST_SECONDS = 5.0
# Made by hand.
SPOKEN = {
    1: ("এক পয়সা পেয়েছেন", "one poisha received"),
    15_00: ("পনেরো টাকা পেয়েছেন", "fifteen taka received"),
    99_00: ("নিরানব্বই টাকা পেয়েছেন", "ninety nine taka received"),
    100_00: ("একশো টাকা পেয়েছেন", "one hundred taka received"),
    500_00: ("পাঁচশো টাকা পেয়েছেন", "five hundred taka received"),
    1_250_00: ("এক হাজার দুইশো পঞ্চাশ টাকা পেয়েছেন", "one thousand two hundred fifty taka received"),
    10_000_00: ("দশ হাজার টাকা পেয়েছেন", "ten thousand taka received"),
    4_99_999_99: (
        "চার লাখ নিরানব্বই হাজার নয়শো নিরানব্বই টাকা নিরানব্বই পয়সা পেয়েছেন",
        "four lakh ninety nine thousand nine hundred ninety nine taka ninety nine poisha received",
    ),
}
LANGUAGES: list[Language] = ["bn", "en"]


def samples_of(heard: bytes) -> Samples:
    """Every sample of a WAV file of the one kind that we make."""
    with wave.open(io.BytesIO(heard)) as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (1, 2, RATE)
        return array.array("h", opened.readframes(opened.getnframes()))


def seconds(poisha: int, language: Language) -> float:
    """How long it is heard, with the chime."""
    return len(samples_of(spoken(Money(poisha), language))) / RATE


@pytest.mark.parametrize("poisha", SPOKEN)
@pytest.mark.parametrize(("place", "language"), [(0, "bn"), (1, "en")])
def test_a_sum_is_spoken_in_these_words(poisha: int, place: int, language: Language) -> None:
    words = clip_words(language)
    assert " ".join(words[clip] for clip in clips_of(Money(poisha), language)) == SPOKEN[poisha][place]


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_sum_is_spoken_in_the_words_in_which_it_is_written(language: Language) -> None:
    words = clip_words(language)
    for poisha in (*range(1, 2_000), *range(100, 5_00_000_00, 99_991), 5_00_000_00):
        written = taka_in_words(poisha, language).replace("-", " ").replace(" শ ", "শো ")
        # Of less than a taka no taka are said.
        written = written if poisha >= 100 else written.split(maxsplit=2)[2]
        assert " ".join(words[clip] for clip in clips_of(Money(poisha), language)) == f"{written} {words['received']}"


@pytest.mark.parametrize("poisha", [-1, 0, 5_00_000_01, 10**15])
def test_of_a_sum_that_no_payment_has_only_that_it_came_is_said(poisha: int) -> None:
    assert clips_of(Money(poisha), "bn") == ["received"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_clips_are_heard_whole_one_after_another_behind_both_notes_of_the_chime(language: Language) -> None:
    amount = Money(4_99_999_99)
    clips, chime = read_pack(pack_path(AUDIO, language)), samples_of(chime_alone())
    heard, lead = samples_of(spoken(amount, language)), round(CHIME_ALONE_SECONDS * RATE)
    assert heard[:lead] == chime[:lead]
    at, join = lead, round(JOIN_SECONDS * RATE)
    parts = [clips[name] for name in clips_of(amount, language)]
    for number, part in enumerate(parts):
        # The chime rings on below the first of them.
        if number > 2:
            assert heard[at + join : at + len(part) - join] == part[join : len(part) - join], number
        at += len(part) - join
    assert at + join == len(heard)


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_hundred_taka_are_told_within_two_and_a_half_seconds(language: Language) -> None:
    assert seconds(500_00, language) <= 2.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sum_takes_longer_than_five_seconds(language: Language) -> None:
    clips = read_pack(pack_path(AUDIO, language))

    def longest(numbers: range, unit: int) -> int:
        """Of these the one whose clips are longest; each part of a sum is said as it is alone."""
        return max(numbers, key=lambda number: sum(len(clips[one]) for one in clips_of(Money(number * unit), language)))

    below_hundred = longest(range(1, 100), 100)
    taka = longest(range(1, 5), 1_00_000_00) * 1_00_000 + longest(range(1, 100), 1_000_00) * 1_000
    taka += longest(range(1, 10), 100_00) * 100 + below_hundred
    for poisha in (4_99_999_99, taka * 100 + below_hundred):
        assert seconds(poisha, language) <= LONGEST_SECONDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_clip_of_the_list_is_packed_and_nothing_else_and_none_twice(language: Language) -> None:
    clips = read_pack(pack_path(AUDIO, language))
    assert list(clips) == list(clip_words(language))
    assert len({samples.tobytes() for samples in clips.values()}) == len(clips)
    assert all(0.15 < len(samples) / RATE < 0.9 for samples in clips.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_heard_has_one_loudness(language: Language) -> None:
    levels = {name: loudness(samples, RATE) for name, samples in read_pack(pack_path(AUDIO, language)).items()}
    levels["chime"] = loudness(samples_of(chime_alone()), RATE)
    assert {name: level for name, level in levels.items() if abs(level - TARGET_LUFS) > 0.1} == {}
    for poisha in SPOKEN:
        assert abs(loudness(samples_of(spoken(Money(poisha), language)), RATE) - TARGET_LUFS) < 1.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_clip_begins_or_ends_with_silence_or_with_a_click(language: Language) -> None:
    for name, samples in read_pack(pack_path(AUDIO, language)).items():
        loudest, edge = max(map(abs, samples)), RATE // 20
        assert min(max(map(abs, samples[:edge])), max(map(abs, samples[-edge:]))) > loudest / 50, name
        assert max(abs(samples[0]), abs(samples[-1])) < 100, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_says_what_is_spoken_when_it_is_tried(language: Language) -> None:
    words = clip_words(language)
    said = " ".join(words[clip] for clip in clips_of(Money(1_250_00), language))
    assert " ".join(re.findall(r"[^\s“”,]+", WORDS["set.voice.sub"][language].lower())) == said


def test_a_voice_that_was_put_in_speaks_at_once_and_a_broken_one_leaves_the_word_to_ours(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ours, put_in = spoken(Money(500_00), "bn", tmp_path), pack_path(tmp_path, "bn")
    assert (ours, caplog.messages) == (spoken(Money(500_00), "bn"), [])
    beep = array.array("h", [9_000, -9_000] * 4_000)
    write_pack(put_in, dict.fromkeys(clip_words("bn"), beep))
    theirs = samples_of(spoken(Money(500_00), "bn", tmp_path))
    assert theirs[-len(beep) // 2 :] == beep[-len(beep) // 2 :]
    assert spoken(Money(500_00), "en", tmp_path) == spoken(Money(500_00), "en")
    for broken in (b"", b"no zip", put_in.read_bytes()[:-40]):
        put_in.write_bytes(broken)
        assert spoken(Money(500_00), "bn", tmp_path) == ours
    write_pack(put_in, {"500": beep})
    assert spoken(Money(500_00), "bn", tmp_path) == ours


@pytest.mark.parametrize("damage", ["a clip that cannot be unpacked", "a clip behind a password", "half a sample"])
def test_a_voice_with_one_damaged_clip_leaves_the_word_to_ours(tmp_path: Path, damage: str) -> None:
    pack = bytearray(pack_path(AUDIO, "bn").read_bytes())
    if damage == "half a sample":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            packed.writestr("500.s16", b"\0\0\0")
        pack = bytearray(out.getvalue())
    elif "unpacked" in damage:
        pack[30 + pack[26]] = 0x07  # Where the first clip begins: no way to pack has this number.
    else:
        pack[6] = pack[pack.index(b"PK\x01\x02") + 8] = 1
    pack_path(tmp_path, "bn").write_bytes(pack)
    assert spoken(Money(500_00), "bn", tmp_path) == spoken(Money(500_00), "bn")


def test_a_disk_that_is_full_halfway_leaves_the_voice_that_was_there(tmp_path: Path) -> None:
    pack, clips = pack_path(tmp_path, "bn"), read_pack(pack_path(AUDIO, "bn"))
    write_pack(pack, {"500": clips["500"]})
    before, (soft, hard) = pack.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_pack(pack, clips)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (pack.read_bytes(), list(tmp_path.iterdir())) == (before, [pack])


def test_a_voice_that_may_not_be_looked_at_leaves_the_word_to_ours(tmp_path: Path) -> None:
    # As in a folder of another user's: the system says no, and not that nothing is there.
    assert spoken(Money(500_00), "bn", tmp_path / ("x" * 300)) == spoken(Money(500_00), "bn")


def test_the_word_of_the_day_is_one_for_all_devices_changes_by_day_and_is_drawn_from_the_shops_secret() -> None:
    today = date(2026, 11, 26)
    week = [today + timedelta(days=number) for number in range(7)]
    mine = [word_of("a" * 32, day, "bn") for day in week]
    assert mine == [word_of("a" * 32, day, "bn") for day in week]
    assert len(set(mine)) > 3
    assert mine != [word_of("b" * 32, day, "bn") for day in week]
    assert word_of("a" * 32, today, "en").isascii()
    assert word_of("", today, "bn") == ""
