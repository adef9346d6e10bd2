"""`aday doctor`: what an operator would look at first, looked at, and told in sentences."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import httpx
from sqlalchemy.exc import DBAPIError

from aday.logs import quiet_logs
from aday.operator import WRONG_TABLES, cannot_be_opened
from checkout.acts.audit import audit
from checkout.setting_types import WrongSettings
from checkout.settings import Settings, load_settings
from checkout.store.database import is_postgresql
from checkout.store.migrate import tables_of
from checkout.store.opening import open_database

_CLOCK_MAY_DIFFER: Final = timedelta(seconds=30)
_GATEWAY_SECONDS: Final = 10.0
_DISK_LEAST_BYTES: Final = 500_000_000


def run() -> int:
    """Print what is well and what is wrong; 1 when anything is."""
    quiet_logs()
    try:
        settings = load_settings()
    except WrongSettings as error:
        print(f"WRONG  {error}")
        return 1
    wrong_count = 0
    for is_well, sentence in _look(settings):
        print(f"{'ok   ' if is_well else 'WRONG'}  {sentence}")
        wrong_count += not is_well
    return 1 if wrong_count else 0


def _look(settings: Settings) -> Iterator[tuple[bool, str]]:
    yield from _public(settings)
    yield from _database(settings)
    yield from _gateways(settings)


def _public(settings: Settings) -> Iterator[tuple[bool, str]]:
    """What strangers would find."""
    is_https = settings.public_url.startswith("https://")
    if is_https or settings.demo:
        yield True, f"Payers and gateways reach us at {settings.public_url}."
    else:
        yield False, f"{settings.public_url} is not https: what payers type can be read on the way."
    if is_https and settings.demo:
        yield False, "ADAY_DEMO is on: everybody sees the one-time codes of everybody. Turn it off."
    if is_https and settings.sms_backend == "console":
        yield False, "ADAY_SMS_BACKEND is console: one-time codes are printed here and reach no shopkeeper."
    if settings.sms_backend == "http" and not settings.sms_success:
        yield (
            False,
            "ADAY_SMS_SUCCESS is empty: a provider that refuses a message with HTTP 200 is believed to have sent it.",
        )
    elif settings.sms_backend == "http" and not settings.sms_success_field:
        yield (
            False,
            "ADAY_SMS_SUCCESS_FIELD is empty: a word anywhere in the provider's answer counts, a refusal's too.",
        )
    if is_https and not settings.trusted_proxies:
        yield (
            False,
            "ADAY_TRUSTED_PROXIES is empty: behind a proxy all payers share one address and its limits.",
        )


def _database(settings: Settings) -> Iterator[tuple[bool, str]]:
    try:
        tables = tables_of(settings.database_url)
    except DBAPIError as error:
        yield False, cannot_be_opened(error)
        return
    if tables in WRONG_TABLES:
        yield False, WRONG_TABLES[tables]
        return
    kind = "PostgreSQL" if is_postgresql(settings.database_url) else "SQLite"
    yield True, f"The database is {kind} and answers; it has {tables} tables."
    if kind == "SQLite":
        folder = Path(settings.database_url.removeprefix("sqlite:///")).resolve().parent
        free_bytes = shutil.disk_usage(folder).free
        is_enough = free_bytes >= _DISK_LEAST_BYTES
        yield is_enough, f"{free_bytes // 1_000_000} MB are free in {folder}."
    db = open_database(settings.database_url, settings.public_url)
    try:
        differences = db.read_now(audit).differences
    finally:
        db.close()
    yield not differences, "The books differ: run `aday audit`." if differences else "The books balance."


def _gateways(settings: Settings) -> Iterator[tuple[bool, str]]:
    answers = asyncio.run(_ask_all({name: one.base_url for name, one in settings.gateways.items()}))
    for name, answer in answers.items():
        if isinstance(answer, str):
            yield False, f"The gateway {name} at {settings.gateways[name].base_url} does not answer: {answer}."
        else:
            yield True, f"The gateway {name} answers."
    told = [answer for answer in answers.values() if isinstance(answer, timedelta)]
    if told:
        apart = min(told, key=abs)
        seconds = abs(apart).total_seconds()
        yield abs(apart) <= _CLOCK_MAY_DIFFER, f"Our clock and the gateways' are {seconds:.0f} seconds apart."


async def _ask_all(addresses: dict[str, str]) -> dict[str, timedelta | str | None]:
    """By gateway: how far our clock is ahead of its own, nothing if it does not say, or why it does not answer."""
    async with httpx.AsyncClient(timeout=_GATEWAY_SECONDS, trust_env=False) as client:

        async def ask(address: str) -> timedelta | str | None:
            try:
                answer = await client.get(address)
            except httpx.HTTPError as error:
                return type(error).__name__
            date = answer.headers.get("date")
            return None if date is None else datetime.now(UTC) - parsedate_to_datetime(date)

        found = await asyncio.gather(*map(ask, addresses.values()))
    return dict(zip(addresses, found, strict=True))
