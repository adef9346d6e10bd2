"""Every sum that can be paid is said in words that a listener who knows nothing of the code hears as that sum."""

from collections.abc import Iterable, Iterator
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.spoken_sum import RECEIVED, clip_words, clips_of
from language import Language
from money import Money

# By the digit with which each ends, as the multiplication tables are learned; the code has them in the order of counting.
_BANGLA_BY_LAST_DIGIT = {
    0: "দশ বিশ ত্রিশ চল্লিশ পঞ্চাশ ষাট সত্তর আশি নব্বই",
    1: "এগারো একুশ একত্রিশ একচল্লিশ একান্ন একষট্টি একাত্তর একাশি একানব্বই",
    2: "বারো বাইশ বত্রিশ বিয়াল্লিশ বায়ান্ন বাষট্টি বাহাত্তর বিরাশি বিরানব্বই",
    3: "তেরো তেইশ তেত্রিশ তেতাল্লিশ তিপ্পান্ন তেষট্টি তিয়াত্তর তিরাশি তিরানব্বই",
    4: "চৌদ্দ চব্বিশ চৌত্রিশ চুয়াল্লিশ চুয়ান্ন চৌষট্টি চুয়াত্তর চুরাশি চুরানব্বই",
    5: "পনেরো পঁচিশ পঁয়ত্রিশ পঁয়তাল্লিশ পঞ্চান্ন পঁয়ষট্টি পঁচাত্তর পঁচাশি পঁচানব্বই",
    6: "ষোলো ছাব্বিশ ছত্রিশ ছেচল্লিশ ছাপ্পান্ন ছেষট্টি ছিয়াত্তর ছিয়াশি ছিয়ানব্বই",
    7: "সতেরো সাতাশ সাঁইত্রিশ সাতচল্লিশ সাতান্ন সাতষট্টি সাতাত্তর সাতাশি সাতানব্বই",
    8: "আঠারো আটাশ আটত্রিশ আটচল্লিশ আটান্ন আটষট্টি আটাত্তর আটাশি আটানব্বই",
    9: "উনিশ ঊনত্রিশ ঊনচল্লিশ ঊনপঞ্চাশ ঊনষাট ঊনসত্তর ঊনআশি ঊননব্বই নিরানব্বই",
}
_BANGLA = {
    **{word: number for number, word in enumerate("এক দুই তিন চার পাঁচ ছয় সাত আট নয়".split(), 1)},
    **{
        word: tens * 10 + digit
        for digit, words in _BANGLA_BY_LAST_DIGIT.items()
        for tens, word in enumerate(words.split(), 1)
    },
    **{word: 100 * number for number, word in enumerate("একশো দুইশো তিনশো চারশো পাঁচশো ছয়শো সাতশো আটশো নয়শো".split(), 1)},
}
_ENGLISH = {
    **{word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)},
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_NUMBERS = {
    "bn": {normalize("NFC", word): number for word, number in _BANGLA.items()},
    "en": _ENGLISH,
}
_UNITS: dict[str, dict[str, int]] = {
    "bn": {"লাখ": 1_00_000, "হাজার": 1_000},
    "en": {"lakh": 1_00_000, "thousand": 1_000, "hundred": 100},
}
_TAKA, _POISHA, _ENDING = (
    {"bn": "টাকা", "en": "taka"},
    {"bn": normalize("NFC", "পয়সা"), "en": "poisha"},
    {"bn": normalize("NFC", "পেয়েছেন"), "en": "received"},
)


def heard(words: list[str], language: Language) -> int:
    """The poisha that a listener understands; who stumbles over a word or its place fails."""
    *words, ending = words
    assert ending == _ENDING[language]
    noun = words.pop()
    if noun == _TAKA[language]:
        return 100 * _number_heard(words, language)
    assert noun == _POISHA[language]
    at = words.index(_TAKA[language]) if _TAKA[language] in words else -1
    poisha = _number_heard(words[at + 1 :], language)
    assert poisha < 100
    return poisha + (100 * _number_heard(words[:at], language) if at >= 0 else 0)


def _number_heard(words: Iterable[str], language: Language) -> int:
    """What is left of a unit multiplies it; units and numbers only ever become smaller."""
    numbers, units = _NUMBERS[language], _UNITS[language]
    whole, held, least_unit, least = 0, 0, 1 << 40, 1 << 40
    for word in words:
        if word in units:
            unit = units[word]
            assert 0 < held < 100
            assert unit < least_unit
            whole, held, least_unit, least = whole + held * unit, 0, unit, unit
        else:
            number = numbers[word]
            assert 0 < number < least
            held += number
            # After the hundreds comes a number below them, after forty one below ten; nothing else follows a number.
            least = 100 if number >= 100 else 10 if language == "en" and number >= 20 else 0
    assert whole + held > 0
    return whole + held


def said(poisha: int, words: dict[str, list[str]], language: Language) -> list[str]:
    spoken: list[str] = []
    for clip in clips_of(Money(poisha), language):
        spoken += words[clip]
    return spoken


def words_of_clips(language: Language) -> dict[str, list[str]]:
    return {clip: normalize("NFC", words.replace("-", " ")).split() for clip, words in clip_words(language).items()}


def sums() -> Iterator[int]:
    """In poisha, all that combine: every whole sum below a lakh, each lakh with every thousand and each kind of rest
    behind it, and each number of poisha behind each shape of the taka before it."""
    for taka in range(1, 1_00_000):
        yield taka * 100
    rests = (0, 1, 7, 10, 19, 42, 99, 100, 101, 350, 999)
    for lakhs in range(1, 5):
        for thousands in range(100):
            for rest in rests:
                yield (lakhs * 1_00_000 + thousands * 1_000 + rest) * 100
    yield 5_00_000_00
    shapes = (
        0,
        1,
        20,
        21,
        99,
        100,
        199,
        500,
        1_000,
        1_001,
        9_900,
        10_000,
        42_042,
        99_999,
        1_00_000,
        1_00_001,
        4_99_999,
    )
    for taka in shapes:
        for poisha in range(1, 100):
            yield taka * 100 + poisha


@pytest.mark.parametrize("language", ["bn", "en"])
def test_every_sum_is_heard_as_what_it_is(language: Language) -> None:
    words = words_of_clips(language)
    wrong = [poisha for poisha in sums() if heard(said(poisha, words, language), language) != poisha]
    assert wrong == []


@given(lakhs=st.integers(1, 4), rest=st.integers(1, 99_999_99), language=st.sampled_from(["bn", "en"]))
def test_a_sum_above_a_lakh_is_its_lakhs_and_the_rest_said_as_it_is_alone(
    lakhs: int, rest: int, language: Language
) -> None:
    alone = clips_of(Money(rest), language)
    # Below one taka, alone, no taka are said.
    assert clips_of(Money(lakhs * 1_00_000_00 + rest), language) in (
        [f"{lakhs}00000", *alone],
        [f"{lakhs}00000", "taka", *alone],
    )


@pytest.mark.parametrize("language", ["bn", "en"])
def test_every_clip_on_the_list_is_said_in_some_sum_and_none_is_the_same_as_another(language: Language) -> None:
    listed = clip_words(language)
    needed = {clip for poisha in sums() for clip in clips_of(Money(poisha), language)}
    assert listed.keys() == needed | {RECEIVED}
    assert len(set(listed.values())) == len(listed)


def test_what_no_payment_has_is_told_without_a_sum() -> None:
    assert clips_of(Money(5_00_000_01), "bn") == clips_of(Money(0), "bn") == [RECEIVED]
    assert len(clips_of(Money(5_00_000_00), "bn")) == 2
