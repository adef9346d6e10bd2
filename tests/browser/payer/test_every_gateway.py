"""A payer in Chromium chooses on our form and pays at each company's own page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.main import create_app as create_sandbox
from tests.browser.payer.lines import lines_that_begin_with_a_dot
from tests.support.servers import (
    AT,
    Running,
    free_port,
    free_socket,
    new_database_file,
    serving,
    serving_checkout,
    settings_for,
)
from tests.support.shop import ShopDevice, close_devices, open_shop

ROUTES = {"bkash": ["bkash"], "nagad": ["nagad"], "wallet": ["aamarpay"], "card": ["shurjopay", "sslcommerz"]}
_PLACE = "element => element.getBoundingClientRect().top + scrollY"
DONE = {"bn": "পরিশোধ হয়েছে", "en": "Payment complete"}


@pytest.fixture(scope="module")
def gateway() -> Iterator[Running]:
    with serving(create_sandbox()) as running:
        yield running


@pytest.fixture(scope="module")
def shop(gateway: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopDevice]:
    """A shop whose checkout knows all five gateways; shurjoPay's stand-in is stopped."""
    at = dict.fromkeys(AT, gateway.url) | {"shurjopay": f"http://127.0.0.1:{free_port()}"}
    known = {name: make(at[name]) for name, make in AT.items()}
    listening = free_socket()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    database = new_database_file(tmp_path_factory.mktemp("gateways"))
    settings = settings_for(url, gateway.url, database, gateways=known, routes=ROUTES)
    with serving_checkout(settings, listening) as checkout:
        yield open_shop(checkout.app.state.service.db, url)
        close_devices()


@pytest.fixture
def payer(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def fill_in(payer: Page, shop: ShopDevice, way: str, language: str) -> None:
    payer.goto(f"{shop.store_url}?lang={language}")
    payer.locator("#amount").fill("500")
    payer.locator("#name").fill("নুসরাত জাহান")
    payer.locator("#phone").fill("01700000456")
    payer.locator(f"input[name=way][value={way}]").check()
    payer.locator("button.btn").click()


def give_wallet(payer: Page, number: str = "01712345678") -> None:
    payer.locator("input[name=number]").fill(number)
    payer.locator("input[name=code]").fill("123456")
    payer.locator("input[name=pin]").fill("12121")
    payer.locator("form button").first.click()


@pytest.mark.parametrize("language", ["bn", "en"])
def test_by_bkash(payer: Page, shop: ShopDevice, language: str) -> None:
    fill_in(payer, shop, "bkash", language)
    give_wallet(payer)
    expect(payer.get_by_role("heading", name=DONE[language])).to_be_visible()
    assert (shop.payments[0]["gateway"], shop.payments[0]["status"]) == ("bkash", "paid")


@pytest.mark.parametrize(("way", "gateway_name"), [("nagad", "nagad"), ("wallet", "aamarpay")])
def test_by_a_company_of_its_own_page(payer: Page, shop: ShopDevice, way: str, gateway_name: str) -> None:
    fill_in(payer, shop, way, "bn")
    payer.locator("button[value=pay]").click()
    expect(payer.get_by_role("heading", name=DONE["bn"])).to_be_visible()
    assert (shop.payments[0]["gateway"], shop.payments[0]["status"]) == (gateway_name, "paid")


def test_by_shurjopay(payer: Page, gateway: Running, tmp_path_factory: pytest.TempPathFactory) -> None:
    listening = free_socket()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    database = new_database_file(tmp_path_factory.mktemp("shurjopay"))
    settings = settings_for(url, gateway.url, database, gateways=["shurjopay", "nagad"])
    with serving_checkout(settings, listening) as checkout:
        shop = open_shop(checkout.app.state.service.db, url)
        fill_in(payer, shop, "card", "bn")
        payer.locator("button[value=pay]").click()
        expect(payer.get_by_role("heading", name=DONE["bn"])).to_be_visible()
        assert (shop.payments[0]["gateway"], shop.payments[0]["method"]) == ("shurjopay", "Visa")
        shop.http.close()


def test_with_the_first_gateway_stopped_nothing_has_to_be_typed_again(payer: Page, shop: ShopDevice) -> None:
    fill_in(payer, shop, "card", "bn")
    payer.locator("a[href*='cardname=visacard']").click()
    for name, value in {"number": "4111111111111111", "expiry": "12/30", "code": "111"}.items():
        payer.locator(f"input[name={name}]").fill(value)
    payer.locator("form button").first.click()
    expect(payer.get_by_role("heading", name=DONE["bn"])).to_be_visible()
    assert (shop.payments[0]["gateway"], shop.payments[0]["method"]) == ("sslcommerz", "Visa")


def test_a_browser_that_calls_back_twice_is_one_payment(payer: Page, shop: ShopDevice) -> None:
    before = shop.balance
    fill_in(payer, shop, "bkash", "bn")
    give_wallet(payer, "01700000005")
    payer.wait_for_url("**/p/*")
    expect(payer.get_by_role("heading", name=DONE["bn"])).to_be_visible()
    assert shop.balance == before + 49250


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("width", [320, 360, 390])
def test_no_line_of_the_choice_begins_with_a_dot(payer: Page, shop: ShopDevice, width: int, language: str) -> None:
    payer.set_viewport_size({"width": width, "height": 740})
    payer.goto(f"{shop.store_url}?lang={language}")
    expect(payer.locator("label.way small")).to_contain_text("·")
    assert lines_that_begin_with_a_dot(payer) == []


def test_the_error_goes_with_the_first_choice(payer: Page, shop: ShopDevice) -> None:
    """By the page's style alone: there is no script to do it."""
    payer.goto(shop.store_url)
    payer.locator("button.btn").click()
    expect(payer.locator("#way-wrong")).to_be_visible()
    tiles = payer.locator("label.way")
    red = tiles.first.evaluate("tile => getComputedStyle(tile).borderColor")
    before = payer.locator("button.btn").evaluate(_PLACE)
    payer.locator("input[name=way][value=nagad]").check()
    expect(payer.locator("#way-wrong")).to_be_hidden()
    for place in range(tiles.count()):
        expect(tiles.nth(place)).not_to_have_css("border-color", red)
    # The button has not moved away under a thumb.
    assert payer.locator("button.btn").evaluate(_PLACE) == before


def test_the_choice_can_be_made_with_the_keyboard_alone(payer: Page, shop: ShopDevice) -> None:
    payer.goto(shop.store_url)
    payer.locator("#way").focus()
    payer.keyboard.press("ArrowDown")
    assert payer.locator("input[name=way]:checked").get_attribute("value") == "nagad"
