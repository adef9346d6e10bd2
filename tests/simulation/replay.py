"""A token that plays a failure again, and a trace that a person can follow."""

import base64
import json
import logging
import re
import zlib
from collections.abc import Collection
from dataclasses import replace

from tests.simulation.world import Asked, Played, play

# What devices ask all the time, and what goes well, tells nothing of a failure.
_NOISE = re.compile(r"  device GET \S+ #[0-9]+ → 200$|  device GET /v1/events/stream ")


def play_quietly(asked: Asked) -> Played:
    """The trace of one that holds is not carried from process to process."""
    logging.disable(logging.WARNING)
    played = play(asked)
    return played if played.wrong else replace(played, trace=[], faults=[])


def token_of(asked: Asked) -> str:
    """All that has to be known to play the same again."""
    told = [asked.seed, asked.steps, _sorted(asked.acts), _sorted(asked.faults)]
    packed = zlib.compress(json.dumps(told, separators=(",", ":")).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_token(token: str) -> Asked:
    """Raises ValueError for what is no token."""
    try:
        packed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        seed, steps, acts, faults = json.loads(zlib.decompress(packed))
    except (ValueError, zlib.error) as error:
        raise ValueError("this is no token of a replay") from error
    return Asked(seed, steps, acts, faults)


def steps_of(asked: Asked) -> int:
    """How many acts and faults a replay has."""
    return len(asked.acts or ()) + len(asked.faults or ())


def told(played: Played) -> str:
    """The trace, without what tells nothing."""
    return "\n".join(line for line in played.trace if not _NOISE.search(line))


def _sorted(some: Collection[int] | Collection[str] | None) -> list[int | str] | None:
    return None if some is None else sorted(some)
