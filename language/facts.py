"""All that is to be known of a language beside its sentences: a third one is a row here and a catalog for each part.

Everything else in this package reads these rows, and nothing outside it asks which language it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Language = Literal["bn", "en"]
LATIN: Final = "0123456789"
BANGLA: Final = "০১২৩৪৫৬৭৮৯"


@dataclass(frozen=True, slots=True)
class NumberWords:
    """How whole numbers are said."""

    below_hundred: tuple[str, ...]
    units: tuple[tuple[int, str], ...]
    """The largest first."""
    taka: str
    poisha: str
    hundred_said: str
    """How a hundred is said in one breath with the `{}` before it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One language, as it is written in Bangladesh."""

    own_name: str
    country: str
    """Whose habits a phone's own calendar and keyboard follow in it."""
    months: tuple[str, ...]
    near_days: tuple[str, str, str]
    """Yesterday, today, tomorrow."""
    day_parts: tuple[tuple[int, str], ...]
    """From which hour on each is said, the latest first."""
    clock: str
    """How `{part}` of the day and `{time}` stand together."""
    hour: str
    """The same with a whole hour for the time."""
    within: str
    """How a `{term}` is promised."""
    seconds: tuple[str, ...]
    """The word by its plural forms, as `plural` counts them."""
    minutes: tuple[str, ...]
    hours_within: tuple[str, ...]
    """As it is said inside of `within`."""
    days_within: tuple[str, ...]
    plural: Callable[[int], int] = lambda count: 0
    digits: str = LATIN
    grouping: tuple[int, ...] = (3, 2)
    """How many digits stand together, from the right; the last is repeated."""
    direction: Literal["ltr", "rtl"] = "ltr"
    methods: Mapping[str, str] = field(default_factory=dict)
    """What people call the ways to pay, where not by their own names; by those in small letters."""
    number_words: NumberWords | None = None
    """None where sums are not said aloud."""


_BANGLA_NUMBERS: Final = (
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
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ENGLISH_NUMBERS: Final = (
    *_ONES,
    *(f"{tens}-{ones}" if ones != "zero" else tens for tens in _TENS for ones in _ONES[:10]),
)
DEFAULT: Final[Language] = "bn"
"""Of whoever has not said otherwise."""

LANGUAGES: Final[dict[Language, Facts]] = {
    "bn": Facts(
        own_name="বাংলা",
        country="BD",
        months=(
            "জানুয়ারি", "ফেব্রুয়ারি", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট", "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর",
        ),
        near_days=("গতকাল", "আজ", "কাল"),
        day_parts=((20, "রাত"), (18, "সন্ধ্যা"), (15, "বিকেল"), (12, "দুপুর"), (6, "সকাল"), (4, "ভোর"), (0, "রাত")),
        clock="{part} {time}",
        hour="{part} {time}টা",
        within="{term} মধ্যে",
        seconds=("সেকেন্ড",),
        minutes=("মিনিট",),
        hours_within=("ঘণ্টার",),
        days_within=("দিনের",),
        digits=BANGLA,
        methods={
            "bkash": "বিকাশ",
            "nagad": "নগদ",
            "rocket": "রকেট",
            "visa": "ভিসা",
            "mastercard": "মাস্টারকার্ড",
            "amex": "অ্যামেক্স",
            "bangla qr": "বাংলা কিউআর",
        },
        # The hundred is written apart (`দুই শ`), as the shop's own words have it.
        number_words=NumberWords(
            tuple(_BANGLA_NUMBERS),
            ((1_00_00_000, "কোটি"), (1_00_000, "লাখ"), (1_000, "হাজার"), (100, "শ")),
            taka="টাকা",
            poisha="পয়সা",
            hundred_said="{}শো",
        ),
    ),
    "en": Facts(
        own_name="English",
        country="US",
        months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        near_days=("Yesterday", "Today", "Tomorrow"),
        day_parts=((12, "PM"), (0, "AM")),
        clock="{time} {part}",
        hour="{time} {part}",
        within="within {term}",
        seconds=("second", "seconds"),
        minutes=("minute", "minutes"),
        hours_within=("hour", "hours"),
        days_within=("day", "days"),
        plural=lambda count: 0 if count == 1 else 1,
        number_words=NumberWords(
            _ENGLISH_NUMBERS,
            ((1_00_00_000, "crore"), (1_00_000, "lakh"), (1_000, "thousand"), (100, "hundred")),
            taka="taka",
            poisha="poisha",
            hundred_said="{} hundred",
        ),
    ),
}  # fmt: skip


def read_language(text: str) -> Language:
    """The language that a text names, `en` or `EN-us, bn;q=0.8`; the usual one for any other."""
    named = text[:2].lower()
    return next((language for language in LANGUAGES if language == named), DEFAULT)


def next_language(language: Language) -> Language:
    """The one that a switch leads to: of two the other one."""
    known = tuple(LANGUAGES)
    return known[(known.index(language) + 1) % len(known)]
