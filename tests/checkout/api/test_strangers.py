"""A stranger gets nothing."""

import base64
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from uvicorn.middleware.proxy_headers import _TrustedHosts

from checkout.commands.sign_in import issue_device_token
from checkout.core.merchant import MerchantId
from checkout.http.client_address import both_written
from checkout.ids import new_id
from checkout.main import create_app
from tests.support import plain
from tests.support.payer import NAME, PHONE, Payer
from tests.support.servers import World, new_database_file, serving, settings_for, world
from tests.support.shop import ShopDevice, device, open_shop


@pytest.fixture
def paid(shop: ShopDevice, payer: Payer) -> dict[str, str]:
    """The ids of a link and a payment of the shop."""
    payer.pay(shop.store_url, amount="500")
    return {"link": shop.new_link(125_000)["id"], "payment": shop.payments[0]["id"]}


def test_another_shops_token_reaches_nothing_of_this_shops(live: World, shop: ShopDevice, paid: dict[str, str]) -> None:
    other = open_shop(live.db, live.url)
    for method, path in (
        ("GET", "/v1/links/{link}"),
        ("POST", "/v1/links/{link}/cancel"),
        ("GET", "/v1/payments/{payment}"),
        ("GET", "/v1/payments/{payment}/refunds"),
        ("GET", "/v1/payments/{payment}/refunds/quote"),
    ):
        assert other.http.request(method, path.format(**paid)).status_code == 404
    assert other.http.delete(f"/v1/devices/{shop.get('/v1/devices')['data'][0]['id']}").status_code == 404
    back = other.http.post(f"/v1/payments/{paid['payment']}/refunds", json={"id": new_id("rf"), "amount": 100})
    assert back.status_code == 404
    assert [link["kind"] for link in other.get("/v1/links")["data"]] == ["store"]
    assert (other.payments, other.balance, other.events) == ([], 0, [])
    assert other.get("/v1/payments", link_id=paid["link"])["data"] == []
    clash = other.http.post("/v1/links", json={"id": paid["link"], "amount": 125_000})
    assert clash.status_code == 409


def test_a_revoked_token_is_worth_nothing_and_its_stream_ends(live: World, shop: ShopDevice) -> None:
    phone = device(live.url, shop.slug, _second_token(live, shop))
    with phone.http.stream("GET", "/v1/events/stream") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "retry: 1000"
        mine = next(one for one in phone.get("/v1/devices")["data"] if one["this_device"])
        assert shop.http.delete(f"/v1/devices/{mine['id']}").status_code == 204
        assert phone.http.get("/v1/balance").status_code == 401
        assert all(not line.startswith("id:") for line in lines)


def test_a_token_that_another_process_revokes_ends_its_stream(live: World, shop: ShopDevice) -> None:
    phone = device(live.url, shop.slug, _second_token(live, shop))
    mine = next(one for one in phone.get("/v1/devices")["data"] if one["this_device"])
    with phone.http.stream("GET", "/v1/events/stream") as stream:
        lines = stream.iter_lines()
        next(lines)
        whose = [live.settings.database_url, shop.get("/v1/merchant")["id"], mine["id"]]
        subprocess.run([sys.executable, "-c", _SIGN_OUT, *whose], check=True)
        # Before the next ping, which comes twenty seconds after the first.
        assert [line for line in lines if line.startswith(("id:", "event:"))] == ["event: ping"]


def test_a_tampered_return_moves_nothing(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.to_gateway(shop.store_url, amount="500")
    (code,) = live.row("SELECT code FROM payments WHERE id = :id", id=shop.payments[0]["id"])
    for body in ({}, {"status": "VALID", "tran_id": "x", "val_id": "y"}, {"status": "FAILED", "verify_sign": "é"}):
        answer = payer.http.post(f"{live.url}/returns/sslcommerz/{code}", data=body)
        assert answer.headers["location"] == f"/p/{code}"
    assert shop.payments[0]["status"] == "pending"


@pytest.mark.parametrize(
    "body", [b"", b"tran_id=1", b"\xff\xfe", b"a=1&a=2", "verify_key=tran_id&verify_sign=é".encode()]
)
def test_a_webhook_that_is_not_the_gateways_is_kept_as_refused(live: World, shop: ShopDevice, body: bytes) -> None:
    answer = plain.post(f"{live.url}/webhooks/sslcommerz", content=body)
    assert answer.status_code == 400
    status, kept = live.row("SELECT status, body FROM webhook_inbox ORDER BY received_at DESC LIMIT 1")
    assert (status, kept.encode("latin-1")) == ("refused", body)
    assert shop.events == []


@pytest.mark.parametrize("body", [b"a=1\0", b"a=1&b=" + b"x" * 16_384])
def test_a_webhook_that_no_gateway_writes_is_refused_and_kept_as_far_as_it_goes(
    live: World, shop: ShopDevice, body: bytes
) -> None:
    assert plain.post(f"{live.url}/webhooks/sslcommerz", content=body).status_code == 400
    (status,) = live.row("SELECT status FROM webhook_inbox ORDER BY received_at DESC LIMIT 1")
    assert (status, shop.events) == ("refused", [])


@pytest.mark.parametrize(
    "path",
    [
        "/p/%00", "/l/%00", "/s/%00", "/s/karim?again=%00", "/v?c=%00", "/preview/l/%00.png",
        "/v1/links/%00", "/v1/payments?q=%00", "/returns/sslcommerz/%00", "/webhooks/sslcommerz?a=%00",
    ],
)  # fmt: skip
def test_the_one_character_that_no_database_takes_is_refused_at_the_door(shop: ShopDevice, path: str) -> None:
    answer = shop.http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_it_is_refused_in_what_is_typed_and_in_a_cursor(shop: ShopDevice, payer: Payer) -> None:
    assert payer.send_form(shop.store_url, amount="500", email="a\0b@c.d").status_code == 422
    cursor = base64.urlsafe_b64encode(b"2026-11-12T04:42:00+00:00 pay_\0").decode()
    assert shop.http.get("/v1/payments", params={"cursor": cursor}).status_code == 422


def test_a_body_over_64_kb_is_refused_before_anything_reads_it(live: World) -> None:
    for path in ("/webhooks/sslcommerz", "/v1/auth/otp", "/s/karim"):
        answer = plain.post(live.url + path, content=b"x" * 65_537)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_of_unknown_length_is_counted_as_it_comes(live: World) -> None:
    answer = plain.post(f"{live.url}/webhooks/sslcommerz", content=iter([b"x" * 40_000] * 2))
    assert answer.status_code == 413


def test_guessing_links_is_stopped_after_twenty_in_a_minute(live: World) -> None:
    live.forget_strangers()
    with plain.client(base_url=live.url) as http:
        answers = [http.get(f"/l/{new_id('x')[-10:]}").status_code for _ in range(22)]
        assert answers == [404] * 20 + [429] * 2
        limited = http.get("/l/ANYTHING")
    assert int(limited.headers["retry-after"]) <= 60
    assert "একটু পরে আবার চেষ্টা করুন" in limited.text


def test_an_ipv4_address_is_the_same_however_a_socket_writes_it(tmp_path: Path) -> None:
    settings = settings_for("http://127.0.0.1", "http://127.0.0.1:9", new_database_file(tmp_path))
    with serving(create_app(settings), proxies="127.0.0.1") as running, plain.client(base_url=running.url) as http:
        answers = [
            http.get("/l/WRONG", headers={"X-Forwarded-For": address}).status_code
            for address in ("::ffff:203.0.113.9", "203.0.113.9", "::FFFF:cb00:7109", "::ffff:203.0.113.8") * 11
        ]
    # Twenty of the one, in three ways of writing; the neighbour's own are fewer.
    assert answers.count(429) == 33 - 20
    assert answers[3::4] == [404] * 11


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("127.0.0.1", "::ffff:127.0.0.1"),
        ("172.30.0.0/24", "::ffff:172.30.0.7"),
        ("172.30.0.0/24", "172.30.0.7"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.0/104", "10.9.9.9"),
        ("fd00::/8", "fd00::1"),
        ("10.0.0.1, 10.0.0.2", "::ffff:10.0.0.2"),
    ],
)
def test_a_proxy_of_ours_is_believed_however_a_socket_writes_it(said: str, seen: str) -> None:
    assert seen in _TrustedHosts(both_written(said))
    assert "::ffff:11.0.0.1" not in _TrustedHosts(both_written(said))
    assert both_written("") == ""


def test_whoever_is_no_proxy_of_ours_is_not_believed_about_where_they_come_from(live: World) -> None:
    live.forget_strangers()
    with plain.client(base_url=live.url) as http:
        answers = [
            http.get(f"/l/{new_id('x')[-10:]}", headers={"X-Forwarded-For": f"203.0.113.{number}"}).status_code
            for number in range(22)
        ]
    assert answers == [404] * 20 + [429] * 2


def test_one_device_may_call_the_api_so_often_and_another_one_still_may(tmp_path: Path) -> None:
    with world(tmp_path, api_calls_per_minute=60) as narrow:
        shop = open_shop(narrow.db, narrow.url)
        other = _second_token(narrow, shop)
        answers = [shop.http.get("/v1/merchant") for _ in range(99)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert [answer.status_code for answer in answers[:59]] == [200] * 59
        assert len(refused) >= 20
        assert refused[0].json()["type"] == "/problems/too-often"
        assert 0 < int(refused[0].headers["retry-after"]) <= 60
        assert device(narrow.url, shop.slug, other).http.get("/v1/merchant").status_code == 200


def test_no_address_holds_what_a_payer_typed_or_a_token(live: World, shop: ShopDevice, payer: Payer) -> None:
    asked: list[str] = []
    payer.http.event_hooks["request"] = [lambda request: asked.append(unquote(str(request.url)))]
    payer.send_form(shop.store_url, amount="500", phone="017")
    payer.pay(shop.store_url, amount="500", email="nusrat@example.com")
    ours = [url for url in asked if url.startswith(live.url)]
    assert len(ours) >= 5
    for secret in (NAME, PHONE, "nusrat@example.com", shop.token):
        assert secret not in " ".join(ours)


def test_what_a_payer_typed_is_not_shown_by_the_code_of_a_paid_payment(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    page = payer.pay(shop.store_url, amount="500", email="nusrat@example.com")
    code = str(page.url).rpartition("/")[2]
    assert "nusrat@example.com" not in payer.open(f"{shop.store_url}?again={code}").text


def test_a_name_full_of_html_is_shown_as_text(shop: ShopDevice, payer: Payer) -> None:
    page = payer.pay(shop.store_url, amount="500", name='<script>alert(1)</script>"')
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


_SIGN_OUT = """
import sys
from checkout.commands.sign_in import sign_out
from checkout.store.opening import open_database, utc_now
database_url, shop_id, device_id = sys.argv[1:]
db = open_database(database_url, "https://pay.example", utc_now)
db.transact_now(sign_out, shop_id, device_id)
db.close()
"""


def _second_token(live: World, shop: ShopDevice) -> str:
    merchant_id = MerchantId(shop.get("/v1/merchant")["id"])
    return live.db.transact_now(issue_device_token, merchant_id, "phone")
