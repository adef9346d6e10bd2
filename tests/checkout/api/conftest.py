"""Calls over one kind of database.

What they do is tested on both kinds where it is done, every route takes strangers' bytes on both, and whole payments
are made on both; what is answered is the same.
"""

import pytest

from tests.conftest import NewUrl


@pytest.fixture(scope="session")
def new_url(new_sqlite: NewUrl) -> NewUrl:
    return new_sqlite
