"""One JSON line for each event worth an operator's eye, without codes, tokens or payers' details."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

import structlog
from structlog.tracebacks import ExceptionDictTransformer

_PAYER: Final = re.compile(r"(?<![\w.])(?:\+?88)?01\d{9}\b|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# PostgreSQL tells the whole row that a rule refused.
_ROW: Final = re.compile(r"DETAIL:.*", re.DOTALL)
_WORDS_MAX: Final = 2_000


def without_payers(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What others wrote, a gateway in its refusal or a database in its error, can hold a payer's phone, mail or row."""
    return {name: _without(value) for name, value in line.items()}


def _without(value: Any) -> Any:
    if isinstance(value, str):
        return _PAYER.sub("…", _ROW.sub("", value))[:_WORDS_MAX]
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
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            without_payers,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
