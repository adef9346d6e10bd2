"""What some tests of the whole have for themselves."""

from collections.abc import Iterator

import pytest

from tests.support.postgres import Postgres, postgresql


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    """A server that may be stopped: nobody else's tests are on it."""
    with postgresql() as server:
        yield server
