"""A failure in as few steps as it needs, a token that plays it again, and a trace that a person can follow."""

import base64
import json
import logging
import re
import time
import zlib
from collections.abc import Collection, Sequence
from dataclasses import replace

from tests.simulation.chances import Chances
from tests.simulation.plan import plan_of
from tests.simulation.world import Asked, Played, play

# What devices ask all the time, and what goes well, tells nothing of a failure.
_NOISE = re.compile(r"  device GET \S+ #[0-9]+ → 200$|  device GET /v1/events/stream ")
Item = tuple[str, str]


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


def shrunk(failed: Played, seconds_most: float = 120.0) -> Played:
    """The same failure with as few acts and faults as were found to do, in so much processor time."""
    kind, asked = _kind(failed), failed.asked
    plan = plan_of(Chances(str(asked.seed)), asked.steps)
    items: list[Item] = [("act", str(one.number)) for one in plan if asked.acts is None or one.number in asked.acts]
    items += [("fault", one) for one in failed.faults]
    best, until = failed, time.process_time() + seconds_most

    def fails(some: Sequence[Item]) -> bool:
        nonlocal best
        acts = [int(name) for what, name in some if what == "act"]
        played = play(replace(asked, acts=acts, faults=[name for what, name in some if what == "fault"]))
        if played.wrong and _kind(played) == kind:
            best = played
            return True
        return False

    alone = [one for one in items if one[0] == "act"]
    # Most mistakes need no bad line, and then there is little left to try.
    if len(alone) < len(items) and fails(alone):
        items = alone
    size = max(1, len(items) // 2)
    while size and time.process_time() < until:
        begin, is_smaller = 0, False
        while begin < len(items) and time.process_time() < until:
            without = items[:begin] + items[begin + size :]
            if without and fails(without):
                items, is_smaller = without, True
            else:
                begin += size
        size = size if is_smaller and size == 1 else size // 2
    return best


def steps_of(asked: Asked) -> int:
    """How many acts and faults a replay has."""
    return len(asked.acts or ()) + len(asked.faults or ())


def told(played: Played) -> str:
    """The trace, without what tells nothing."""
    return "\n".join(line for line in played.trace if not _NOISE.search(line))


def _kind(played: Played) -> str:
    """What is wrong, without ids, sums and references, and of whichever thing it is."""
    plain = re.sub(r"[a-z]{2,4}_[0-9a-f-]{36}|'[^']*'|(?<= )[A-Za-z]*[0-9][A-Za-z0-9]*|[0-9]+", "…", played.wrong[0])
    return re.sub(r"payments?|refunds?|links?|payouts?", "…", plain.partition(": ")[0])


def _sorted(some: Collection[int] | Collection[str] | None) -> list[int | str] | None:
    return None if some is None else sorted(some)
