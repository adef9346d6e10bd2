"""Processes of the checkout's own that start in a tenth of a second: copies of one that has read the code already."""

import multiprocessing
import os
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Final

FORKS: Final[ForkServerContext] = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["aday.operator_shops", "aday.serving", "checkout.main", "tests.support.servers"])


def serve(environment: Mapping[str, str], port: int) -> BaseProcess:
    """`aday serve` in a process that can be killed."""
    process = FORKS.Process(target=_serve, args=(dict(environment), port), daemon=True)
    process.start()
    return process


def _serve(environment: dict[str, str], port: int) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
        from aday import serving

        serving.checkout("127.0.0.1", port, workers=1)
