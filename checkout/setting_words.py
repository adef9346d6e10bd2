"""Reading one class of settings, and telling what is wrong with a setting in an operator's words, never a library's."""

import json
from collections.abc import Mapping
from types import UnionType
from typing import Final, NoReturn, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from checkout.setting_types import FeeRate, SchemeTerms
from checkout.variables import nearest, values_for

_INSIDE: Final = (*FeeRate.model_fields, *SchemeTerms.model_fields)
_NUMBERS: Final = "must be a number"
_WHOLE: Final = "must be a whole number"
_TRUTH: Final = "must be true or false"
# By the library's name of the fault; what is not here is told without a reason, never in its words.
_SAID: Final[Mapping[str, str]] = {
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": "is too large",
    "float_parsing": _NUMBERS,
    "float_type": _NUMBERS,
    "finite_number": _NUMBERS,
    "bool_parsing": _TRUTH,
    "bool_type": _TRUTH,
    "string_type": "must be text in quotes",
    "dict_type": "must be an object of JSON",
    "model_type": "must be an object of JSON",
    "model_attributes_type": "must be an object of JSON",
    "list_type": "must be a list of JSON",
    "string_too_short": "must not be empty",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be below {lt}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "must have at most {max_length} characters",
}
Kind = TypeVar("Kind", bound=BaseModel)


class NotRead(Exception):
    """What is wrong with settings of one class: a sentence for each, and the fields that are missing."""

    def __init__(self, wrong: list[str], missing: frozenset[str]) -> None:
        super().__init__("; ".join(wrong))
        self.wrong, self.missing = wrong, missing


def read_settings(kind: type[Kind], prefix: str, variables: Mapping[str, str]) -> Kind:
    """The settings of one class, from what is set. Raises NotRead."""
    values: dict[str, object] = {}
    wrong: list[str] = []
    for name, text in values_for(prefix, kind.model_fields, variables).items():
        try:
            values[name] = _of_json(text) if is_json(kind.model_fields[name]) else text
        except (ValueError, RecursionError) as error:
            wrong.append(f"{prefix}{name.upper()} is wrong: {error if isinstance(error, _Twice) else _no_json(text)}")
    try:
        settings = kind(**values)
    except ValidationError as error:
        missing = {str(one["loc"][0]) for one in error.errors() if one["type"] == "missing" and len(one["loc"]) == 1}
        unread = {line.partition(" ")[0] for line in wrong}
        told = [_sentence(prefix, one) for one in error.errors()]
        wrong += [line for line in told if line.partition(" ")[0] not in unread]
        raise NotRead(_in_one_line(wrong), frozenset(missing)) from None
    if wrong:
        raise NotRead(_in_one_line(wrong), frozenset())
    return settings


def is_json(field: FieldInfo) -> bool:
    """Whether a setting is written as JSON."""
    kinds = get_args(field.annotation) if get_origin(field.annotation) is UnionType else (field.annotation,)
    return any(
        get_origin(one) in (dict, list) or (isinstance(one, type) and issubclass(one, BaseModel)) for one in kinds
    )


class _Twice(ValueError):
    """A name that stands twice in one object: one of the two would be dropped without a word."""


def _of_json(text: str) -> object:
    found: object = json.loads(text, object_pairs_hook=_each_once, parse_constant=_refused)
    return found


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(f"{name[:40]} stands twice in it")
        found[name] = value
    return found


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)


def _no_json(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return "must be JSON, without quotes round it" if quoted else "must be JSON"


def _sentence(prefix: str, problem: ErrorDetails) -> str:
    if not problem["loc"]:
        # Of several settings together, which the sentence itself names.
        return _said(problem)
    name, *inside = map(str, problem["loc"])
    variable = f"{prefix}{name.upper()}"
    if problem["type"] == "missing":
        return f"{variable} is not set"
    is_key = inside[-1:] == ["[key]"]
    place = ".".join(one[:40] for one in inside if one != "[key]")
    if is_key or problem["type"] == "literal_error":
        given = inside[-2] if is_key else str(problem["input"])
        return f"{variable} is wrong: {_choice(place, given, problem)}"
    if problem["type"] == "extra_forbidden":
        return f"{variable} is wrong: {place} is not known there{nearest(inside[-1], _INSIDE)}"
    said = _said(problem)
    return f"{variable} is wrong: {f'{place} ' if place else ''}{said}"


def _said(problem: ErrorDetails) -> str:
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    facts = {name: f"{fact:g}" if isinstance(fact, float) else fact for name, fact in problem.get("ctx", {}).items()}
    return _SAID.get(problem["type"], "cannot be read").format_map(facts)


def _choice(place: str, given: str, problem: ErrorDetails) -> str:
    """One word out of a few; the few are told."""
    few = [one.strip("'") for one in str(problem.get("ctx", {}).get("expected", "")).replace(" or ", ", ").split(", ")]
    words = f"must be one of {', '.join(few)}{nearest(given, few)}"
    return f"{place} {words}" if place else words


def _in_one_line(wrong: list[str]) -> list[str]:
    return [" ".join("".join(sign if sign.isprintable() else " " for sign in line).split()) for line in wrong]
