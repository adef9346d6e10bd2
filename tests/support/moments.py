"""Moments that lie ahead whenever the tests run."""

from datetime import UTC, datetime, timedelta


def in_days(days: int) -> str:
    """So many days from now, on the whole hour, as a request writes it."""
    moment = datetime.now(UTC) + timedelta(days=days)
    return moment.replace(minute=0, second=0, microsecond=0).isoformat().replace("+00:00", "Z")
