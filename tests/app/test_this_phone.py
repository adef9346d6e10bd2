"""What the screen of notifications says of this phone: whether it can be told, and is."""

import asyncio
from collections.abc import Iterator

import pytest

from app.shell import AppConfig
from app.web import create_web_app
from app.words import say
from language import unbroken
from tests.bench.flet_client import FletClient
from tests.conftest import NewUrl
from tests.support.servers import Running, World, serving, world
from tests.support.shop import ShopDevice, until


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("switch")
    with world(folder, database_url=new_sqlite(folder)) as running:
        yield running


@pytest.fixture(scope="module")
def web(live: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(create_web_app(AppConfig(live.url, tmp_path_factory.mktemp("app")))) as running:
        yield running


def written(key: str) -> bytes:
    """A sentence as it crosses the line."""
    return unbroken(say("bn", key)).encode()


def drawn(web: Running, shop: ShopDevice, says: str, below: str = "") -> dict[str, bool]:
    """Which of these sentences are on the screen of a browser that says so."""
    keys = ("set.push", "set.push.sub", "set.push.denied", "set.push.failed", "note.try", "note.none", "note.unset")

    async def look() -> dict[str, bool]:
        page = FletClient(web.url, shop.token, "/settings/notifications", notices=says)
        await page.open()
        await page.hears(written("note.places.none"))
        asked = ["installable", *(["last"] if says == "on" else []), "state"]
        await until(lambda: sorted(page.asked_about_notices) == asked)
        await (page.hears(written(below)) if below else page.is_quiet())
        found = {key: page.has_heard(written(key)) for key in keys}
        await page.close()
        return found

    return asyncio.run(look())


@pytest.mark.parametrize(
    ("says", "below"),
    [("off", "set.push.sub"), ("denied", "set.push.denied"), ("failed", "set.push.failed")],
)
def test_it_says_how_it_is_in_this_browser(web: Running, shop: ShopDevice, says: str, below: str) -> None:
    assert [key for key, is_there in drawn(web, shop, says, below).items() if is_there] == ["set.push", below]


@pytest.mark.parametrize("says", ["none", "unset"])
def test_where_nothing_can_be_turned_on_it_says_why_and_what_else_there_is(
    web: Running, shop: ShopDevice, says: str
) -> None:
    found = drawn(web, shop, says, f"note.{says}")
    assert [key for key, is_there in found.items() if is_there] == [f"note.{says}"]


def test_where_it_is_on_it_can_be_tried(web: Running, shop: ShopDevice) -> None:
    found = drawn(web, shop, "on", "note.try")
    assert [key for key, is_there in found.items() if is_there] == ["set.push", "set.push.sub", "note.try"]
