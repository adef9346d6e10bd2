"""A gateway that signs its notices in a header: what was understood when it came in is what a worker acts on."""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import ClassVar

import pytest
from sqlalchemy import text

from checkout.core.fees import Rate
from checkout.core.methods import Instrument
from checkout.core.webhook_status import WebhookStatus
from checkout.gateways.base import (
    Attempt,
    Confirmed,
    ForgedNotice,
    Gateway,
    Notice,
    Order,
    Outcome,
    PaymentPage,
    RefundsByHand,
    Waiting,
)
from checkout.gateways.settings import GatewayContext, GatewaySettings
from checkout.store import inbox
from tests.conftest import NewUrl
from tests.support import plain
from tests.support.payer import Payer
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, eventually

SECRET = b"only the gateway and we know it"
AN_HOUR = 3600.0


class SignsInAHeader(RefundsByHand):
    """A company whose notices have nothing in their body that proves them."""

    name = "signed"
    patience_seconds = AN_HOUR
    quotes_its_words = False
    signs_notices = True
    waits_for_our_word = False
    contract = Rate(150)
    refunds_where = "it has no call for refunds"

    def __init__(self) -> None:
        self.has_money, self.read_count = False, 0

    async def start(self, order: Order) -> PaymentPage:
        return PaymentPage("https://signed.example/page")

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        if not self.has_money:
            return (Waiting(),)
        return (
            Confirmed(
                "capture-" + attempt.tran_id, attempt.amount, None, risky=False, gateway_ref="ref", method="Visa"
            ),
        )

    async def try_credentials(self) -> None:
        """It knows nobody."""

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        self.read_count += 1
        if not hmac.compare_digest(headers.get("x-signature", ""), sign(body)):
            raise ForgedNotice("the signature is not the gateway's")
        return Notice(json.loads(body)["order"], "", "captured")

    def read_return(self, query: Mapping[str, str], body: bytes) -> Notice:
        raise ForgedNotice("its browsers bring nothing back")


class SignedSettings(GatewaySettings):
    """What an operator would set for it."""

    serves: ClassVar[frozenset[Instrument]] = frozenset(("card",))
    made: ClassVar[list[SignsInAHeader]] = []
    base_url: str = "https://signed.example"

    def make(self, context: GatewayContext) -> Gateway:
        gateway = SignsInAHeader()
        self.made.append(gateway)
        return gateway


def sign(body: bytes) -> str:
    return hmac.digest(SECRET, body, "sha256").hex()


@pytest.fixture(scope="module")
def live(new_url: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A checkout with this gateway alone, which no clock asks for an hour."""
    folder = tmp_path_factory.mktemp("signed")
    gateways = {"signed": SignedSettings(_env_file=None)}
    with world(folder, database_url=new_url(folder), gateways=gateways) as running:
        yield running


@pytest.fixture
def gateway(live: World) -> SignsInAHeader:
    gateway = SignedSettings.made[-1]
    gateway.has_money, gateway.read_count = False, 0
    return gateway


def begun(live: World, shop: ShopDevice, payer: Payer) -> str:
    """Our name for a payment whose payer is on the gateway's page."""
    payer.send_form(shop.store_url, amount="500", way="card")
    (tran_id,) = live.row("SELECT tran_id FROM payments WHERE id = :id", id=shop.payments[0]["id"])
    return str(tran_id)


def test_a_notice_that_is_signed_in_a_header_pays_and_is_read_once(
    live: World, shop: ShopDevice, payer: Payer, gateway: SignsInAHeader
) -> None:
    body = json.dumps({"order": begun(live, shop, payer)}).encode()
    gateway.has_money = True
    headers = {"X-Signature": sign(body), "Cookie": "whose=nobodys", "Authorization": "Bearer secret"}
    assert plain.post(f"{live.url}/webhooks/signed", content=body, headers=headers).status_code == 200
    shop.wait_for_status("paid")
    kept = "SELECT status, body, headers FROM webhook_inbox WHERE body LIKE :it AND status <> 'received'"
    status, body_kept, headers_kept = eventually(lambda: live.row(kept, it=f"%{json.loads(body)['order']}%"))
    assert (status, body_kept.encode("latin-1")) == ("done", body)
    assert dict(json.loads(headers_kept))["x-signature"] == sign(body)
    assert not {"cookie", "authorization"} & dict(json.loads(headers_kept)).keys()
    assert gateway.read_count == 1


def test_one_that_a_worker_finds_in_the_inbox_after_a_crash_is_acted_on_without_being_read_again(
    live: World, shop: ShopDevice, payer: Payer, gateway: SignsInAHeader
) -> None:
    tran_id = begun(live, shop, payer)
    body = json.dumps({"order": tran_id}).encode()
    # The process that took it in had answered, and died before it acted.
    understood = json.dumps(
        {"tran_id": tran_id, "capture_ref": "", "says": "captured", "reason": "", "session_ref": ""}
    )
    live.db.transact_now(inbox.keep, "signed", body, timedelta(days=1), headers="[]", notice=understood)
    gateway.has_money = True
    live.db.transact_now(lambda uow: inbox.release_claims(uow))
    shop.wait_for_status("paid")
    assert gateway.read_count == 0


def test_a_wrong_signature_is_refused_and_kept_with_its_headers(
    live: World, shop: ShopDevice, payer: Payer, gateway: SignsInAHeader
) -> None:
    body = json.dumps({"order": begun(live, shop, payer)}).encode()
    answer = plain.post(f"{live.url}/webhooks/signed", content=body, headers={"X-Signature": "guessed"})
    assert answer.status_code == 400
    status, headers = live.row("SELECT status, headers FROM webhook_inbox ORDER BY received_at DESC LIMIT 1")
    assert (status, dict(json.loads(headers))["x-signature"]) == ("refused", "guessed")


def test_one_that_is_about_no_payment_does_not_wait_for_ever(live: World) -> None:
    understood = json.dumps(asdict(Notice("AD0NOBODYS", "", "captured")))
    kept = live.db.transact_now(inbox.keep, "gone", b"x=1", timedelta(days=1), notice=understood)
    assert kept is not None
    live.db.transact_now(lambda uow: inbox.release_claims(uow))
    ended = "SELECT status FROM webhook_inbox WHERE id = :id AND status <> 'received'"
    assert eventually(lambda: live.row(ended, id=kept.id))[0] == "unmatched"


def test_forgetting_takes_the_headers_and_what_was_understood_along(live: World) -> None:
    facts = {"headers": '[["x-name", "Salma"]]', "notice": '{"tran_id": "AD0FORGOTTEN"}'}
    kept = live.db.transact_now(inbox.keep, "signed", b"sealed", timedelta(days=1), **facts)
    assert kept is not None
    live.db.transact_now(inbox.finish, kept.id, WebhookStatus.DONE)
    live.db.transact_now(inbox.blank_bodies_about, "signed", "AD0FORGOTTEN")
    row = live.db.read_now(
        lambda conn: conn.execute(
            text("SELECT body, headers, notice FROM webhook_inbox WHERE id = :id"), {"id": kept.id}
        ).one()
    )
    assert tuple(row) == ("", "", None)
