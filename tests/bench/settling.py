"""What one settled payment costs the checkout, from its gateway's notice in to the event out, and how many a second."""

from pathlib import Path
from typing import Final

import uvloop

from checkout.store.migrate import migrate
from tests.bench.figures import Figure, spread
from tests.bench.settled import Settled, settle, settling_checkout
from tests.bench.yardsticks import postgresql_commits, yardsticks
from tests.support.postgres import postgresql

_PAYMENTS: Final = {1: 200, 16: 2_000, 64: 2_000}
_WARM: Final = 200
_RUNS: Final = 5
_MAY_COST: Final = {1: "6 ms", 16: "1.6 ms", 64: "1.6 ms"}
_MAY_BE_A_SECOND: Final = {1: "", 16: "600", 64: "600"}
_OF_WORKERS: Final = {1: "250", 2: "400", 4: "400"}
_SHOPS: Final = 16
_AT_ONCE: Final = 64
_OF_SHOPS: Final = 400


def settling(folder: Path) -> list[Figure]:
    """One after another, sixteen and sixty-four at once, SQLite with `synchronous=FULL`, the gateway's word asked for.

    Who pays and the gateway cost next to nothing, so that two cores are enough for what is measured.
    """
    stick = yardsticks(folder)
    found: dict[int, list[Settled]] = {at_once: [] for at_once in _PAYMENTS}
    url = f"sqlite:///{folder / 'settling.db'}"
    migrate(url)
    with settling_checkout(url) as checkout:
        uvloop.run(settle(checkout, 16, _WARM))
        for _ in range(_RUNS):
            for at_once, count in _PAYMENTS.items():
                found[at_once].append(uvloop.run(settle(checkout, at_once, count)))
    figures = stick.figures
    for at_once, runs in found.items():
        costs, rates = [run.checkout_ms for run in runs], [run.a_second for run in runs]
        what = f"settled payment, SQLite, {at_once} at once ({_RUNS} runs of {_PAYMENTS[at_once]:,})"
        figures += [
            Figure(f"{what}: processor of the checkout for each", _MAY_COST[at_once], stick.beside(costs)),
            Figure(f"{what}: a second", _MAY_BE_A_SECOND[at_once], spread(rates, "{:.0f}")),
        ]
    return figures


def settling_on_postgresql(folder: Path) -> list[Figure]:
    """By one, two and four workers, whose database waits for its disk; all that there is on the same cores."""
    stick = yardsticks(folder)
    figures = stick.figures
    with postgresql(waits_for_disk=True) as server:
        figures.append(postgresql_commits(server.address))
        for workers, may_be in _OF_WORKERS.items():
            with settling_checkout(server.migrated(), shops=_SHOPS, workers=workers) as checkout:
                uvloop.run(settle(checkout, _AT_ONCE, _WARM))
                runs = [uvloop.run(settle(checkout, _AT_ONCE, _OF_SHOPS, server.process)) for _ in range(_RUNS)]
            number = "1 worker" if workers == 1 else f"{workers} workers"
            what = f"settled payment, PostgreSQL, {number}, {_AT_ONCE} at once at {_SHOPS} shops ({_RUNS} runs of {_OF_SHOPS:,})"
            figures += [
                Figure(f"{what}: a second", may_be, spread([run.a_second for run in runs], "{:.0f}")),
                Figure(
                    f"{what}: processor of the database for each",
                    "1.5 ms",
                    spread([run.database_ms for run in runs], "{:.2f} ms"),
                ),
                Figure(
                    f"{what}: processor of the checkout for each", "", stick.beside([run.checkout_ms for run in runs])
                ),
            ]
    return figures
