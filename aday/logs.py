"""What is worth an operator's eye, without codes, tokens or payers' details.

One JSON line for each event, for programs to search; where a demo is tried, words for people and warnings only.
"""

import logging
import os
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Final

import structlog
from structlog.tracebacks import ExceptionDictTransformer

_PAYER: Final = re.compile(r"(?<![\w.])(?:\+?88)?01\d{9}\b|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# PostgreSQL tells the whole row that a rule refused.
_ROW: Final = re.compile(r"DETAIL:.*", re.DOTALL)
_WORDS_MAX: Final = 2_000
_FIRST: Final = (structlog.contextvars.merge_contextvars, structlog.processors.add_log_level)
# The setting, read here by itself: the stand-ins and the app read no others.
STYLE: Final = "ADAY_LOG_STYLE"
FOR_PEOPLE: Final = "people"


def without_payers(_: object, __: str, line: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """What others wrote, a gateway in its refusal or a database in its error, can hold a payer's phone, mail or row."""
    return {name: _without(value) for name, value in line.items()}


def _without(value: object) -> object:
    if isinstance(value, str):
        # Of a hundred lines hardly one has anything of either, and each line of every request comes through here.
        if "DETAIL:" in value:
            value = _ROW.sub("", value)
        if "01" in value or "@" in value:
            value = _PAYER.sub("…", value)
        return value[:_WORDS_MAX]
    if isinstance(value, Mapping):
        return {name: _without(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without(one) for one in value]
    return value


def quiet_logs() -> None:
    """Tracebacks go without local variables: those hold tokens, passwords and payers."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    # httpx would log whole addresses, and ours to the gateway carry its password.
    logging.getLogger("httpx").setLevel(logging.ERROR)
    if os.environ.get(STYLE) == FOR_PEOPLE:
        _configure_for_people()
    else:
        _configure_for_programs()


def _configure_for_programs() -> None:
    structlog.configure(
        processors=[
            *_FIRST,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            without_payers,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _configure_for_people() -> None:
    """Whoever tries a demo wants to read what went wrong, and nothing else."""
    structlog.configure(
        processors=[
            *_FIRST,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            structlog.processors.ExceptionRenderer(),
            without_payers,
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
