"""A sum as the clips that say it, one after another, and the list of all clips there are."""

from typing import Final

from app.words import say
from language import LANGUAGES, Language, NumberWords
from money import Money

MOST: Final = Money(5_00_000_00)
"""No payment is larger: what is, is told without its sum."""
# What follows the numbers; with its noun it is one breath, and shorter for it.
TAKA, RECEIVED, TAKA_RECEIVED, POISHA_RECEIVED = "taka", "received", "taka-received", "poisha-received"
THOUSAND: Final = "thousand"
_LAKHS_MOST: Final = 5


def clips_of(amount: Money, language: Language) -> list[str]:
    """The names of the clips that say a payment of this sum; of one that is too large, only that it was received."""
    words = LANGUAGES[language].number_words
    if words is None or not Money(0) < amount <= MOST:
        return [RECEIVED]
    taka, poisha = divmod(amount.poisha, 100)
    said = _clips_of_number(taka, words)
    if not poisha:
        return [*said, TAKA_RECEIVED]
    return [*said, *([TAKA] if taka else []), *_clips_below_hundred(poisha, words), POISHA_RECEIVED]


def clip_words(language: Language) -> dict[str, str]:
    """What is said in each clip, by its name, in the order in which it is best read; empty where sums are not said.

    A name is the number itself, `17` or `400000`, or one of the words above.
    """
    words = LANGUAGES[language].number_words
    if words is None:
        return {}
    units, ending = dict(words.units), say(language, "speech.ending")
    single = [number for number in range(1, 100) if _clips_below_hundred(number, words) == [str(number)]]
    said = {str(number): words.below_hundred[number] for number in single}
    said |= {str(digit * 100): words.hundred_said.format(words.below_hundred[digit]) for digit in range(1, 10)}
    said |= {str(digit * 1_000): f"{words.below_hundred[digit]} {units[1_000]}" for digit in range(1, 10)}
    said[THOUSAND] = units[1_000]
    for digit in range(1, _LAKHS_MOST + 1):
        said[str(digit * 1_00_000)] = f"{words.below_hundred[digit]} {units[1_00_000]}"
    return said | {
        TAKA: words.taka,
        TAKA_RECEIVED: f"{words.taka} {ending}",
        POISHA_RECEIVED: f"{words.poisha} {ending}",
        RECEIVED: ending,
    }


def _clips_of_number(number: int, words: NumberWords) -> list[str]:
    lakhs, below_lakh = divmod(number, 1_00_000)
    thousands, below_thousand = divmod(below_lakh, 1_000)
    hundreds, rest = divmod(below_thousand, 100)
    said = [str(lakhs * 1_00_000)] if lakhs else []
    if thousands > 9:
        said += [*_clips_below_hundred(thousands, words), THOUSAND]
    elif thousands:
        said.append(str(thousands * 1_000))
    if hundreds:
        said.append(str(hundreds * 100))
    return said + _clips_below_hundred(rest, words)


def _clips_below_hundred(number: int, words: NumberWords) -> list[str]:
    """`forty-two` is put together from two clips; what is one word is one clip."""
    if not number:
        return []
    if "-" in words.below_hundred[number]:
        return [str(number - number % 10), str(number % 10)]
    return [str(number)]
