"""The customer's app reads codes by a reader of its own, and bKash's notices of what it pays can be proved, or not."""

import asyncio
import json
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest
from cryptography.x509 import load_pem_x509_certificate

from checkout.core.direct_payment import ToldPayment
from checkout.gateways.base import ForgedNotice
from checkout.gateways.bkash.sns_message import check_signature, read_message
from checkout.gateways.bkash.sns_topic import Topic
from checkout.gateways.bkash.told_payment import read_told_payment
from emvqr import one_time_code, read_code, read_shop_code
from money import Money
from sandbox.bkash import told
from sandbox.bkash.told import Paid, Sns
from sandbox.customer import emv
from sandbox.customer.app import STATIC

PAID = Paid("ADAY DEMO STORE", "50022", Decimal("650.00"), "INV0001", "8801700000009")


@pytest.fixture(scope="module")
def sns() -> Sns:
    """One for all: to make its keys takes longer than a test may."""
    return Sns("http://shop.example/webhooks/bkash")


def delivered(sns: Sns, scenario: str) -> list[bytes]:
    """What reaches the shop's server."""
    bodies: list[bytes] = []

    def take(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content)
        return httpx.Response(200)

    async def pay() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(take)) as client:
            await told.tell(sns, client, PAID, scenario)

    asyncio.run(pay())
    return bodies


def proved(sns: Sns, body: bytes) -> ToldPayment:
    """What a shop's server believes of it. Raises ForgedNotice."""
    now = datetime.now(UTC)
    claimed = read_message(body, Topic.of(sns.topic_arn), now)
    check_signature(claimed, load_pem_x509_certificate(sns.signer.certificate_pem), now)
    payment = read_told_payment(claimed.message)
    assert isinstance(payment, ToldPayment)
    return payment


def test_money_by_a_code_is_told_so_that_it_can_be_proved(sns: Sns) -> None:
    (body,) = delivered(sns, "")
    payment = proved(sns, body)
    assert (payment.amount, payment.shop_code, payment.invoice, payment.by_qr) == (
        Money(650_00),
        "50022",
        "INV0001",
        True,
    )


@pytest.mark.parametrize("scenario", ["forged", "wrong_topic"])
def test_what_is_not_the_topics_own_cannot_be_proved(sns: Sns, scenario: str) -> None:
    (body,) = delivered(sns, scenario)
    with pytest.raises(ForgedNotice):
        proved(sns, body)


def test_another_sum_and_another_shop_are_told_as_well_as_any(sns: Sns) -> None:
    assert proved(sns, delivered(sns, "wrong_sum")[0]).amount == Money(325_00)
    assert proved(sns, delivered(sns, "other_shop")[0]).shop_code == told.OTHER_SHOP


def test_told_twice_is_one_money_and_paid_twice_is_two(sns: Sns) -> None:
    again = delivered(sns, "notice_twice")
    ids = [json.loads(body)["MessageId"] for body in again]
    assert (len(ids), len(set(ids)), len({proved(sns, body).trx_id for body in again})) == (3, 2, 1)
    assert len({proved(sns, body).trx_id for body in delivered(sns, "twice")}) == 2


def test_late_comes_late(sns: Sns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "LATE_SECONDS", 0.01)
    assert proved(sns, delivered(sns, "late")[0]).invoice == "INV0001"


def test_nobody_is_told_where_no_address_was_subscribed() -> None:
    assert delivered(Sns(), "") == []


def test_its_reader_agrees_with_ours_on_the_code_of_the_counter_and_on_one_made_of_it() -> None:
    shop = read_shop_code(STATIC)
    assert (shop.name, shop.accounts[0].institution_name, shop.is_static) == ("ADAY DEMO STORE", "bKash", True)
    one_time = one_time_code(shop, Money(650_00), "INV0001").text
    read = emv.read(one_time)
    assert (read.name, read.amount, read.reference) == ("ADAY DEMO STORE", Decimal("650.00"), "INV0001")
    assert dict(read.fields) == {one.id: one.value for one in read_code(one_time).fields}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("https://pay.example/l/X", "no_code"),
        (STATIC[:-1] + "0" if STATIC[-1] != "0" else STATIC[:-1] + "1", "broken"),
        (emv.write({"00": "01", "53": "840", "58": "US", "59": "A"}), "foreign"),
    ],
)
def test_what_no_app_pays_is_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(emv.Unreadable, match=why):
        emv.read(text)


def test_a_picture_of_the_counters_code_is_read_and_a_sum_asked_for(gateway: httpx.Client) -> None:
    picture = gateway.get("/customer/counter.png").content
    page = gateway.post("/customer/", data={"lang": "en"}, files={"picture": ("code.png", picture)})
    assert "ADAY DEMO STORE" in page.text
    assert 'name="amount"' in page.text
    for amount, pin, status in (("0", "12345", 422), ("650", "1", 422), ("৬৫০", "12345", 200)):
        typed = {"code": STATIC, "amount": amount, "pin": pin, "lang": "en"}
        assert gateway.post("/customer/pay", data=typed).status_code == status
