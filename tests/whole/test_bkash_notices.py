"""bKash tells of money by itself, where it has subscribed our address: nobody waits for the clock then."""

import json
from collections.abc import Iterator

import pytest

from sandbox.bkash.state import Payment
from tests.checkout.gateways.bkash.recorded import TOPIC, notice
from tests.conftest import NewUrl
from tests.support import plain
from tests.support.payer import Payer
from tests.support.servers import World, bkash_at, world
from tests.support.shop import ShopDevice


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A checkout whose clock asks bKash only after an hour."""
    folder = tmp_path_factory.mktemp("bkash-notices")
    gateways = {"bkash": lambda url: bkash_at(url, first_ask_seconds=3600, topic_arn=TOPIC, timeout_seconds=20)}
    with world(folder, database_url=new_sqlite(folder), gateways=gateways) as running:
        yield running


def told(live: World, body: bytes) -> int:
    headers = {"Content-Type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": "Notification"}
    return plain.post(f"{live.url}/webhooks/bkash", content=body, headers=headers).status_code


def test_a_notice_makes_us_ask_about_a_payer_whose_browser_never_came_back(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    payer.pay_by_wallet(payer.to_gateway(shop.store_url, amount="500"), "01700000006")
    theirs: Payment = live.gateway.app.state.bkash.everything()[-1]
    invoice = theirs.asked["merchantInvoiceNumber"]
    assert told(live, notice(Message=json.dumps({"merchantInvoiceNumber": invoice, "amount": "1"}))) == 200
    shop.wait_for_status("paid")
    assert shop.balance == 49250


def test_a_notice_of_another_topic_is_refused(live: World) -> None:
    assert told(live, notice(TopicArn="arn:aws:sns:ap-southeast-1:000000000000:bpt_another")) == 400
