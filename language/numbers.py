"""Whole numbers in words, with thousands, lakhs and crores."""

from typing import Final

_BANGLA: Final = (
    "শূন্য এক দুই তিন চার পাঁচ ছয় সাত আট নয় দশ এগারো বারো তেরো চৌদ্দ পনেরো ষোলো সতেরো আঠারো উনিশ "
    "বিশ একুশ বাইশ তেইশ চব্বিশ পঁচিশ ছাব্বিশ সাতাশ আটাশ ঊনত্রিশ ত্রিশ একত্রিশ বত্রিশ তেত্রিশ চৌত্রিশ "
    "পঁয়ত্রিশ ছত্রিশ সাঁইত্রিশ আটত্রিশ ঊনচল্লিশ চল্লিশ একচল্লিশ বিয়াল্লিশ তেতাল্লিশ চুয়াল্লিশ পঁয়তাল্লিশ "
    "ছেচল্লিশ সাতচল্লিশ আটচল্লিশ ঊনপঞ্চাশ পঞ্চাশ একান্ন বায়ান্ন তিপ্পান্ন চুয়ান্ন পঞ্চান্ন ছাপ্পান্ন "
    "সাতান্ন আটান্ন ঊনষাট ষাট একষট্টি বাষট্টি তেষট্টি চৌষট্টি পঁয়ষট্টি ছেষট্টি সাতষট্টি আটষট্টি ঊনসত্তর "
    "সত্তর একাত্তর বাহাত্তর তিয়াত্তর চুয়াত্তর পঁচাত্তর ছিয়াত্তর সাতাত্তর আটাত্তর ঊনআশি আশি একাশি বিরাশি "
    "তিরাশি চুরাশি পঁচাশি ছিয়াশি সাতাশি আটাশি ঊননব্বই নব্বই একানব্বই বিরানব্বই তিরানব্বই চুরানব্বই "
    "পঁচানব্বই ছিয়ানব্বই সাতানব্বই আটানব্বই নিরানব্বই"
).split()
_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS: Final = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
# The hundred is written apart (`দুই শ`), as the shop's own words have it.
_UNITS: Final = {
    "bn": ((1_00_00_000, "কোটি"), (1_00_000, "লাখ"), (1_000, "হাজার"), (100, "শ")),
    "en": ((1_00_00_000, "crore"), (1_00_000, "lakh"), (1_000, "thousand"), (100, "hundred")),
}


def in_words(number: int, language: str) -> str:
    """A whole number from zero up in words: 1250 is `এক হাজার দুই শ পঞ্চাশ`."""
    for size, unit in _UNITS[language]:
        if number >= size:
            head, rest = divmod(number, size)
            words = f"{in_words(head, language)} {unit}"
            return f"{words} {in_words(rest, language)}" if rest else words
    if language == "bn":
        return _BANGLA[number]
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]}-{_ONES[ones]}" if ones else _TENS[tens]


def taka_in_words(poisha: int, language: str) -> str:
    """A sum from zero up in words, poisha last: `এক শ টাকা পঞ্চাশ পয়সা`."""
    taka, rest = divmod(poisha, 100)
    taka_word, poisha_word = ("টাকা", "পয়সা") if language == "bn" else ("taka", "poisha")
    words = f"{in_words(taka, language)} {taka_word}"
    return f"{words} {in_words(rest, language)} {poisha_word}" if rest else words
