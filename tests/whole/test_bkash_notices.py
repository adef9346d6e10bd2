"""bKash tells of money by itself, where it has subscribed our address: nobody waits for the clock then."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sandbox.bkash.sns import body_of
from sandbox.bkash.state import Payment
from tests.conftest import NewUrl
from tests.support.payer import Payer
from tests.support.servers import World, bkash_at, world
from tests.support.shop import ShopDevice
from tests.support.sns import TOPIC, Sns, deliver, sns


@pytest.fixture(scope="module")
def amazon() -> Iterator[Sns]:
    with sns() as running:
        yield running


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory, amazon: Sns) -> Iterator[World]:
    """A checkout whose clock asks bKash only after an hour."""
    folder = tmp_path_factory.mktemp("bkash-notices")
    gateways = {
        "bkash": lambda url: bkash_at(
            url, first_ask_seconds=3600, topic_arn=TOPIC, sns_url=amazon.url, timeout_seconds=20
        )
    }
    with world(folder, database_url=new_sqlite(folder), gateways=gateways) as running:
        yield running


def test_a_notice_makes_us_ask_about_a_payer_whose_browser_never_came_back(
    live: World, shop: ShopDevice, payer: Payer, amazon: Sns
) -> None:
    payer.pay_by_wallet(payer.to_gateway(shop.store_url, amount="500"), "01700000006")
    theirs: Payment = live.gateway.app.state.bkash.everything()[-1]
    # Its sum is not believed.
    assert deliver(live.url, amazon.tells_of(1_00, theirs.asked["merchantInvoiceNumber"])) == 200
    shop.wait_for_status("paid")
    assert shop.balance == 49250


def test_a_notice_of_another_topic_is_refused(live: World, amazon: Sns) -> None:
    told = amazon.tells_of(500_00).replace(TOPIC.encode(), b"arn:aws:sns:ap-southeast-1:000000000000:bpt_another")
    assert deliver(live.url, told) == 400


def test_a_subscription_is_confirmed_at_its_own_host(live: World, amazon: Sns) -> None:
    told = amazon.signer.subscription(datetime.now(UTC))
    assert deliver(live.url, body_of(told)) == 200
    assert amazon.asked[-1] == told["SubscribeURL"]
