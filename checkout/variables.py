"""What stands in the environment, in a `.env` file and in the files that both name: still without meaning.

A setting is `ADAY_` and its name in capitals. `ADAY_X_FILE` names a file that holds the value of `ADAY_X`, as Docker's
and systemd's secrets do. Empty is not set.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

from checkout.setting_types import WrongSettings

PREFIX: Final = "ADAY_"
IN_A_FILE: Final = "_FILE"
_DOTENV: Final = Path(".env")
_FILE_MOST_BYTES: Final = 64 * 1024
# The app's, which reads no others (main.py).
_OTHERS: Final = frozenset({"ADAY_SERVER_URL"})
# Kubernetes and Docker tell every program where the services beside it are; one of them may be called "aday".
_OF_SERVICES: Final = re.compile(
    r"ADAY_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)"
)
_OF_A_SERVICE: Final = re.compile(r"(tcp|udp|sctp)://\S+")
# Close enough to a setting's name that it was meant to be one, though it does not begin like one.
_ALMOST: Final = 0.9


def read_variables(known: Iterable[str], dotenv: Path = _DOTENV) -> dict[str, str]:
    """The value of each setting that is set, by its name. Raises WrongSettings for names that are none.

    What the environment says goes before what the file says.
    """
    names = frozenset(known)
    told: dict[str, str] = {}
    wrong: list[str] = []
    for name, value in (*_dotenv(dotenv), *_environment()):
        if fault := _fault(name, value, names):
            wrong.append(fault)
        elif name in names or name.removesuffix(IN_A_FILE) in names:
            told[name] = value
    found = {name: value for name, value in told.items() if name in names and value}
    for name, path in told.items():
        setting = name.removesuffix(IN_A_FILE)
        if name in names or not path:
            continue
        if setting in found:
            wrong.append(f"{setting} and {name} are both set: one of them must go")
            continue
        try:
            found[setting] = _content(name, path)
        except WrongSettings as error:
            wrong.append(str(error))
    if wrong:
        raise WrongSettings("; ".join(dict.fromkeys(wrong)))
    return found


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, as the end of a sentence; empty where none is near."""
    by_folded = {one.casefold(): one for one in known}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f" (did you mean {by_folded[close[0]]}?)" if close else ""


def _environment() -> Iterator[tuple[str, str]]:
    # Exactly written ones last, so that they win over the same name in small letters.
    yield from sorted(((name.upper(), value) for name, value in os.environ.items() if not name.isupper()))
    yield from ((name, value) for name, value in os.environ.items() if name.isupper())


def _dotenv(path: Path) -> Iterator[tuple[str, str]]:
    """The file's names and values. Raises WrongSettings for a line that would else be passed over in silence."""
    if not path.exists():
        return
    try:
        with path.open(encoding="utf-8-sig") as lines:
            bindings = list(parse_stream(lines))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not in UTF-8"
        raise WrongSettings(f"the file {path} cannot be read: {why}") from None
    seen: set[str] = set()
    for one in bindings:
        # What a pair of quotes holds can run over lines; the place is where it begins.
        line_count = one.original.line + len(one.original.string) - len(one.original.string.lstrip("\n"))
        if one.error:
            raise WrongSettings(f"line {line_count} of the file {path} is wrong: it must be NAME=value")
        if one.key is None:
            continue
        name = one.key.upper()
        if name.startswith(PREFIX):
            if one.value is None:
                raise WrongSettings(f"{name} in the file {path} is wrong: it has no value")
            if name in seen:
                raise WrongSettings(f"{name} stands twice in the file {path}")
        seen.add(name)
        yield name, one.value or ""


def _fault(name: str, value: str, known: frozenset[str]) -> str:
    """Why a variable of this name cannot be meant; empty where it can, or is nobody's of ours."""
    if name in known or name.removesuffix(IN_A_FILE) in known or name in _OTHERS:
        return ""
    if not name.startswith(PREFIX):
        almost = get_close_matches(name, known, n=1, cutoff=_ALMOST)
        return f"{name} is no setting (did you mean {almost[0]}?)" if almost else ""
    if _OF_SERVICES.fullmatch(name) or (name.endswith("_PORT") and _OF_A_SERVICE.fullmatch(value)):
        return ""
    return f"{name[:80]} is no setting{nearest(name, known)}"


def _content(name: str, path: str) -> str:
    """What the named file holds, without the newline that editors put at its end. Raises WrongSettings."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(_FILE_MOST_BYTES + 1)
        text = content.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise WrongSettings(f"{name} is wrong: its file cannot be read ({why})") from None
    text = text.rstrip("\r\n")
    if not text:
        raise WrongSettings(f"{name} is wrong: its file is empty")
    if len(content) > _FILE_MOST_BYTES:
        raise WrongSettings(f"{name} is wrong: its file is larger than any setting")
    return text


def values_for(prefix: str, fields: Iterable[str], variables: Mapping[str, str]) -> dict[str, str]:
    """The values of one class of settings, by the names of its fields."""
    return {one: variables[name] for one in fields if (name := f"{prefix}{one.upper()}") in variables}
