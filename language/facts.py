"""All that is to be known of a language beside its sentences, read from `facts.json` in the folder of its name.

A third language is a folder here with that file and its sentences (`catalog.py`). Everything else in this package reads
these facts, and nothing outside it asks which language it is.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Final, Literal, NotRequired, TypedDict, cast

LATIN: Final = "0123456789"
BANGLA: Final = "০১২৩৪৫৬৭৮৯"
FACTS_FILE: Final = "facts.json"
_USUAL: Final = "bn"


def _six_forms(count: int) -> int:
    if count <= 2:
        return count
    return 3 if 3 <= count % 100 <= 10 else 4 if count % 100 >= 11 else 5


PLURALS: Final[Mapping[str, Callable[[int], int]]] = {
    "other": lambda count: 0,
    "one_other": lambda count: 0 if count == 1 else 1,
    "zero_one_other": lambda count: 0 if count <= 1 else 1,
    "zero_one_two_few_many_other": _six_forms,
}
"""Which of a word's forms goes with a whole count, by the rule's name.

After CLDR's plural rules: one form for all, as in Bangla here; one and all other, as in English; nought as one, as in
Hindi; and the six of Arabic (zero, one, two, few, many, other).
Source: https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
"""


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
    plural: Callable[[int], int]
    digits: str
    grouping: tuple[int, ...]
    """How many digits stand together, from the right; the last is repeated."""
    direction: Literal["ltr", "rtl"]
    methods: Mapping[str, str]
    """What people call the ways to pay, where not by their own names; by those in small letters."""
    number_words: NumberWords | None
    """None where sums are not said aloud."""


class _NumbersFile(TypedDict):
    """`number_words` of a `facts.json`: what `NumberWords` has, under the same names."""

    below_hundred: list[str]
    units: list[tuple[int, str]]
    taka: str
    poisha: str
    hundred_said: str


class _FactsFile(TypedDict):
    """A `facts.json`: what `Facts` has, under the same names. `plural` is one of `PLURALS`."""

    own_name: str
    country: str
    direction: Literal["ltr", "rtl"]
    digits: str
    grouping: list[int]
    plural: str
    months: list[str]
    near_days: list[str]
    day_parts: list[tuple[int, str]]
    clock: str
    hour: str
    within: str
    seconds: list[str]
    minutes: list[str]
    hours_within: list[str]
    days_within: list[str]
    methods: NotRequired[dict[str, str]]
    number_words: NotRequired[_NumbersFile]


def read_facts(file: Traversable) -> Facts:
    """One `facts.json`. Raises KeyError or ValueError where it is not whole."""
    told: _FactsFile = json.loads(file.read_text(encoding="utf-8"))
    yesterday, today, tomorrow = told["near_days"]
    numbers = told.get("number_words")
    return Facts(
        own_name=told["own_name"],
        country=told["country"],
        months=tuple(told["months"]),
        near_days=(yesterday, today, tomorrow),
        day_parts=tuple((first_hour, said) for first_hour, said in told["day_parts"]),
        clock=told["clock"],
        hour=told["hour"],
        within=told["within"],
        seconds=tuple(told["seconds"]),
        minutes=tuple(told["minutes"]),
        hours_within=tuple(told["hours_within"]),
        days_within=tuple(told["days_within"]),
        plural=PLURALS[told["plural"]],
        digits=told["digits"],
        grouping=tuple(told["grouping"]),
        direction=told["direction"],
        methods=told.get("methods", {}),
        number_words=None
        if numbers is None
        else NumberWords(
            tuple(numbers["below_hundred"]),
            tuple((size, unit) for size, unit in numbers["units"]),
            taka=numbers["taka"],
            poisha=numbers["poisha"],
            hundred_said=numbers["hundred_said"],
        ),
    )


def _read_all(folder: Traversable) -> dict[str, Facts]:
    """Those that have a folder with their facts, by its name: the usual one first, as lists and switches have it."""
    names = (one.name for one in folder.iterdir() if one.joinpath(FACTS_FILE).is_file())
    return {
        name: read_facts(folder / name / FACTS_FILE) for name in sorted(names, key=lambda name: (name != _USUAL, name))
    }


_KNOWN: Final = _read_all(files(__package__))
if TYPE_CHECKING:
    # The two in which the tests and the operator's command speak: the type checker finds a slip in their names.
    Language = Literal["bn", "en"]
else:
    # Whatever is there when the program starts; so the API takes it and its document names it.
    Language = Literal[tuple(_KNOWN)]
DEFAULT: Final[Language] = _USUAL
"""Of whoever has not said otherwise."""
LANGUAGES: Final = cast(dict[Language, Facts], _KNOWN)


def read_language(text: str) -> Language:
    """The language that a text names, `en` or `EN-us, bn;q=0.8`; the usual one for any other."""
    named = text[:2].lower()
    return next((language for language in LANGUAGES if language == named), DEFAULT)


def next_language(language: Language) -> Language:
    """The one that a switch leads to: of two the other one."""
    known = tuple(LANGUAGES)
    return known[(known.index(language) + 1) % len(known)]
