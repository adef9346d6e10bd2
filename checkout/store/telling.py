"""What a worker on PostgreSQL tells the others once something is kept: which shops there is something new of.

Every notice holds one lock of the whole server until its transaction is over, so no command waits for the disk with it:
it has a transaction of its own, which waits for none, and one tells what was kept while the one before was under way.
One that is lost is made up for by the look that each stream has once a minute (docs/decisions/0045).
"""

import math
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from checkout.core.event_types import LoggedEvent
from checkout.core.merchant import MerchantId

log = structlog.get_logger(__name__)
Logged = dict[MerchantId, list[LoggedEvent]]
"""What an act logged, for the streams of each shop; with nothing in it they look for themselves."""
# In PostgreSQL's own channel: for each shop its id and the last event's number, or the id alone when a device was
# signed out.
CHANNEL: Final = "aday_events"
_NOTIFY: Final = text("SELECT pg_notify(:channel, :news)")
# A notice takes less than 8,000 bytes.
_SHOPS_AT_ONCE: Final = 100


class Teller:
    """Tells in a thread of its own, in the order in which things were kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._thread = ThreadPoolExecutor(1, "tell")
        self._untold: deque[Logged] = deque()

    def tell(self, logged: Logged) -> None:
        self._untold.append(logged)
        self._thread.submit(self._tell_all)

    def close(self) -> None:
        """When all is told."""
        self._thread.shutdown()

    def _tell_all(self) -> None:
        last: dict[MerchantId, float] = {}
        while self._untold:
            for shop, events in self._untold.popleft().items():
                last[shop] = max(last.get(shop, 0), events[-1].seq if events else math.inf)
        news = [shop if seq == math.inf else f"{shop}:{seq}" for shop, seq in last.items()]
        try:
            for first in range(0, len(news), _SHOPS_AT_ONCE):
                told = {"channel": CHANNEL, "news": " ".join(news[first : first + _SHOPS_AT_ONCE])}
                with self._engine.connect() as conn:
                    conn.execute(_NOTIFY, told)
        except (DBAPIError, NoFreeConnection) as error:
            log.warning("other workers were not told", shops_count=len(news), why=type(error).__name__)
