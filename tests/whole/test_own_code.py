"""A shop's own Bangla QR over HTTP: set up, shown, and paid on the word that bKash's server signs."""

import base64
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from checkout.commands.own_code import bind_own_account
from checkout.ids import new_id
from emvqr import Field, read_shop_code
from money import Money
from sandbox.bkash.sns import Signer, body_of
from tests.conftest import NewUrl
from tests.emvqr.samples import STATIC, changed
from tests.support import plain
from tests.support.payer import Payer
from tests.support.qr import qr_file
from tests.support.servers import World, bkash_at, world
from tests.support.shop import ShopDevice
from tests.support.sns import MOVED, SHORT_CODE, TOPIC, Sns, deliver, paid, sns
from tests.support.staff import hired


@pytest.fixture(scope="module")
def amazon() -> Iterator[Sns]:
    with sns() as running:
        yield running


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory, amazon: Sns) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("own-code")
    gateways = {"bkash": lambda url: bkash_at(url, topic_arn=TOPIC, sns_url=amazon.url, timeout_seconds=20)}
    with world(folder, database_url=new_sqlite(folder), gateways=gateways) as running:
        yield running


def picture_of(text: str) -> str:
    return base64.b64encode(qr_file(text)).decode()


def png_of_nothing() -> bytes:
    """A picture without a code."""
    file = io.BytesIO()
    Image.new("L", (200, 200), 255).save(file, "PNG")
    return file.getvalue()


def refusal(answer: Any) -> tuple[int, str, str]:
    (error,) = answer.json()["errors"]
    return answer.status_code, error["field"], error["code"]


def with_code(live: World, shop: ShopDevice, *, short_code: str = "") -> ShopDevice:
    """The shop, with its own code; bKash tells of it under this short code, if there is one."""
    assert shop.http.put("/v1/own-code", json={"text": STATIC}).status_code == 200
    if short_code:
        live.db.transact_now(bind_own_account, shop.get("/v1/merchant")["id"], short_code)
    return shop


@pytest.fixture
def bound(live: World, shop: ShopDevice) -> Iterator[ShopDevice]:
    """A shop whose account bKash tells of, for one test."""
    yield with_code(live, shop, short_code=SHORT_CODE)
    live.db.transact_now(lambda uow: uow.conn.exec_driver_sql("DELETE FROM own_accounts"))


def test_a_shop_sees_whose_code_is_in_a_picture_before_it_is_kept(shop: ShopDevice) -> None:
    shown = shop.http.post("/v1/own-code/read", json={"image": picture_of(STATIC)}).json()
    assert (shown["text"], shown["name"], shown["is_told_of"]) == (STATIC, "RAHIM STORE", False)
    assert shop.get("/v1/merchant")["own_code"] is None
    assert shop.http.put("/v1/own-code", json={"text": shown["text"]}).json()["own_code"] == shown
    assert shop.told("merchant.updated")[-1]["own_code"] == shown
    assert shop.http.delete("/v1/own-code").json()["own_code"] is None


def test_a_picture_that_shows_something_else_has_one_sentence(shop: ShopDevice) -> None:

    def read(**given: str) -> tuple[int, str, str]:
        return refusal(shop.http.post("/v1/own-code/read", json=given))

    assert read(image=picture_of("https://pay.example/l/1")) == (422, "image", "qr_other")
    assert read(image=picture_of(changed(STATIC, Field("52", "4829")))) == (422, "image", "qr_person")
    assert read(image=base64.b64encode(png_of_nothing()).decode()) == (422, "image", "qr_none")
    assert read(image="AAAA") == (422, "image", "picture")
    assert read() == (422, "text", "missing")
    assert refusal(shop.http.put("/v1/own-code", json={"text": STATIC[:-1]})) == (422, "text", "qr_cut")


def test_each_link_has_a_code_made_out_of_it(live: World, shop: ShopDevice) -> None:
    link = shop.new_link(650_00)
    path = f"/v1/links/{link['id']}/bangla-qr"
    assert shop.http.get(path).status_code == 404
    with_code(live, shop)
    made = read_shop_code(shop.get(path)["text"])
    assert (made.amount, made.is_static) == (Money(650_00), False)
    assert Field("01", link["code"]) in made.code.inside(next(one for one in made.code.fields if one.id == "62"))
    assert plain.get(f"{live.url}/bangla/{link['code']}.svg").status_code == 404
    (store,) = [one for one in shop.get("/v1/links")["data"] if one["kind"] == "store"]
    assert shop.get(f"/v1/links/{store['id']}/bangla-qr")["text"] == STATIC
    shop.http.post(f"/v1/links/{link['id']}/cancel")
    assert shop.http.get(path).status_code == 409


def test_who_sits_at_a_computer_scans_it_beside_the_form(bound: ShopDevice, live: World) -> None:
    link = bound.new_link(650_00)
    (picture,) = re.findall('srcset="([^"]+)"', plain.get(link["url"]).text)
    drawn = plain.get(f"{live.url}{picture}")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.text.startswith("<svg ")
    assert "srcset" not in plain.get(bound.store_url).text
    bound.http.post(f"/v1/links/{link['id']}/cancel")
    assert plain.get(f"{live.url}{picture}").status_code == 404


def test_what_bkash_tells_pays_the_link_and_stands_in_no_balance(bound: ShopDevice, live: World, amazon: Sns) -> None:
    link = bound.new_link(650_00)
    told = amazon.tells_of(650_00, link["code"])
    assert [deliver(live.url, told), deliver(live.url, told)] == [200, 200]
    assert bound.get(f"/v1/links/{link['id']}")["status"] == "paid"
    (payment,) = bound.payments
    assert (payment["status"], payment["amount"], payment["at_own_account"]) == ("paid", 650_00, True)
    assert (bound.balance, bound.told("balance.entry")) == (0, [])
    # Under another message's name the same money is the same money.
    again = amazon.says(json.loads(told)["Message"])
    assert deliver(live.url, again) == 200
    assert len(bound.payments) == 1
    row = live.row("SELECT status, copies_count FROM webhook_inbox ORDER BY received_at LIMIT 1")
    assert row == ("done", 1)


def test_money_that_names_no_link_is_the_shops_to_assign(bound: ShopDevice, live: World, amazon: Sns) -> None:
    link = bound.new_link(650_00)
    assert deliver(live.url, amazon.tells_of(650_00)) == 200
    (came_in,) = bound.get("/v1/direct-payments", waiting=True)["data"]
    assert (came_in["amount"], came_in["link_id"], bound.payments) == (650_00, None, [])
    path = f"/v1/direct-payments/{came_in['id']}/assign"
    cashier = hired(live, bound, "cashier")
    assert cashier.http.post(path, json={"link_id": link["id"]}).status_code == 403
    assert [one["id"] for one in cashier.get("/v1/direct-payments")["data"]] == [came_in["id"]]
    assert bound.http.post(path, json={"link_id": link["id"]}).json()["link_id"] == link["id"]
    assert bound.get(f"/v1/links/{link['id']}")["status"] == "paid"
    assert bound.get("/v1/direct-payments", waiting=True)["data"] == []


def test_an_attempts_number_in_a_code_takes_no_money_from_the_shops_sight(
    bound: ShopDevice, live: World, amazon: Sns, payer: Payer
) -> None:
    payer.to_gateway(bound.store_url, amount="650")
    tran_id = live.row("SELECT tran_id FROM payments ORDER BY created_at DESC LIMIT 1")[0]
    assert deliver(live.url, amazon.tells_of(650_00, tran_id)) == 200
    (came_in,) = bound.get("/v1/direct-payments", waiting=True)["data"]
    assert (came_in["reference"], came_in["link_id"]) == (tran_id, None)


def test_where_no_server_tells_nothing_turns_green(live: World, shop: ShopDevice, amazon: Sns) -> None:
    link = with_code(live, shop).new_link(650_00)
    assert deliver(live.url, amazon.tells_of(650_00, link["code"], creditShortCode="90009")) == 200
    seen = shop.http.post(f"/v1/links/{link['id']}/seen", json={"id": new_id("dp")})
    assert (seen.status_code, seen.json()["kind"], seen.json()["payment_id"]) == (201, "seen", None)
    assert (shop.get(f"/v1/links/{link['id']}")["status"], shop.payments, shop.balance) == ("active", [], 0)


def of_another_key(amazon: Sns, message: str) -> dict[str, object]:
    other = Signer(TOPIC)
    other.certificate_url = amazon.signer.certificate_url
    return other.notification(message, datetime.now(UTC))


def told_before(amazon: Sns, message: str) -> dict[str, object]:
    return amazon.signer.notification(message, datetime.now(UTC) - timedelta(days=2))


Message = Callable[[Sns, str], dict[str, object] | bytes]
EVIL = "https://evil.example/x.pem"
BUCKET = "https://sns.s3-us-west-2.amazonaws.com/x.pem"


def after_signing(**changes: object) -> Message:
    return lambda amazon, message: {**amazon.signer.notification(message, datetime.now(UTC)), **changes}


def before_signing(**changes: object) -> Message:
    def made(amazon: Sns, message: str) -> dict[str, object]:
        told = amazon.signer.notification(message, datetime.now(UTC))
        kept = {name: value for name, value in told.items() if name not in ("Signature", "SigningCertURL")}
        return amazon.signer.signed({**kept, **changes})

    return made


HOSTILE: dict[str, Message] = {
    "another's key": of_another_key,
    "no signature": after_signing(Signature=""),
    "a signature of nothing": after_signing(Signature=base64.b64encode(bytes(256)).decode()),
    "another sum": after_signing(Message=paid(9_999_00)),
    "another time": after_signing(Timestamp="2026-11-29T05:59:59.000Z"),
    "another id": after_signing(MessageId="00000000-0000-0000-0000-000000000000"),
    "kept for two days": told_before,
    "another topic": before_signing(TopicArn="arn:aws:sns:ap-southeast-1:666666666666:bpt_theirs"),
    "a certificate of another host": after_signing(SigningCertURL=EVIL),
    "a certificate out of a bucket": after_signing(SigningCertURL=BUCKET),
    "a certificate without https elsewhere": after_signing(SigningCertURL="http://evil.example/x.pem"),
    "a certificate at a user's host": lambda amazon, message: after_signing(
        SigningCertURL=f"{amazon.url}@evil.example/x.pem"
    )(amazon, message),
    "a certificate by another path": lambda amazon, message: after_signing(
        SigningCertURL=f"{amazon.url}/../{amazon.url}/x.pem"
    )(amazon, message),
    "another version": after_signing(SignatureVersion="2"),
    "a version that is not": after_signing(SignatureVersion="3"),
    "a subscription elsewhere": before_signing(
        Type="SubscriptionConfirmation", Token="x", SubscribeURL="https://evil.example/?Action=ConfirmSubscription"
    ),
    "an end of a subscription elsewhere": before_signing(
        Type="UnsubscribeConfirmation", Token="x", SubscribeURL="https://evil.example/?Action=ConfirmSubscription"
    ),
    "too large": before_signing(Message="x" * 20_000),
    "no JSON": lambda amazon, message: b"Type=Notification&Message=" + message.encode(),
    "nothing": lambda amazon, message: b"{}",
}


def test_a_certificate_that_is_said_to_have_moved_is_looked_for_nowhere_else(
    bound: ShopDevice, live: World, amazon: Sns
) -> None:
    link, moved = bound.new_link(650_00), f"{amazon.url}{MOVED}"
    told = amazon.signer.notification(paid(650_00, link["code"]), datetime.now(UTC)) | {"SigningCertURL": moved}
    known = list(amazon.asked)
    assert deliver(live.url, body_of(told)) == 503
    assert amazon.asked == [*known, moved]
    assert bound.get(f"/v1/links/{link['id']}")["status"] == "active"


def test_a_hostile_message_is_kept_as_refused_and_moves_nothing(bound: ShopDevice, live: World, amazon: Sns) -> None:
    link = bound.new_link(650_00)
    heard, asked = len(bound.events), set(amazon.asked) | {amazon.signer.certificate_url}
    for name, make in HOSTILE.items():
        told = make(amazon, paid(650_00, link["code"]))
        before = live.row("SELECT count(*) FROM webhook_inbox WHERE status = 'refused'")[0]
        assert deliver(live.url, told if isinstance(told, bytes) else body_of(told)) == 400, name
        assert live.row("SELECT count(*) FROM webhook_inbox WHERE status = 'refused'")[0] == before + 1, name
    assert (bound.get(f"/v1/links/{link['id']}")["status"], bound.payments) == ("active", [])
    assert (len(bound.events), set(amazon.asked)) == (heard, asked)
