"""What the checkout answered and told while it went on, and what of that is there afterwards."""

import hashlib
import itertools
import math
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from sqlalchemy import Row, text

from checkout.store.database import Database

_PROMISES: Final = {
    "link": "SELECT id FROM links",
    "page": "SELECT tran_id FROM payments",
    "receipt": "SELECT tran_id FROM payments WHERE paid_at IS NOT NULL",
    "notice": "SELECT body_hash FROM webhook_inbox",
    "refund": "SELECT id FROM refunds",
}
"""What each kind of good answer promises, and where it is to be found."""
_EVENTS: Final = (
    "SELECT l.code, e.seq, e.type, e.data FROM events e JOIN links l USING (merchant_id) WHERE l.kind = 'store'"
)
# Shorter ones are the pauses between one who asks and the next, on a machine that does much else.
_GAP_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """To one request: its status, 0 where the line broke, and whether it says when to come again."""

    at: float
    what: str
    status: int
    says_when: bool


@dataclass
class Witness:
    """Hears every answer and every event, in whichever thread."""

    answers: list[Answer] = field(default_factory=list)
    written_at: list[float] = field(default_factory=list)
    """When something that is written was answered well."""
    promised: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    told: dict[tuple[str, int], str] = field(default_factory=dict)
    """Each event that a shop was told of, by its link's code and its number."""
    wrong: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, what: str, answer: httpx.Response | None) -> None:
        status = 0 if answer is None else answer.status_code
        says_when = answer is not None and "retry-after" in answer.headers
        with self._lock:
            self.answers.append(Answer(time.monotonic(), what, status, says_when))

    @property
    def last_written(self) -> float:
        """When; before all time where nothing was yet."""
        with self._lock:
            return self.written_at[-1] if self.written_at else -math.inf

    def promise(self, kind: str, name: str) -> None:
        """A good answer was given to what writes this."""
        with self._lock:
            self.promised[kind].add(name)
            self.written_at.append(time.monotonic())

    def hear_event(self, shop: str, seq: int, words: str) -> None:
        with self._lock:
            before = self.told.setdefault((shop, seq), words)
        if before != words:
            self.wrong.append(f"event {seq} of {shop} was told twice, and not alike")

    def lost(self, db: Database) -> Counter[str]:
        """How many of each kind were answered, or told, and are not there."""
        with self._lock:
            promised = {kind: set(names) for kind, names in self.promised.items()}
            told = dict(self.told)
        gone: Counter[str] = Counter()
        for kind, names in promised.items():
            gone[kind] = len(names - {row[0] for row in _rows(db, _PROMISES[kind])})
        kept = {(row.code, row.seq): f"{row.type} {row.data}" for row in _rows(db, _EVENTS)}
        gone["event"] = sum(kept.get(place) != words for place, words in told.items())
        return +gone

    def faults(self) -> list[str]:
        """Answers that nobody may get: a fault of ours, or one to come again that does not say when."""
        with self._lock:
            answers = list(self.answers)
        bad = [one for one in answers if one.status >= 500 and not (one.status == 503 and one.says_when)]
        counted = Counter(f"{one.what} was answered {one.status}" for one in bad)
        return [f"{what}, {times} times" for what, times in counted.items()] + self.wrong

    def without_service(self, began: float) -> float:
        """For so many seconds since then nothing was written for anybody."""
        with self._lock:
            after = [at for at in self.written_at if at >= began - _GAP_SECONDS]
        gaps = [later - earlier for earlier, later in itertools.pairwise(after)]
        return sum(gap for gap in gaps if gap > _GAP_SECONDS)

    def last_refusal(self, began: float) -> float:
        """So many seconds after then the last request was answered 503; 0 where none was."""
        with self._lock:
            return max([one.at - began for one in self.answers if one.at >= began and one.status == 503], default=0.0)

    def refused(self, began: float) -> Counter[str]:
        """How many were told to come again since then, and how many lines broke."""
        with self._lock:
            since = [one for one in self.answers if one.at >= began]
        return Counter("503" if one.status == 503 else "cut" for one in since if one.status in (0, 503))


def hash_of(fields: dict[str, str]) -> str:
    """By which a notice with these fields is found."""
    return hashlib.sha256(urlencode(fields).encode()).hexdigest()


def _rows(db: Database, query: str) -> list[Row[Any]]:
    return db.read_now(lambda conn: list(conn.execute(text(query)).all()))
