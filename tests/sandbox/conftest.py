"""The stand-in gateways on the air."""

from collections.abc import Iterator

import httpx
import pytest

from sandbox.main import create_app
from tests.support.servers import serving


@pytest.fixture(scope="module")
def on_the_air() -> Iterator[str]:
    """The stand-ins' address."""
    with serving(create_app()) as running:
        yield running.url


@pytest.fixture
def gateway(on_the_air: str) -> Iterator[httpx.Client]:
    """A client that follows nothing by itself, as curl and most libraries do not."""
    with httpx.Client(base_url=on_the_air, trust_env=False, timeout=60) as client:
        yield client
