"""A link's Bangla QR that a payment company issues, in the app of a shop that has no code of its own."""

import io
from collections.abc import Iterator

import pytest
import zxingcpp
from PIL import Image

from sandbox.sslcommerz.invoices import REFER
from tests.plain_pages.conftest import Open
from tests.support.customer import scan_and_pay
from tests.support.plain_page import DESKTOP
from tests.support.servers import World, sslcommerz_at, world
from tests.support.shop import ShopDevice, close_devices, eventually, open_shop
from tests.support.town import Town


@pytest.fixture(scope="module")
def issuing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    gateways = {"sslcommerz": lambda url: sslcommerz_at(url, invoice_refer=REFER)}
    with world(tmp_path_factory.mktemp("issuing"), gateways=gateways) as running:
        yield running


@pytest.fixture(scope="module")
def app_url(town: Town, issuing: World) -> str:
    return town.app_with("issuing", server_url=issuing.url)


@pytest.fixture
def rahim(issuing: World) -> Iterator[ShopDevice]:
    yield open_shop(issuing.db, issuing.url)
    close_devices()


def test_it_comes_first_is_paid_and_the_counter_turns_green(
    app: Open, rahim: ShopDevice, issuing: World, app_url: str
) -> None:
    link = rahim.new_link(650_00, "চাল")
    counter = app(token=rahim.token, app_url=app_url, path="counter", ident="today-sum", size=DESKTOP)
    shop = app(token=rahim.token, app_url=app_url, path=f"qr/{link['id']}", ident="qr-other")
    shop.sees("qr-name").does_not_see("qr-url").does_not_see("qr-not-told")
    shop.tap("qr-other").sees("qr-url").tap("qr-other").does_not_see("qr-url")
    shop.visit(f"/share/{link['id']}", "qr-name").does_not_see("share-url")
    code = rahim.get(f"/v1/links/{link['id']}/bangla-qr")["text"]
    assert scan_and_pay(issuing.gateway.url, code)
    counter.shows("৳৬৫০.০০").reads("today-sum", "৳৬৫০.০০")
    assert rahim.balance == 633_75
    shop.visit(f"/links/{link['id']}", "hand-over")
    # Who paid by it nobody says, and no empty lines stand in for it.
    shop.visit(f"/payments/{rahim.payments[0]['id']}", "receipt").does_not_see("payer-name")


def test_it_is_on_the_picture_and_the_poster_once_it_was_shown(app: Open, rahim: ShopDevice, app_url: str) -> None:
    link = rahim.new_link(650_00)
    shop = app(token=rahim.token, app_url=app_url, path=f"share/{link['id']}", ident="qr-name", size=DESKTOP)
    code = rahim.get(f"/v1/links/{link['id']}/bangla-qr")["text"]
    shop.tap("channel-poster").sees("poster-bangla-A5-pdf").tap("poster-no")
    with Image.open(io.BytesIO(shop.tap("channel-card").saves(".png"))) as picture:
        assert [one.text for one in zxingcpp.read_barcodes(picture.convert("L"))] == [code]


def test_where_none_is_given_the_web_links_is_shown(app: Open, rahim: ShopDevice, issuing: World, app_url: str) -> None:
    # For this sum the stand-in gives none.
    link, many = rahim.new_link(650_01), rahim.new_link(650_00, uses_max=5)
    shop = app(token=rahim.token, app_url=app_url, path=f"qr/{link['id']}", ident="qr-url")
    eventually(lambda: issuing.row("SELECT 1 FROM issued_codes WHERE link_id = :id", id=link["id"]))
    shop.does_not_see("qr-other").visit(f"/qr/{many['id']}", "qr-url").does_not_see("qr-other")
