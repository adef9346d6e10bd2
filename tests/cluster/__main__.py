"""The trial: `make cluster-trial`. Ends with 1 where something does not hold, and with 77 where it cannot run."""

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import FrameType
from typing import Final

from checkout.ids import new_id
from checkout.store.addresses import database_address
from checkout.store.database import Database
from checkout.store.opening import utc_now
from checkout.store.tables import to_microseconds
from checkout.store.unit_of_work import UnitOfWork
from sandbox.main import create_app as create_sandbox
from tests.chaos.books import StandIns, differences, not_at_rest, refunds_of
from tests.chaos.operator import settle_refund
from tests.cluster import faults
from tests.cluster.cluster import Cluster
from tests.cluster.faults import HEAD, Fault, Field, Struck
from tests.cluster.load import Crowd, Ear, listening
from tests.cluster.machines import CANNOT_RUN, CannotRun, machines
from tests.cluster.witness import Witness
from tests.support.servers import serving
from tests.support.shop import close_devices, open_shop
from tests.support.workers import environment, serving_workers

_LONGEST_SECONDS: Final = 14 * 60
_BACK_SECONDS: Final = 25.0
_WORKERS: Final = 2
_SHOPS: Final = 6
_REST_SECONDS: Final = 90.0
# No call to a gateway takes so long here: who claimed work before is dead, or done with it.
_LONGEST_WORK_SECONDS: Final = 12.0
_KILLS: Final[list[tuple[str, Fault]]] = [
    ("kill -9 of all on the primary's machine", faults.machine_killed),
    ("kill -9 of PostgreSQL alone", faults.postgresql_killed),
    ("kill -9 of the machine and of a worker", faults.machine_and_worker_killed),
    ("kill -9 of PostgreSQL alone", faults.postgresql_killed),
    ("kill -9 of all on the primary's machine", faults.machine_killed),
    ("kill -9 of PostgreSQL alone", faults.postgresql_killed),
    ("kill -9 of the machine and of a worker", faults.machine_and_worker_killed),
    ("kill -9 of PostgreSQL alone", faults.postgresql_killed),
    ("kill -9 of all on the primary's machine", faults.machine_killed),
    ("kill -9 of all on the primary's machine", faults.machine_killed),
]
_OTHERS: Final[list[tuple[str, Fault]]] = [
    ("kill -9 of Patroni alone, back after 1 s", faults.patroni_killed),
    ("the primary's network cut", faults.network_cut),
    ("the primary cut from the other two alone", faults.cut_from_the_others),
    ("the primary's disk full for 20 s", faults.disk_full),
    ("etcd paused for 30 s", faults.etcd_paused),
]
_CONTROL: Final[list[tuple[str, Fault]]] = [("the primary cut from the other two alone", faults.cut_from_the_others)]


class OutOfTime(Exception):
    """It would last longer than it may."""


def main() -> None:
    """Run it whole, or so many kills of it; prints a row for each fault."""
    asked = argparse.ArgumentParser(prog="make cluster-trial")
    asked.add_argument("--kills", type=int, default=len(_KILLS), help="so many kills of the primary")
    asked.add_argument("--only", default="", help="of the other faults those alone that have this in their name")
    asked.add_argument("--pooled", action="store_true", help="with a PgBouncer beside each server, by transaction")
    given = asked.parse_args()
    others = [one for one in _OTHERS if given.only in one[0]]
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupted)
    signal.signal(signal.SIGALRM, _out_of_time)
    signal.alarm(_LONGEST_SECONDS)
    wrong: list[str] = []
    began = time.monotonic()
    try:
        _say(f"With quorum commit.\n\n{HEAD}")
        wrong += _trial(_KILLS[: given.kills], others, is_pooled=given.pooled)
        _say(f"\nThe control: the same without waiting for another server.\n\n{HEAD}")
        wrong += _control()
    except CannotRun as why:
        sys.stderr.write(f"{why}\n")
        sys.exit(CANNOT_RUN)
    except OutOfTime:
        wrong.append(f"it did not end within {_LONGEST_SECONDS} s")
    _say(f"\n{time.monotonic() - began:.0f} s. " + ("It holds." if not wrong else "IT DOES NOT HOLD:"))
    _say("".join(f"  {one}\n" for one in wrong))
    sys.exit(1 if wrong else 0)


def _trial(kills: list[tuple[str, Fault]], others: list[tuple[str, Fault]], *, is_pooled: bool) -> list[str]:
    """All faults, one after another; whatever is wrong afterwards."""
    with _a_field(is_synchronous=True, is_pooled=is_pooled) as (field, crowd, ears, stand_ins):
        struck: list[Struck] = []
        with crowd.coming():
            for name, fault in kills:
                struck.append(_told(field.strike(name, fault, is_kill=True)))
            for name, fault in others:
                struck.append(_told(field.strike(name, fault)))
        wrong, by_hand = _rest(field.db, stand_ins, ears)
        wrong += [f"lost after “{one.name}”: {one.lost.total()}" for one in struck if one.lost]
        late = [one for one in struck if one.is_kill and max(one.without_service, one.last_refusal) > _BACK_SECONDS]
        wrong += [f"“{one.name}” took longer than {_BACK_SECONDS:.0f} s" for one in late]
        wrong += _doctor(field)
        lost = field.witness.lost(field.db)
        wrong += [f"lost in the end: {lost}"] if lost else []
        wrong += field.witness.faults()
        promised = ", ".join(f"{len(names)} {kind}s" for kind, names in field.witness.promised.items())
        _say(f"\n{crowd.payers_count} payers came. Answered: {promised}; told: {len(field.witness.told)} events.")
        _say(
            f"Answers: {len(field.witness.answers)}, of which {len(field.witness.faults())} kinds were faults. Settled by hand: {by_hand}."
        )
    return wrong


def _control() -> list[str]:
    """Without quorum the same fault must lose something, or this trial sees nothing."""
    with _a_field(is_synchronous=False) as (field, crowd, _, __):
        with crowd.coming():
            struck = [_told(field.strike(name, fault)) for name, fault in _CONTROL]
        return [] if any(one.lost for one in struck) else ["the control lost nothing: the trial is blind"]


@contextmanager
def _a_field(*, is_synchronous: bool, is_pooled: bool = False) -> Iterator[tuple[Field, Crowd, list[Ear], StandIns]]:
    """A cluster, a checkout at it, shops and a stand-in, made anew."""
    with machines() as found, serving(create_sandbox()) as gateway:
        cluster = Cluster(found, is_synchronous=is_synchronous, is_pooled=is_pooled)
        cluster.start()
        theirs = {"ADAY_SSLCOMMERZ_BASE_URL": gateway.url, "ADAY_GATEWAY_TIMEOUT_SECONDS": "5"}
        with serving_workers(_WORKERS, {**cluster.settings, **theirs}) as workers:
            url, witness = database_address(cluster.url_at(5432)), Witness()
            with closing(Database(url, clock=utc_now, new_id=new_id, public_url=workers.url)) as db:
                shops = [open_shop(db, workers.url) for _ in range(_SHOPS)]
                crowd = Crowd(witness, shops, gateway.app.state.sslcommerz)
                try:
                    with listening(witness, shops) as ears:
                        yield Field(cluster, workers, witness, db), crowd, ears, StandIns(gateway.app)
                finally:
                    close_devices()


def _rest(db: Database, stand_ins: StandIns, ears: list[Ear]) -> tuple[list[str], int]:
    """Let all come to an end, with the operator's help; what is wrong then, and how many refunds were left to a person."""
    by_hand = 0
    while not (wrong := _end(db, stand_ins, ears)) and (left := refunds_of(db, "by_hand")):
        # Each that is settled may let the next refund of its payment go.
        for one in left:
            settle_refund(db, stand_ins, one, is_over=True)
        by_hand += len(left)
    return wrong or differences(db, stand_ins), by_hand


def _end(db: Database, stand_ins: StandIns, ears: list[Ear]) -> list[str]:
    """Give the reconciler time, with dead claims over early; what still did not come to an end."""
    began = freed = time.monotonic()
    while left := [*not_at_rest(db, stand_ins), *_unheard(db, ears)]:
        now = time.monotonic()
        if now - began > _REST_SECONDS:
            return [f"no rest: {one}" for one in left]
        if now - freed > _LONGEST_WORK_SECONDS:
            db.transact_now(_end_pauses)
            freed = now
        time.sleep(0.5)
    return []


def _doctor(field: Field) -> list[str]:
    """An operator's command finds the primary as well, wherever it is by now."""
    command = [sys.executable, "-m", "aday", "doctor"]
    settings = environment(field.workers.url, ADAY_SSLCOMMERZ_BASE_URL=field.workers.url, **field.cluster.settings)
    said = subprocess.run(command, env=settings, capture_output=True, text=True, check=False).stdout
    expected = ("The database is PostgreSQL and answers", "The books balance")
    return [f"`aday doctor` does not say “{one}”" for one in expected if one not in said]


def _unheard(db: Database, ears: list[Ear]) -> list[str]:
    query = "SELECT l.code, m.event_seq FROM merchants m JOIN links l ON l.merchant_id = m.id WHERE l.kind = 'store'"
    last: dict[str, int] = dict(db.read_now(lambda conn: [(row[0], row[1]) for row in conn.exec_driver_sql(query)]))
    return [
        f"{one.shop.slug} was told {len(one.seqs)} of {last[one.shop.slug]}"
        for one in ears
        if len(one.seqs) < last[one.shop.slug]
    ]


def _end_pauses(uow: UnitOfWork) -> None:
    """As when every pause and every claim of the dead is over."""
    now = to_microseconds(uow.now)
    for table in ("payments", "refunds"):
        uow.conn.exec_driver_sql(f"UPDATE {table} SET next_check_at = {now} WHERE next_check_at > {now}")
    uow.conn.exec_driver_sql(f"UPDATE webhook_inbox SET claimed_until = {now} WHERE claimed_until > {now}")


def _told(one: Struck) -> Struck:
    _say(one.row)
    return one


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _interrupted(*_: int | FrameType | None) -> None:
    raise KeyboardInterrupt


def _out_of_time(*_: int | FrameType | None) -> None:
    raise OutOfTime


if __name__ == "__main__":
    main()
