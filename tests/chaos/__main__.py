"""Many rounds of chaos: `make chaos`, or `python -m tests.chaos SEED …` for rounds that are to be seen again.

A seed chooses who does what and which faults may strike; the machine's own timing differs from run to run.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.chaos.round import Round, play
from tests.support.postgres import Postgres, postgresql


def main() -> None:
    """Play, say a line for each round and what struck; ends with 1 where something does not hold."""
    asked = argparse.ArgumentParser(prog="make chaos")
    asked.add_argument("seeds", nargs="*", type=int, help="rounds to play again; without any they are drawn")
    asked.add_argument("--sqlite", type=int, default=30, help="so many rounds on SQLite")
    asked.add_argument("--postgresql", type=int, default=12, help="so many with four workers on PostgreSQL")
    given = asked.parse_args()
    first = random.SystemRandom().randrange(10**6)
    struck: Counter[str] = Counter()
    wrong: list[Round] = []
    with tempfile.TemporaryDirectory() as folder, postgresql() as server:
        for number in range(given.sqlite + given.postgresql if not given.seeds else 2 * len(given.seeds)):
            seeds, on_sqlite = given.seeds, number < (len(given.seeds) or given.sqlite)
            seed = seeds[number % len(seeds)] if seeds else first + number
            found = _one(seed, Path(folder), None if on_sqlite else server)
            struck += found.struck
            wrong += [found] if found.wrong else []
    sys.stdout.write("struck: " + ", ".join(f"{times} {name}" for name, times in struck.most_common()) + "\n")
    sys.stdout.write(f"{len(wrong)} rounds do not hold\n")
    sys.exit(1 if wrong else 0)


def _one(seed: int, folder: Path, server: Postgres | None) -> Round:
    found = play(seed, folder, server)
    where = "SQLite" if server is None else "PostgreSQL"
    sys.stdout.write("\n  ".join((f"{where}, {found.line}", *found.wrong)) + "\n")
    sys.stdout.flush()
    return found


if __name__ == "__main__":
    main()
