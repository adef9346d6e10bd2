"""The shopkeeper's app without a browser, beside one checkout; a shop for each test.

Whatever is the same in every browser is tested here: what a screen says, what its forms take and send, what is told
when something is wrong. A page costs a fifth of one in a browser (docs/decisions/0064).
"""

from collections.abc import Callable, Iterator

import pytest

from tests.support.plain_page import PlainPage
from tests.support.shop import ShopDevice
from tests.support.town import Town

Open = Callable[..., PlainPage]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    everything = Town(tmp_path_factory.mktemp("town"))
    yield everything
    everything.close()


@pytest.fixture
def karim(town: Town) -> Iterator[ShopDevice]:
    """A shop of this test's own, with a device that is signed in."""
    yield from town.shop_of_its_own()


@pytest.fixture
def app(town: Town) -> Iterator[Open]:
    """Opens the app; closed after the test."""
    pages: list[PlainPage] = []

    def open_app(*, ident: str = "balance", app_url: str = "", **more: object) -> PlainPage:
        page = PlainPage(app_url or town.app_url, **more)  # type: ignore[arg-type]
        pages.append(page)
        return page.sees(ident)

    yield open_app
    for page in pages:
        page.close()
