"""One attempt to pay, as the smaller stand-ins remember it, with the scenario of its amount."""

import contextlib
import json
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

import httpx
from fastapi import Request
from pydantic import TypeAdapter

from sandbox.documents import Documents

DHAKA: Final = timezone(timedelta(hours=6))


@dataclass(slots=True)
class Attempt:
    """`status` is empty until the payer acts, then `paid`, `failed` or `cancelled`."""

    ref: str
    asked: dict[str, str]
    status: str = ""
    bank_ref: str = ""
    ended_at: str = ""
    looks_count: int = 0

    @property
    def amount(self) -> Decimal:
        return Decimal(self.asked["amount"])

    @property
    def scenario(self) -> str:
        """The last two digits of the amount, which choose the trouble."""
        return f"{self.amount:.2f}"[-2:]

    @property
    def told_amount(self) -> Decimal:
        """What a look-up says was paid: half of it in scenario .06."""
        return self.amount / 2 if self.scenario == "06" else self.amount


_ATTEMPT: Final = TypeAdapter(Attempt)


class Attempts:
    """A stand-in's attempts by its own reference."""

    def __init__(self, path: str, owner: str) -> None:
        self._docs = Documents(path, owner)

    def close(self) -> None:
        self._docs.close()

    def open(self, ref: str, asked: Mapping[str, str]) -> Attempt:
        attempt = Attempt(ref, dict(asked))
        self.save(attempt)
        return attempt

    def save(self, attempt: Attempt) -> None:
        self._docs.put("attempt", attempt.ref, asdict(attempt))

    def get(self, ref: str) -> Attempt | None:
        doc = self._docs.get("attempt", ref)
        return None if doc is None else _ATTEMPT.validate_python(doc)

    def everything(self) -> list[Attempt]:
        """Every attempt there was, for comparing books."""
        return [_ATTEMPT.validate_python(doc) for doc in self._docs.every("attempt")]

    def find(self, field: str, value: str) -> Attempt | None:
        return next((one for one in self.everything() if one.asked.get(field) == value), None)

    def end(self, attempt: Attempt, do: str) -> Attempt:
        """What the payer pressed, bent by the scenario: `.01` is declined whatever is pressed."""
        status = {"pay": "paid", "fail": "failed", "cancel": "cancelled"}.get(do, "failed")
        attempt.status = "failed" if status == "paid" and attempt.scenario == "01" else status
        attempt.ended_at = f"{datetime.now(UTC).astimezone(DHAKA):%Y-%m-%d %H:%M:%S}"
        if attempt.status == "paid":
            attempt.bank_ref = secrets.token_hex(5).upper()
        self.save(attempt)
        return attempt

    def look(self, attempt: Attempt) -> bool:
        """Count a look; whether it meets an error page (scenario .07, the first two times)."""
        attempt.looks_count += 1
        self.save(attempt)
        return attempt.scenario == "07" and attempt.looks_count <= 2

    def hangs_first_time(self, attempt_asked: Mapping[str, str], payer: str) -> bool:
        """Scenario .08: the first start for this amount and payer hangs."""
        what = f"{attempt_asked.get('amount')} {payer}"
        if not is_amount(attempt_asked.get("amount")) or not f"{Decimal(attempt_asked['amount']):.2f}".endswith(".08"):
            return False
        if self._docs.get("hung", what) is not None:
            return False
        self._docs.put("hung", what, {})
        return True


async def fields_of(request: Request) -> dict[str, str]:
    """A body's fields as text, from JSON or from a form; none when it is neither.

    Clients name the type of a JSON body wrongly or not at all, so the body itself tells what it is.
    """
    body = await request.body()
    if body.lstrip().startswith(b"{"):
        try:
            fields = json.loads(body)
        except (ValueError, RecursionError):
            return {}
        return {name: "" if value is None else str(value) for name, value in fields.items()}
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


@cache
def certificates() -> ssl.SSLContext:
    """Whom we trust to be who they say, read once: reading takes 35 ms."""
    return httpx.create_ssl_context(trust_env=False)


async def tell(url: str, *, params: Mapping[str, str] | None = None, json: object = None) -> None:
    """A notice to a shop's server; a shop that does not answer is its own trouble."""
    if url:
        async with httpx.AsyncClient(timeout=10, trust_env=False, verify=certificates()) as client:
            with contextlib.suppress(httpx.HTTPError):
                await client.post(url, params=params, json=json)


def is_amount(value: object) -> bool:
    """Taka above zero with at most two decimals."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return False
    return amount.is_finite() and amount > 0 and amount == amount.quantize(Decimal("0.01"))
