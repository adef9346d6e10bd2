"""Who may ask a gateway for an access token, and when: never more often than it allows."""

from datetime import datetime, timedelta
from typing import Final, Literal

from checkout.gateways.tokens import Claim, Granted
from checkout.store import tokens
from checkout.store.unit_of_work import UnitOfWork

_HOUR: Final = timedelta(hours=1)
# A new one is asked for while the old one still serves: bKash's lives an hour.
_RENEW_BEFORE: Final = timedelta(minutes=5)
# Longer than one call can take; after it a claim of a process that died is void.
_ASKING: Final = timedelta(minutes=2)


def fresh_token(kept: tokens.KeptToken, refused: str, now: datetime) -> str:
    """The token, unless it was refused or is to be renewed; else an empty text."""
    return kept.token if kept.token != refused and kept.expires_at - _RENEW_BEFORE > now else ""


def claim_token(uow: UnitOfWork, account: str, refused: str, per_hour: int) -> str | Claim | Literal["wait", "barred"]:
    """The token in force, or the right to ask for one, or why not.

    The call is counted here, before it is made. While somebody asks, or when the hour's calls are
    used up, a token that still lives serves on.
    """
    kept = tokens.get(uow.conn, account, to_change=True)
    if kept is None:
        tokens.insert(uow.conn, account, uow.now)
        kept = tokens.get(uow.conn, account, to_change=True)
        assert kept is not None, account
    token = fresh_token(kept, refused, uow.now)
    if token:
        return token
    alive = kept.token if kept.token != refused and kept.expires_at > uow.now else ""
    if kept.asking_until > uow.now:
        return alive or "wait"
    if not _count_call(uow, account, kept, per_hour):
        return alive or "barred"
    # A refused token's refresh token is of no use: it may be what is wrong.
    return Claim("" if kept.token == refused else kept.refresh_token)


def claim_token_again(uow: UnitOfWork, account: str, per_hour: int) -> bool:
    """Whether the holder of the claim may make one more call; counted if so."""
    kept = tokens.get(uow.conn, account, to_change=True)
    return kept is not None and _count_call(uow, account, kept, per_hour)


def keep_token(uow: UnitOfWork, account: str, granted: Granted) -> None:
    expires_at = uow.now + timedelta(seconds=granted.lives_seconds)
    tokens.keep(uow.conn, account, granted.token, granted.refresh_token, expires_at, uow.now)


def give_up_token(uow: UnitOfWork, account: str) -> None:
    tokens.stop_asking(uow.conn, account, uow.now)


def _count_call(uow: UnitOfWork, account: str, kept: tokens.KeptToken, per_hour: int) -> bool:
    recent = tuple(moment for moment in kept.asked_at if moment > uow.now - _HOUR)
    if len(recent) >= per_hour:
        return False
    tokens.count_call(uow.conn, account, (uow.now, *recent), uow.now + _ASKING)
    return True
