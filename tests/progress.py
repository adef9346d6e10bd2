"""Tells how far a part of the suite is, a JSON line for each step, to whoever started it.

A pytest plugin (`-p tests.progress`): it writes to the pipe that the environment names, and does nothing without one.
"""

import itertools
import json
import os
from typing import Final

import pytest

PIPE: Final = "TESTS_PROGRESS"
_FD: Final = int(os.environ.get(PIPE, "-1"))
_DONE: Final = itertools.count(1)


def pytest_collection_finish(session: pytest.Session) -> None:
    _tell(total=len(session.items))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        why = report.longreprtext.partition("\nE ")[2].partition("\n")[0].strip()
        _tell(failed=report.nodeid, when=report.when, why=why)
    # Not by its name: the calls that are made from a document share one.
    if report.when == "teardown":
        _tell(done=next(_DONE))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        _tell(failed=report.nodeid, when="collect", why=report.longreprtext.strip().splitlines()[-1])


def _tell(**step: object) -> None:
    if _FD >= 0:
        os.write(_FD, json.dumps(step).encode() + b"\n")
