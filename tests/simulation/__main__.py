"""`make simulate SEEDS=1000`: so many seeds, one after another in as many processes as the machine has processors.

`ARGS=--replay=TOKEN` plays a failure again and tells it, `ARGS=--mutants` hunts known mistakes.
"""

import argparse
import json
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context

from tests.simulation.mutants import MUTANTS, hunt
from tests.simulation.replay import play_quietly, read_token, steps_of, token_of, told
from tests.simulation.shrinking import shrunk
from tests.simulation.world import BROKE, Asked, Played, play

_BAR = 30


@dataclass
class Sums:
    """Of all that was played."""

    total: int
    seeds: int = 0
    steps: int = 0
    steps_of_rest: int = 0
    seconds_of_life: float = 0.0
    seconds_of_rest: float = 0.0
    spent_living: float = 0.0
    captured: int = 0
    backs: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    wrong: list[Played] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def add(self, played: Played) -> None:
        self.seeds += 1
        for name in (
            "steps",
            "steps_of_rest",
            "seconds_of_life",
            "seconds_of_rest",
            "spent_living",
            "captured",
            "backs",
        ):
            setattr(self, name, getattr(self, name) + getattr(played, name))
        self.struck += played.struck
        if played.wrong:
            self.wrong.append(played)

    @property
    def bar(self) -> str:
        done = self.seeds * _BAR // max(1, self.total)
        wrong = f", {len(self.wrong)} do not hold" if self.wrong else ""
        spent = time.monotonic() - self.began
        return f"[{'#' * done}{'.' * (_BAR - done)}] {self.seeds}/{self.total} seeds, {self.steps:,} steps, {spent:.0f} s{wrong}"

    def __str__(self) -> str:
        spent = time.monotonic() - self.began
        lines = [
            f"{self.seeds} seeds, {self.steps:,} steps and {self.steps_of_rest:,} while days passed, in {spent:.0f} s",
            f"simulated: {self.seconds_of_life / 3600:.1f} h of bad days, each process"
            f" {self.seconds_of_life / max(0.001, self.spent_living):,.0f} times as fast as real time,"
            f" and {self.seconds_of_rest / 86_400:.0f} days of peace",
            f"{self.captured} captured at the gateways, {self.backs} given back; struck:",
            *(f"  {times:7,}  {fault}" for fault, times in self.struck.most_common()),
            f"{len(self.wrong)} seeds do not hold",
        ]
        return "\n".join(lines)


def main() -> int:
    """1 where something does not hold."""
    logging.disable(logging.WARNING)
    reader = argparse.ArgumentParser(prog="make simulate")
    reader.add_argument("--seeds", type=int, default=50, help="so many")
    reader.add_argument("--first", type=int, default=1, help="the first of them")
    reader.add_argument("--steps", type=int, default=2_000, help="about so many in each")
    reader.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    reader.add_argument("--replay", default="", help="the token of a failure")
    reader.add_argument(
        "--mutants", nargs="?", const="", default=None, help="hunt known mistakes; all, or those so named"
    )
    reader.add_argument("--hunt", action="store_true", help="until the first that does not hold; for mutants")
    given = reader.parse_args()
    if given.replay:
        return _replay(given.replay)
    if given.mutants is not None:
        return _hunt_mutants(given.mutants, given.first, given.seeds, given.steps)
    if given.hunt:
        return _hunt_here(given.first, given.seeds, given.steps)
    sums = Sums(given.seeds)
    for played in _played(given.first, given.seeds, given.steps, given.processes):
        sums.add(played)
        _show(sums.bar, is_tenth=sums.seeds % max(1, given.seeds // 10) == 0)
    sys.stdout.write(f"\n{sums}\n")
    for played in sums.wrong[:3]:
        _tell(played)
    return 1 if sums.wrong else 0


def _played(first: int, count: int, steps: int, processes: int) -> Iterator[Played]:
    asked = [Asked(seed, steps) for seed in range(first, first + count)]
    if processes == 1:
        yield from map(play_quietly, asked)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(play_quietly, one) for one in asked]):
            yield done.result()


def _tell(played: Played) -> None:
    """The failure in as few steps as it needs."""
    small = shrunk(played)
    sys.stdout.write(f"\nseed {played.asked.seed}: {small.wrong[0]}\n{told(small)}\n")
    sys.stdout.write(f"{steps_of(small.asked)} acts and faults; play it again: --replay={token_of(small.asked)}\n")


def _replay(token: str) -> int:
    played = play(read_token(token))
    sys.stdout.write(f"{told(played)}\n")
    sys.stdout.write("\n".join(played.wrong or ["it holds"]) + "\n")
    return 1 if played.wrong else 0


def _hunt_here(first: int, most: int, steps: int) -> int:
    """For `mutants.hunt`, which reads the last line."""
    for seed in range(first, first + most):
        played = play(Asked(seed, steps))
        if played.wrong:
            assert not played.wrong[0].startswith(BROKE), played.wrong
            seconds = time.process_time()
            small = shrunk(played)
            found: dict[str, object] = {
                "seeds": seed - first + 1,
                "seconds": seconds,
                "replay_steps": steps_of(small.asked),
            }
            found |= {"wrong": small.wrong[0], "token": token_of(small.asked)}
            sys.stdout.write(f"{json.dumps(found)}\n")
            return 0
    sys.stdout.write("null\n")
    return 0


def _hunt_mutants(named: str, first: int, most: int, steps: int) -> int:
    missed = 0
    for mutant in MUTANTS:
        if named in mutant.name:
            found = hunt(mutant, first, most, steps)
            missed += found is None
            sys.stdout.write(
                f"| {mutant.name} | in {most} seeds not found |\n"
                if found is None
                else f"| {mutant.name} | {found.seeds} | {found.seconds:.0f} | {found.replay_steps} | {found.wrong} |\n"
            )
            sys.stdout.flush()
    return 1 if missed else 0


def _show(line: str, *, is_tenth: bool) -> None:
    """One line that is written again on a terminal; a log that is read afterwards gets ten."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{line}")
        sys.stderr.flush()
    elif is_tenth:
        sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
