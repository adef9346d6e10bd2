"""Money that a gateway says it has, held against what we asked for."""

from collections.abc import Mapping
from typing import Final

from checkout.core.reasons import HoldReason
from checkout.gateways.base import Confirmed, Contradicted, Held, Outcome, Unknown
from checkout.gateways.wire import differing, money, text, word
from money import Money

_TAKA: Final = "bdt"


def judged(
    seen: Confirmed,
    answer: Mapping[str, object],
    *,
    about: Mapping[str, str],
    sums: tuple[str, ...],
    currencies: tuple[str, ...] = (),
) -> Outcome:
    """`seen`, if every fact of the answer is the one we asked for; else why it is not, as an operator needs it.

    `about` are the facts that name the attempt: an answer that names another one contradicts us, and one that names
    none tells nothing. Money that is there for our attempt, but not as we asked for it, is held and never lost sight
    of. `sums` and `currencies` are the fields that must be `seen.amount` and taka.
    """
    missing = [name for name in about if not text(answer.get(name))]
    strange = differing({name: fact for name, fact in about.items() if name not in missing}, answer)
    if strange:
        return Contradicted(strange)
    if len(missing) == len(about):
        return Unknown("the answer does not say what it is about")
    if missing or not seen.capture_ref:
        return held(HoldReason.UNREADABLE, f"without {', '.join(missing) or 'a reference'}", seen, answer, sums)
    foreign = [name for name in currencies if word(answer.get(name)) != _TAKA]
    if foreign:
        words = ", ".join(f"{name} is {text(answer.get(name)) or 'missing'}" for name in foreign)
        return held(HoldReason.CURRENCY_DIFFERS, words, seen, answer, sums)
    for name in sums:
        told = money(answer.get(name))
        if told != seen.amount:
            why = HoldReason.UNREADABLE if told is None else HoldReason.AMOUNT_DIFFERS
            words = f"{name} is {text(answer.get(name)) or 'missing'}, not {seen.amount.decimal_text}"
            return held(why, words, seen, answer, sums, amount=told)
    return seen


def given_back(
    words: str, seen: Confirmed, answer: Mapping[str, object], *, about: Mapping[str, str], sums: tuple[str, ...]
) -> Outcome:
    """Money of our attempt that was paid once and went back without us: the operator's to decide, and not unknown."""
    outcome = judged(seen, answer, about=about, sums=())
    if isinstance(outcome, Contradicted | Unknown):
        return outcome
    return held(HoldReason.GIVEN_BACK_ELSEWHERE, words, seen, answer, sums)


def held(
    why: HoldReason,
    words: str,
    seen: Confirmed,
    answer: Mapping[str, object],
    sums: tuple[str, ...],
    *,
    amount: Money | None = None,
) -> Held:
    """The money of `seen` for the operator to decide upon; its sum is the first of `sums` that can be read."""
    told = (money(answer.get(name)) for name in sums)
    return Held(
        why,
        words,
        seen.capture_ref,
        amount or next((sum_ for sum_ in told if sum_ is not None), None),
        **seen.gateway_texts,
    )
