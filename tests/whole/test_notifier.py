"""Shops' own servers and staff are told of payments: signed, once each, and tried again for a day."""

import base64
import email
import email.policy
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import text

from checkout.commands.payouts import payout_sent
from checkout.ids import new_id
from tests.conftest import NewUrl
from tests.support.operator import aday, operators_environment
from tests.support.payer import NAME, PHONE, Payer
from tests.support.post_office import post_office
from tests.support.servers import Running, World, serving, world
from tests.support.shop import ShopDevice, eventually, open_shop


class Ear:
    """A shop's server, a Telegram and an SMS provider in one; answers as it is set to."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.status = 200
        self.answer = '{"ok": true}'
        self.moved: dict[str, int] = {}
        """Telegram's groups that have another number now."""
        self.app = FastAPI()
        self.app.add_api_route("/{path:path}", self._take, methods=["POST", "GET"])

    async def _take(self, path: str, request: Request) -> Response:
        if path == "elsewhere":
            return RedirectResponse("/paid", 307)
        self.heard.append({"path": path, "headers": dict(request.headers), "body": await request.body()})
        chat_id = json.loads(self.heard[-1]["body"])["chat_id"] if path.endswith("/sendMessage") else ""
        if chat_id in self.moved:
            said = {"ok": False, "error_code": 400, "parameters": {"migrate_to_chat_id": self.moved[chat_id]}}
            return Response(json.dumps(said), 400)
        return Response(self.answer, self.status)

    def on(self, path: str) -> list[dict[str, Any]]:
        return [one for one in self.heard if one["path"] == path]


@pytest.fixture(scope="module")
def letters() -> Iterator[tuple[int, list[str]]]:
    with post_office() as found:
        yield found


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Ear, Running]]:
    ear = Ear()
    with serving(ear.app) as running:
        yield ear, running


@pytest.fixture(scope="module")
def live(
    new_url: NewUrl,
    server: tuple[Ear, Running],
    letters: tuple[int, list[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("telling")
    channels = {
        "sms_backend": "http",
        "sms_url": f"{server[1].url}/sms",
        "smtp_host": "127.0.0.1",
        "smtp_port": letters[0],
        "smtp_sender": "aday@example.com",
        "telegram_token": "123:secret",
        "telegram_base_url": server[1].url,
    }
    with world(folder, database_url=new_url(folder), **channels) as running:
        yield running


@pytest.fixture
def ear(server: tuple[Ear, Running]) -> Ear:
    server[0].heard.clear()
    server[0].status, server[0].answer = 200, '{"ok": true}'
    return server[0]


def add(shop: ShopDevice, kind: str, address: str) -> Any:
    answer = shop.http.post("/v1/outlets", json={"id": new_id("out"), "kind": kind, "address": address})
    assert answer.status_code == 201, answer.text
    return answer.json()


def at_once(live: World) -> None:
    """Let everything that is to be tried again be due now."""
    due = text("UPDATE deliveries SET next_try_at = 1 WHERE status = 'waiting' AND tries_count > 0")
    live.db.transact_now(lambda uow: uow.conn.execute(due))


class TestAServer:
    """A shop's own."""

    @pytest.fixture
    def outlet(self, shop: ShopDevice, server: tuple[Ear, Running]) -> Any:
        return add(shop, "webhook", f"{server[1].url}/paid")

    def test_it_is_told_of_a_payment_and_can_prove_that_it_was_us(
        self, shop: ShopDevice, payer: Payer, ear: Ear, outlet: Any
    ) -> None:
        payer.pay(shop.store_url, amount="500")
        (told,) = eventually(lambda: ear.on("paid"))
        headers, body = told["headers"], told["body"]
        said = json.loads(body)
        assert (said["type"], said["data"]) == ("payment.paid", shop.payments[0])
        key = base64.b64decode(outlet["secret"].removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"

    def test_it_is_told_of_held_and_of_returned_money_too(
        self, live: World, shop: ShopDevice, payer: Payer, ear: Ear, outlet: Any
    ) -> None:
        payer.pay(shop.store_url, amount="100.05")
        payer.pay(shop.store_url, amount="500")
        path = f"/v1/payments/{shop.payments[0]['id']}/refunds"
        shop.http.post(path, json={"id": new_id("rf"), "amount": 500_00})
        eventually(lambda: len(ear.on("paid")) == 3)
        kinds = {json.loads(one["body"])["type"] for one in ear.on("paid")}
        assert kinds == {"payment.on_hold", "payment.paid", "payment.refunded"}

    def test_while_it_fails_it_is_tried_again_and_then_told_once(
        self, live: World, shop: ShopDevice, payer: Payer, ear: Ear, outlet: Any
    ) -> None:
        ear.status = 500
        payer.pay(shop.store_url, amount="500")
        eventually(
            lambda: live.row("SELECT 1 FROM deliveries WHERE outlet_id = :o AND tries_count = 1", o=outlet["id"])
        )
        ear.status = 200
        at_once(live)
        told = "SELECT tries_count FROM deliveries WHERE outlet_id = :o AND status = 'delivered'"
        assert eventually(lambda: live.row(told, o=outlet["id"])) == (2,)
        assert len({one["headers"]["webhook-id"] for one in ear.on("paid")}) == 1

    def test_what_was_given_up_is_listed_and_told_again_when_the_operator_says_so(
        self, live: World, shop: ShopDevice, payer: Payer, ear: Ear, outlet: Any, tmp_path: Path
    ) -> None:
        ear.status = 503
        payer.pay(shop.store_url, amount="500")
        one = "SELECT id FROM deliveries WHERE outlet_id = :o AND tries_count >= :n"
        eventually(lambda: live.row(one, o=outlet["id"], n=1))
        old = text("UPDATE deliveries SET created_at = created_at - 86400000000 WHERE outlet_id = :o")
        live.db.transact_now(lambda uow: uow.conn.execute(old, {"o": outlet["id"]}))
        at_once(live)
        gone = "SELECT id FROM deliveries WHERE outlet_id = :o AND status = 'given_up'"
        (delivery_id,) = eventually(lambda: live.row(gone, o=outlet["id"]))
        environment = operators_environment(live.settings.database_url)
        listed = aday(environment, tmp_path, "webhooks", "list").stdout
        assert delivery_id in listed
        assert "HTTP 503" in listed
        ear.status = 200
        ear.heard.clear()
        assert aday(environment, tmp_path, "webhooks", "retry", delivery_id).returncode == 0
        eventually(lambda: ear.on("paid"))
        again = aday(environment, tmp_path, "webhooks", "retry", delivery_id)
        assert (again.returncode, again.stderr.count("\n")) == (2, 1)

    def test_one_that_says_it_is_gone_is_told_no_more(
        self, live: World, shop: ShopDevice, payer: Payer, ear: Ear, outlet: Any
    ) -> None:
        ear.status = 410
        payer.pay(shop.store_url, amount="500")
        eventually(lambda: shop.get("/v1/outlets")["data"] == [] or None)
        payer.pay(shop.store_url, amount="700")
        assert len(ear.on("paid")) == 1

    def test_tried_it_is_sent_a_test_that_it_can_prove_was_ours(self, shop: ShopDevice, ear: Ear, outlet: Any) -> None:
        answer = shop.http.post(f"/v1/outlets/{outlet['id']}/test").json()
        (told,) = ear.on("paid")
        said = json.loads(told["body"])
        assert (answer["is_taken"], told["headers"]["webhook-id"]) == (True, answer["id"])
        assert (said["type"], said["data"]) == ("outlet.test", {"id": outlet["id"]})
        assert told["headers"]["webhook-signature"].startswith("v1,")
        ear.status = 410
        refused = shop.http.post(f"/v1/outlets/{outlet['id']}/test").json()
        assert (refused["is_taken"], refused["why_not"]) == (False, "HTTP 410")
        assert shop.get("/v1/outlets")["data"] == []

    def test_a_redirect_leads_nowhere(self, live: World, shop: ShopDevice, payer: Payer, ear: Ear, server: Any) -> None:
        outlet = add(shop, "webhook", f"{server[1].url}/elsewhere")
        payer.pay(shop.store_url, amount="500")
        failed = "SELECT last_error FROM deliveries WHERE outlet_id = :o AND tries_count = 1"
        assert eventually(lambda: live.row(failed, o=outlet["id"])) == ("HTTP 307",)
        assert ear.on("paid") == []


class TestPeople:
    """The shop's staff."""

    def test_a_shop_whose_old_name_holds_a_line_separator_hears_by_e_mail_all_the_same(
        self, live: World, shop: ShopDevice, payer: Payer, letters: tuple[int, list[str]]
    ) -> None:
        letters[1].clear()
        add(shop, "email", "staff@example.com")
        named = text("UPDATE merchants SET name = :name WHERE id = :id")
        facts = {"name": "Karim\u2028Store\u202e", "id": shop.get("/v1/merchant")["id"]}
        live.db.transact_now(lambda uow: uow.conn.execute(named, facts))
        payer.pay(shop.store_url, amount="500")
        letter = email.message_from_string(eventually(lambda: letters[1])[0], policy=email.policy.default)
        assert letter["Subject"].startswith("Karim Store: ৳৫০০.০০")

    def test_a_name_from_right_to_left_turns_no_sum_in_a_letter(
        self, shop: ShopDevice, payer: Payer, ear: Ear, letters: tuple[int, list[str]]
    ) -> None:
        letters[1].clear()
        shop.http.patch("/v1/merchant", json={"name": "محمد 25"})
        add(shop, "email", "staff@example.com")
        add(shop, "sms", "01712345678")
        payer.pay(shop.store_url, amount="500")
        letter = email.message_from_string(eventually(lambda: letters[1])[0], policy=email.policy.default)
        sms = json.loads(eventually(lambda: ear.on("sms"))[0]["body"])
        for said in (letter["Subject"], letter.get_content(), sms["message"]):
            assert said.startswith("\u2068محمد 25\u2069: ৳৫০০.০০")

    def test_they_are_told_by_sms_telegram_and_e_mail_and_not_who_paid(
        self, shop: ShopDevice, payer: Payer, ear: Ear, letters: tuple[int, list[str]]
    ) -> None:
        letters[1].clear()
        for kind, address in (("sms", "০১৭১২ ৩৪৫৬৭৮"), ("telegram", "-100123456"), ("email", "staff@example.com")):
            add(shop, kind, address)
        payer.pay(shop.store_url, amount="500")
        eventually(lambda: ear.on("sms") and ear.on("bot123:secret/sendMessage") and letters[1])
        sms = json.loads(ear.on("sms")[0]["body"])
        chat = json.loads(ear.on("bot123:secret/sendMessage")[0]["body"])
        assert sms["to"] == "8801712345678"
        assert chat["chat_id"] == "-100123456"
        assert chat["text"] == sms["message"]
        assert "৳৫০০.০০ পরিশোধিত · বিকাশ" in chat["text"]
        assert "To: staff@example.com" in letters[1][0]
        for private in (NAME, PHONE):
            assert private not in f"{sms}{chat}{letters[1]}"

    def test_they_are_told_of_a_payout_where_that_was_chosen_and_not_to_which_account(
        self, live: World, shop: ShopDevice, payer: Payer, ear: Ear
    ) -> None:
        asked = {"id": new_id("out"), "kind": "sms", "address": "01812345678", "tells": ["payout_sent"]}
        assert shop.http.post("/v1/outlets", json=asked).status_code == 201
        payer.pay(shop.store_url, amount="500")
        to = {"kind": "bkash", "account": "01912345678"}
        payout = shop.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 100_00, "to": to}).json()
        live.db.transact_now(payout_sent, payout["id"], "TRX1")
        (told,) = eventually(lambda: ear.on("sms"))
        message = json.loads(told["body"])["message"]
        assert message.endswith("৳১০০.০০ আপনার অ্যাকাউন্টে পাঠানো হয়েছে · TRX1")
        assert to["account"] not in message

    def test_a_group_that_became_a_larger_one_is_told_under_its_new_number_from_then_on(
        self, live: World, shop: ShopDevice, payer: Payer, ear: Ear
    ) -> None:
        outlet = add(shop, "telegram", "-4567")
        ear.moved["-4567"] = -1_001_234_567_890
        told = "SELECT count(*) FROM deliveries WHERE outlet_id = :o AND status = 'delivered'"
        payer.pay(shop.store_url, amount="500")
        eventually(lambda: live.row(told, o=outlet["id"]) == (1,))
        payer.pay(shop.store_url, amount="600")
        eventually(lambda: live.row(told, o=outlet["id"]) == (2,))
        chats = [json.loads(one["body"])["chat_id"] for one in ear.heard]
        assert chats == ["-4567", "-1001234567890", "-1001234567890"]
        assert shop.get("/v1/outlets")["data"][0]["address"] == "-1001234567890"

    @pytest.mark.parametrize(
        "answer", ['{"ok": false, "description": "no"}', "<html>a proxy's own page</html>", "[]", ""]
    )
    def test_what_telegram_does_not_call_ok_was_not_told(
        self, live: World, shop: ShopDevice, payer: Payer, ear: Ear, answer: str
    ) -> None:
        outlet, ear.answer = add(shop, "telegram", "-4568"), answer
        payer.pay(shop.store_url, amount="500")
        failed = "SELECT status FROM deliveries WHERE outlet_id = :o AND tries_count = 1"
        assert eventually(lambda: live.row(failed, o=outlet["id"])) == ("waiting",)

    def test_a_mistake_of_ours_is_a_try_too_and_has_an_end(
        self, live: World, shop: ShopDevice, payer: Payer, ear: Ear
    ) -> None:
        outlet = add(shop, "sms", "01712345678")
        ear.status = 503
        payer.pay(shop.store_url, amount="500")
        tried = "SELECT last_error FROM deliveries WHERE outlet_id = :o AND tries_count = :n"
        eventually(lambda: live.row(tried, o=outlet["id"], n=1))
        # What no sender can make a sentence of.
        broken = text("UPDATE events SET data = '[]' WHERE type = 'payment.paid' AND merchant_id = :m")
        live.db.transact_now(lambda uow: uow.conn.execute(broken, {"m": shop.get("/v1/merchant")["id"]}))
        at_once(live)
        assert eventually(lambda: live.row(tried, o=outlet["id"], n=2)) == ("TypeError",)

    @pytest.mark.parametrize(
        ("kind", "address"),
        [
            ("webhook", "ftp://shop.example/"),
            ("webhook", "https://user:password@shop.example/"),
            ("webhook", "https://"),
            ("webhook", "https://shop.example:x/"),
            ("webhook", "https://shop.example/ x"),
            ("webhook", "https://" + "x" * 300),
            ("sms", "12345"),
            ("email", "staff@"),
            ("telegram", "x"),
        ],
    )
    def test_an_address_that_is_none_is_told(self, shop: ShopDevice, kind: str, address: str) -> None:
        answer = shop.http.post("/v1/outlets", json={"id": new_id("out"), "kind": kind, "address": address})
        assert answer.status_code == 422, answer.text
        assert [one["field"] for one in answer.json()["errors"]] == ["address"]

    def test_five_are_enough(self, shop: ShopDevice) -> None:
        for number in range(5):
            add(shop, "sms", f"0171234567{number}")
        body = {"id": new_id("out"), "kind": "sms", "address": "01812345678"}
        answer = shop.http.post("/v1/outlets", json=body)
        assert answer.json()["errors"][0]["code"] == "too_many_outlets"

    def test_the_same_id_again_is_the_same_outlet_and_another_shop_has_no_part_in_it(
        self, live: World, shop: ShopDevice
    ) -> None:
        body = {"id": new_id("out"), "kind": "sms", "address": "01712345678"}
        assert [shop.http.post("/v1/outlets", json=body).status_code for _ in range(2)] == [201, 200]
        assert shop.http.post("/v1/outlets", json={**body, "address": "01812345678"}).status_code == 409

        other = open_shop(live.db, live.url)
        assert other.http.post("/v1/outlets", json=body).status_code == 409
        assert other.http.delete(f"/v1/outlets/{body['id']}").status_code == 404
        assert other.get("/v1/outlets")["data"] == []
        assert shop.http.delete(f"/v1/outlets/{body['id']}").status_code == 204
        assert shop.get("/v1/outlets")["data"] == []
