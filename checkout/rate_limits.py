"""How often one address may do what could be used to guess, to flood, or to cost money."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from checkout.errors import DatabaseAway, TooOften
from checkout.store import rate_limits as counts
from checkout.store.database import Clock, Database
from checkout.store.unit_of_work import UnitOfWork

_HOUR: Final = timedelta(hours=1)


class Spare:
    """Counts in memory, for as long as the database takes none."""

    _REMEMBERED_MAX: Final = 10_000

    def __init__(self) -> None:
        self._counted: dict[str, counts.Counted] = {}

    def get(self, key: str) -> counts.Counted | None:
        return self._counted.get(key)

    def add(self, key: str, now: datetime, period: timedelta, times: int) -> counts.Counted:
        """Count so many more; the first time after a period is over begins the next one."""
        if len(self._counted) >= self._REMEMBERED_MAX:
            self._counted.clear()
        before = self._counted.get(key)
        if before is None or before.ends_at <= now:
            before = counts.Counted(0, now + period)
        counted = self._counted[key] = counts.Counted(before.times + times, before.ends_at)
        return counted


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in a period, for each address; counted in the database, so that it holds for all workers."""

    name: str
    times: int
    period: timedelta
    db: Database
    clock: Clock
    spare: Spare = field(default_factory=Spare)

    async def check(self, address: str) -> None:
        """Raises TooOften while the address is over the limit."""
        key = self._key(address)
        seen = await self.db.read(counts.get, key) or self.spare.get(key)
        now = self.clock()
        if seen is not None and seen.times >= self.times and seen.ends_at > now:
            raise TooOften(_whole_seconds(seen.ends_at - now))

    async def count(self, address: str, times: int = 1) -> counts.Counted:
        """Note that it was done so many times more; `consume` also says when that was too often."""
        key, now = self._key(address), self.clock()
        try:
            return await self.db.transact(_add, key, self.period, times)
        except DatabaseAway:
            # A full disk keeps nobody from a page. The limit holds all the same, of this process alone.
            return self.spare.add(key, now, self.period, times)

    async def consume(self, address: str) -> None:
        """Check and count in one go, so that requests at the same moment cannot pass together. Raises TooOften."""
        # Looking costs little; who is over the limit shall not make us write.
        await self.check(address)
        counted = await self.count(address)
        if counted.times > self.times:
            raise TooOften(_whole_seconds(counted.ends_at - self.clock()))

    async def miss(self, address: str, *, counts: bool = True) -> None:
        """Nothing was there: count a guess, and refuse it when there were too many. Raises TooOften.

        What is there is answered without asking here: thousands share one address of a carrier's, and none of
        them shall be refused for what another one guessed.
        """
        await (self.consume(address) if counts else self.check(address))

    def _key(self, address: str) -> str:
        return counts.key_of(self.name, self.db.hidden(address))


class BufferedLimit:
    """A limit on what is asked often and in good faith: each worker writes its count down only once in so many."""

    # A worker that dies forgets fewer than these.
    STEP: Final = 20
    # Far more than anybody who is signed in at one worker within a minute; then the memory is cleared.
    _REMEMBERED_MAX: Final = 10_000

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._unwritten: dict[str, int] = {}
        self._barred_until: dict[str, datetime] = {}

    async def consume(self, who: str) -> None:
        """Count one more. Raises TooOften while there were too many, at all workers together."""
        now = self._limit.clock()
        barred_until = self._barred_until.get(who)
        if barred_until is not None and barred_until > now:
            raise TooOften(_whole_seconds(barred_until - now))
        if len(self._unwritten) >= self._REMEMBERED_MAX:
            self._unwritten.clear()
            self._barred_until.clear()
        self._unwritten[who] = self._unwritten.get(who, 0) + 1
        if self._unwritten[who] < self.STEP:
            return
        self._unwritten[who] = 0
        counted = await self._limit.count(who, self.STEP)
        if counted.times > self._limit.times:
            self._barred_until[who] = counted.ends_at
            raise TooOften(_whole_seconds(counted.ends_at - now))


class Limits:
    """The limits that hold for strangers, and one that holds for devices."""

    def __init__(self, db: Database, clock: Clock, api_calls_per_minute: int) -> None:
        spare = Spare()

        def limit(name: str, times: int, period: timedelta) -> Limit:
            return Limit(name, times, period, db, clock, spare)

        self.unknown_links = limit("unknown links", 20, timedelta(minutes=1))
        self.codes_sent = limit("codes sent", 30, _HOUR)
        self.codes_tried = limit("codes tried", 60, _HOUR)
        # Of one shop.
        self.invitations = limit("invitations", 30, _HOUR)
        # Of one device: each leaves a row for an hour, and for good where it was told something.
        self.browsers = limit("browsers", 30, _HOUR)
        # Of one shop: each text costs the operator something, and goes with the shop's name to whom the shop names.
        self.trials = limit("trials", 12, timedelta(days=1))
        # Of one shop, to its own servers, by somebody who is just setting one up.
        self.server_trials = limit("server trials", 30, _HOUR)
        # Of one device, to itself.
        self.push_trials = limit("push trials", 30, _HOUR)
        # One reader counts once, though the page is loaded again.
        self.opens = limit("opens", 1, timedelta(minutes=10))
        self.proofs = limit("proofs", 30, timedelta(minutes=10))
        # Of one payment: each makes us ask the gateway, and most are unsigned.
        self.returns = limit("returns", 20, timedelta(minutes=10))
        self.refused_webhooks = limit("refused webhooks", 60, timedelta(minutes=1))
        # Where a gateway does not sign its notices anybody can send one; of one attempt it sends two or three.
        self.unsigned_notices = limit("unsigned notices", 300, timedelta(minutes=1))
        self.notices_of_one = limit("notices of one attempt", 20, timedelta(minutes=10))
        # What costs seconds of a processor: of one device, and of all that have one address.
        ten_minutes = timedelta(minutes=10)
        self.statements = limit("statements", 20, ten_minutes)
        self.drawings = limit("drawings", 120, ten_minutes)
        self.pictures = limit("pictures", 120, ten_minutes)
        self.costly_here = limit("costly here", 600, ten_minutes)
        # Of one device, by the hash of its token.
        self.api_calls = BufferedLimit(limit("api calls", api_calls_per_minute, timedelta(minutes=1)))


def _add(uow: UnitOfWork, key: str, period: timedelta, times: int) -> counts.Counted:
    return counts.add(uow.conn, key, uow.now, period, times)


def _whole_seconds(span: timedelta) -> int:
    return max(1, -(-span // timedelta(seconds=1)))
