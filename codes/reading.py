"""Codes and references as people paste and type them: with words around them, marks and what messengers glue on."""

import re
from typing import Final
from urllib.parse import unquote

from codes.code import CODE_LENGTH, OLD_CODE_LENGTH, is_whole, looks_like_one
from language import latin_digits, plain_forms, without_marks

# Somebody may paste a whole message; of a longer one only so many words are looked at.
_WORDS_MAX: Final = 100
# A code read aloud is typed in groups; one of four characters and more has so many at most.
_GROUPS_MAX: Final = 4
_REFERENCE_LEAST: Final = 6
_REFERENCE_MOST: Final = 40
# One in twenty of bKash's references has no digit; a word of a message is shorter, or in small letters.
_LETTERS_LEAST: Final = 8
_NAMED: Final = re.compile(r"\b(?:trx|txn|tran|transaction)[\s:._-]*(?:id|no)?\b", re.IGNORECASE)
_MISREAD: Final = str.maketrans("ILO", "110")
_WORD: Final = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?")
_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$")
_LABEL: Final = re.compile(r"^(?:trx|txn|tran|transaction)(?:id|no)?", re.IGNORECASE)
# Keyboards and word processors make other dashes of a hyphen.
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_DIGITS: Final = re.compile(r"\d(?:[\s.\-]?\d)*")
# Six that stand by themselves, or two groups of three, with a minute or an hour after them.
_SIX: Final = re.compile(r"(?<!\d)\d{3}[\s.,\-_/·]?\d{3}(?!\d)")
# Of what stands behind these in an address nothing is the code's.
_REST: Final = re.compile(r"[&?#/]")


def seen(text: str) -> str:
    """The text as a reader sees it: no invisible mark, wide and styled letters as plain ones, digits of ours."""
    return latin_digits(plain_forms(without_marks(text))).strip()


def read_code(text: str) -> str:
    """A code as a person may have typed it, in the form in which it is kept."""
    return re.sub(r"[\s-]", "", _EDGES.sub("", _DASHES.sub("-", seen(text)))).upper().translate(_MISREAD)


def head_of(text: str) -> str:
    """The first word, without what is glued to it: what an address says before a messenger added to it."""
    found = _WORD.search(seen(text))
    return found[0] if found else ""


def code_at_head(text: str) -> str:
    """The code that an address's text begins with; what comes nearest to one where there is none that is whole."""
    head = _REST.split(seen(text), maxsplit=1)[0]
    joined = re.sub(r"[\W_]", "", head, flags=re.ASCII)
    # Spaces and marks may group a code or part it from what comes after.
    begun = (joined[:length] for length in (CODE_LENGTH, OLD_CODE_LENGTH) if len(joined) > CODE_LENGTH)
    codes = [read_code(one) for one in (head_of(head), joined, *begun)]
    return next((code for code in codes if is_whole(code)), codes[0])


def codes_in(text: str) -> tuple[str, ...]:
    """The codes that somebody may mean who typed or pasted this, the likeliest first."""
    words = [read_code(word) for word in _words(_DASHES.sub("-", text))]
    named = [code for code in words if looks_like_one(code)]
    tries = [read_code(text), *sorted(named, key=is_whole, reverse=True), *_grouped(words)]
    return tuple(dict.fromkeys(one for one in tries if one))


def references_in(text: str) -> tuple[str, ...]:
    """The references of a gateway that somebody may mean: as a whole, then its words; as written, then in capitals."""
    whole = _EDGES.sub("", seen(text))
    pieces = [_EDGES.sub("", piece) for piece in whole.split()[:_WORDS_MAX]]
    named = [_EDGES.sub("", _LABEL.sub("", piece)) for piece in (*pieces, *_words(text))]
    # Ids are typed in groups too; of a whole message no group is made.
    joined = re.sub(r"[\s-]", "", _DASHES.sub("-", whole))
    if len(joined) <= _REFERENCE_MOST:
        named.append(joined)
    is_named = _NAMED.search(seen(text)) is not None
    tries = [whole, *(one for one in named if _may_be_reference(one, is_named=is_named))]
    return tuple(dict.fromkeys(form for one in tries if one for form in (one, one.upper())))


def _may_be_reference(word: str, *, is_named: bool) -> bool:
    if any(map(str.isdigit, word)):
        return len(word) >= _REFERENCE_LEAST
    return len(word) >= _LETTERS_LEAST and (word.isupper() or is_named)


def is_mistyped(text: str) -> bool:
    """Whether it is as long as a code and is none: somebody copied one by hand."""
    code = read_code(text)
    return looks_like_one(code) and len(code) in (OLD_CODE_LENGTH, CODE_LENGTH) and not is_whole(code)


def read_one_time_code(text: str) -> str:
    """The six digits of a one-time code, from whatever stands around and between them; empty where there are none."""
    plain = _DASHES.sub("-", seen(text))
    runs = {re.sub(r"\D", "", run) for run in _DIGITS.findall(plain)}
    # A message for a phone to read says the code twice: `120449`, and `@pay.example #120449` in its last line.
    six = {run for run in runs if len(run) == 6} or {re.sub(r"\D", "", run) for run in _SIX.findall(plain)}
    return six.pop() if len(six) == 1 else ""


def _words(text: str) -> list[str]:
    """Of an address inside another one, as networks make of each that is tapped, what it says."""
    return [found[0] for found in _WORD.finditer(unquote(seen(text)))][:_WORDS_MAX]


def _grouped(words: list[str]) -> list[str]:
    """The whole codes that words beside each other make together."""
    spans = (
        "".join(words[begin : begin + count])
        for begin in range(len(words))
        for count in range(2, _GROUPS_MAX + 1)
        if begin + count <= len(words)
    )
    return [code for code in spans if is_whole(code)]
