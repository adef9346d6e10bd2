"""A gateway that gives no page hands over to the next one that serves the payer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checkout.commands.audit_books import audit_books
from checkout.gateways.settings import GatewaySettings
from sandbox.main import create_app as create_sandbox
from tests.support.payer import Payer, title
from tests.support.servers import (
    World,
    bkash_at,
    free_port,
    free_socket,
    new_database_file,
    serving,
    serving_checkout,
    settings_for,
    sslcommerz_at,
)
from tests.support.shop import close_devices, open_shop


@contextmanager
def two_gateways(folder: Path, first: GatewaySettings | None) -> Iterator[World]:
    """bKash before SSLCommerz for who has bKash; without `first`, bKash is at an address where nobody answers."""
    with serving(create_sandbox()) as gateway:
        listening = free_socket()
        public_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        bkash = first or bkash_at(f"http://127.0.0.1:{free_port()}")
        known = {"bkash": bkash, "sslcommerz": sslcommerz_at(gateway.url)}
        settings = settings_for(public_url, gateway.url, new_database_file(folder), gateways=known)
        with serving_checkout(settings, listening) as checkout:
            yield World(checkout, gateway, settings)
            close_devices()


def test_with_the_first_gateway_down_the_payer_pays_through_the_second(tmp_path: Path, payer: Payer) -> None:
    with two_gateways(tmp_path, None) as live:
        shop = open_shop(live.db, live.url)
        page_url = payer.to_gateway(shop.store_url, amount="500", way="bkash")
        assert page_url.startswith(live.gateway.url)
        assert title(payer.come_back(payer.pay_there(page_url))) == "পরিশোধ হয়েছে"
        (payment,) = shop.payments
        assert (payment["gateway"], payment["status"], payment["net"]) == ("sslcommerz", "paid", 48750)
        assert audit_books(live.db).differences == ()


def test_a_gateway_that_refuses_us_hands_over_too(tmp_path: Path, payer: Payer) -> None:
    with serving(create_sandbox()) as gateway:
        stranger = bkash_at(gateway.url, app_key="not-ours")
        with two_gateways(tmp_path, stranger) as live:
            shop = open_shop(live.db, live.url)
            page_url = payer.to_gateway(shop.store_url, amount="500", way="bkash")
            assert page_url.startswith(live.gateway.url)


def test_when_no_gateway_gives_a_page_the_payer_may_try_again_with_all_that_was_typed(
    tmp_path: Path, payer: Payer
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    known = {"bkash": bkash_at(nowhere), "sslcommerz": sslcommerz_at(nowhere)}
    listening = free_socket()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = settings_for(url, nowhere, new_database_file(tmp_path), gateways=known)
    with serving_checkout(settings, listening) as checkout:
        db = checkout.app.state.service.db
        shop = open_shop(db, url)
        answer = payer.send_form(shop.store_url, amount="500", way="bkash")
        page = payer.http.get(url + answer.headers["location"])
        assert title(page) == "পেমেন্ট হয়নি"
        again = page.text.partition('class="btn" href="')[2].partition('"')[0].replace("&amp;", "&")
        form = payer.open(url + again).text
        assert 'value="500"' in form
        assert 'value="bkash" id="way" checked' in form
        close_devices()
