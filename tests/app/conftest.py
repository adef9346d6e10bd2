"""The shopkeeper's app beside a checkout over one kind of database: it is told the same by both."""

import pytest

from tests.conftest import NewUrl


@pytest.fixture(scope="session")
def new_url(new_sqlite: NewUrl) -> NewUrl:
    return new_sqlite
