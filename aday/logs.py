"""One JSON line for each event worth an operator's eye, without codes, tokens or payers' details."""

import logging
import sys

import structlog
from structlog.tracebacks import ExceptionDictTransformer


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
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
