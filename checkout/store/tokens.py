"""Queries about the gateways' access tokens."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from checkout.store.tables import from_microseconds, gateway_tokens, to_microseconds


@dataclass(frozen=True, slots=True)
class KeptToken:
    """An account's token and when it was asked for."""

    token: str
    refresh_token: str
    expires_at: datetime
    asking_until: datetime
    asked_at: tuple[datetime, ...]


def get(conn: Connection, account: str, *, to_change: bool = False) -> KeptToken | None:
    """The account's token; `to_change` keeps others from changing it until the command is over."""
    query = select(gateway_tokens).where(gateway_tokens.c.account == account)
    row = conn.execute(query.with_for_update() if to_change else query).first()
    if row is None:
        return None
    return KeptToken(row.token, row.refresh_token, row.expires_at, row.asking_until, _read_moments(row.asked_at))


def insert(conn: Connection, account: str, now: datetime) -> None:
    """An account of which nothing is known yet. Raises IntegrityError when it is known."""
    conn.execute(
        gateway_tokens.insert().values(
            account=account, token="", refresh_token="", expires_at=now, asking_until=now, asked_at="[]"
        )
    )


def count_call(conn: Connection, account: str, asked_at: tuple[datetime, ...], asking_until: datetime) -> None:
    """Note a call for a token before it is made."""
    _change(conn, account, asked_at=_write_moments(asked_at), asking_until=asking_until)


def keep(conn: Connection, account: str, token: str, refresh_token: str, expires_at: datetime, now: datetime) -> None:
    _change(conn, account, token=token, refresh_token=refresh_token, expires_at=expires_at, asking_until=now)


def stop_asking(conn: Connection, account: str, now: datetime) -> None:
    """The one who asked got nothing: somebody else may try."""
    _change(conn, account, asking_until=now)


def _change(conn: Connection, account: str, **values: object) -> None:
    conn.execute(update(gateway_tokens).where(gateway_tokens.c.account == account).values(**values))


def _write_moments(moments: tuple[datetime, ...]) -> str:
    return json.dumps([to_microseconds(moment) for moment in moments])


def _read_moments(text: str) -> tuple[datetime, ...]:
    return tuple(from_microseconds(value) for value in json.loads(text))
