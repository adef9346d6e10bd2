"""What an operator waits for: a checkout that starts."""

import time
from pathlib import Path
from typing import Final

from checkout.store.migrate import migrate
from tests.bench.figures import Figure, spread
from tests.bench.serving import served
from tests.support.operator import operators_environment

_STARTS: Final = 5


def starting(folder: Path) -> list[Figure]:
    """From the command until it answers that it is ready."""
    took, held = [], []
    url = f"sqlite:///{folder / 'starting.db'}"
    migrate(url)
    for _ in range(_STARTS):
        began = time.perf_counter()
        with served(["aday", "serve"], operators_environment(url)) as (server, _):
            took.append(time.perf_counter() - began)
            held.append(server.memory_info().rss / 2**20)
    return [
        Figure(f"`aday serve` to ready, {_STARTS} times", "1.2 s", spread(took, "{:.2f} s")),
        Figure("its memory then", "100 MB", spread(held, "{:.0f} MB")),
    ]
