"""Every text that a shop or a stranger gives, by whichever door: cleaned the same way, and set apart beside sums."""

from pathlib import Path

import pytest
from sqlalchemy import text

from checkout.ids import new_id
from tests.support.operator import aday, operators_environment
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice

HOSTILE = "\u202eAB\u2028C\U000e0041\u200bD"
CLEAN = "AB CD"
UNSEEN = "\u200b\u202e\u3164"
ARABIC = "محمد 25"


def old(live: World, statement: str, **facts: str) -> None:
    """What was kept before anybody cleaned it."""
    live.db.transact_now(lambda uow: uow.conn.execute(text(statement), facts))


class TestTheShopsOwn:
    """Over the API."""

    def test_its_name_and_address_lose_what_nobody_sees(self, shop: ShopDevice) -> None:
        changed = shop.http.patch("/v1/merchant", json={"name": HOSTILE, "address": HOSTILE}).json()
        assert (changed["name"], changed["address"]) == (CLEAN, CLEAN)
        assert shop.told("merchant.updated")[-1]["name"] == CLEAN

    def test_a_name_of_nothing_visible_is_refused_as_empty(self, shop: ShopDevice) -> None:
        answer = shop.http.patch("/v1/merchant", json={"name": UNSEEN})
        assert answer.status_code == 422
        assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("name", "missing")]

    def test_a_links_words_lose_what_nobody_sees(self, shop: ShopDevice) -> None:
        words = {"reference": HOSTILE, "closing_message": HOSTILE, "customer": {"name": HOSTILE}}
        link = shop.new_link(50_000, HOSTILE, **words)
        assert [link["note"], link["reference"], link["closing_message"], link["customer"]["name"]] == [CLEAN] * 4
        changed = shop.http.patch(f"/v1/links/{link['id']}", json={"note": f"{HOSTILE}{HOSTILE}"}).json()
        assert changed["note"] == "AB CDAB CD"

    def test_a_length_is_counted_in_what_is_seen(self, shop: ShopDevice) -> None:
        assert shop.new_link(50_000, "x" * 120 + "\u200b" * 40)["note"] == "x" * 120
        answer = shop.http.post("/v1/links", json={"id": new_id("pl"), "amount": 50_000, "note": "x" * 121})
        assert answer.json()["errors"][0]["code"] == "too_long_text"

    def test_reasons_and_destinations_lose_what_nobody_sees(self, shop: ShopDevice, payer: Payer) -> None:
        payer.pay(shop.store_url, amount="5000")
        path = f"/v1/payments/{shop.payments[0]['id']}/refunds"
        refund = shop.http.post(path, json={"id": new_id("rf"), "amount": 100_00, "reason": HOSTILE}).json()
        assert refund["reason"] == CLEAN
        to = {"kind": "bank", "account": "1234567890123", "bank": HOSTILE, "branch": HOSTILE, "holder": HOSTILE}
        payout = shop.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 100_00, "to": to}).json()
        assert [payout["to"][name] for name in ("bank", "branch", "holder")] == [CLEAN] * 3
        nobody = shop.http.post(
            "/v1/payouts", json={"id": new_id("po"), "amount": 100_00, "to": {**to, "holder": UNSEEN}}
        )
        assert nobody.status_code == 422


class TestThePayers:
    """On the form."""

    def test_name_address_and_mail_lose_what_nobody_sees(self, shop: ShopDevice, payer: Payer) -> None:
        payer.pay(shop.store_url, amount="500", name=HOSTILE, address=HOSTILE, email="\u200ba@b.co\u202e")
        assert shop.payments[0]["payer"] | {"phone": ""} == {
            "name": CLEAN,
            "phone": "",
            "email": "a@b.co",
            "address": CLEAN,
        }

    @pytest.mark.parametrize("nothing", [UNSEEN, "\u2800", "\u0301"])
    def test_a_name_of_nothing_visible_is_refused_as_empty(self, shop: ShopDevice, payer: Payer, nothing: str) -> None:
        answer = payer.send_form(shop.store_url, amount="500", name=nothing)
        assert 'id="name-wrong"' in answer.text
        assert shop.payments == []

    def test_a_phone_with_the_marks_that_contacts_put_round_it_is_a_phone(self, shop: ShopDevice, payer: Payer) -> None:
        payer.pay(shop.store_url, amount="500", phone="\u202a+880 1712\u2011345678\u202c")
        assert shop.payments[0]["payer"]["phone"] == "01712345678"

    @pytest.mark.parametrize("written", ["<a@b.co>", "mailto:a@b.co", "a@b.co.", "ａ＠ｂ．ｃｏ", "Nusrat <a@b.co>"])
    def test_an_e_mail_address_as_people_paste_it_is_mended(self, shop: ShopDevice, payer: Payer, written: str) -> None:
        payer.pay(shop.store_url, amount="500", email=written)
        assert shop.payments[0]["payer"]["email"] == "a@b.co"

    def test_an_e_mail_address_that_is_none_is_refused_and_stays(self, shop: ShopDevice, payer: Payer) -> None:
        answer = payer.send_form(shop.store_url, amount="500", email="a@b.co, c@d.co")
        assert 'id="email-wrong"' in answer.text
        assert 'value="a@b.co, c@d.co"' in answer.text

    def test_on_every_page_the_words_are_set_apart(self, shop: ShopDevice, payer: Payer) -> None:
        shop.http.patch("/v1/merchant", json={"name": ARABIC, "address": ARABIC})
        link = shop.new_link(50_000, ARABIC, closing_message=ARABIC)
        form = payer.open(link["url"]).text
        assert form.count(f"<bdi>{ARABIC}</bdi>") == 3
        assert f"<title>\u2068{ARABIC}\u2069 · ৳৫০০.০০</title>" in form
        assert f'content="\u2068{ARABIC}\u2069 · ৳৫০০.০০"' in form
        receipt = payer.pay(link["url"], name=ARABIC).text
        assert receipt.count(f"<bdi>{ARABIC}</bdi>") >= 4
        code = shop.payments[0]["code"]
        assert f"<bdi>{ARABIC}</bdi>" in payer.http.get(f"{shop.url}/v", params={"c": code}).text


class TestWhatWasKeptBefore:
    """Nothing in the database is believed to be clean."""

    def test_it_is_cleaned_when_it_is_shown(self, live: World, shop: ShopDevice, payer: Payer) -> None:
        payer.pay(shop.new_link(50_000)["url"])
        link_id, payment_id = shop.payments[0]["link_id"], shop.payments[0]["id"]
        old(live, "UPDATE links SET note = :words WHERE id = :id", words=HOSTILE, id=link_id)
        old(live, "UPDATE payments SET payer_name = :words WHERE id = :id", words=HOSTILE, id=payment_id)
        assert shop.get(f"/v1/links/{link_id}")["note"] == CLEAN
        assert shop.payments[0]["payer"]["name"] == CLEAN

    def test_a_shop_of_nothing_visible_is_called_by_its_phone(self, live: World, shop: ShopDevice) -> None:
        shop_id = shop.get("/v1/merchant")["id"]
        old(live, "UPDATE merchants SET name = :words WHERE id = :id", words=UNSEEN, id=shop_id)
        assert shop.get("/v1/merchant")["name"].startswith("দোকান ০১")


def test_the_operators_words_lose_what_nobody_sees(live: World, tmp_path: Path) -> None:
    environment = operators_environment(live.settings.database_url)
    made = aday(environment, tmp_path, "merchant", "add", "--phone", "01899000111", "--name", HOSTILE)
    assert made.stdout.startswith(f"{CLEAN}: ")
    for words in (
        ("merchant", "add", "--phone", "01899000112", "--name", UNSEEN),
        ("merchant", "token", "--phone", "01899000111", "--device", UNSEEN),
        ("payout", "sent", "po_1", "--reference", UNSEEN),
        ("hold", "reject", "pay_1", "--reason", UNSEEN),
        ("merchant", "add", "--phone", "01899000112", "--name", "x" * 81),
    ):
        refused = aday(environment, tmp_path, *words)
        assert (refused.returncode, len(refused.stderr.strip().splitlines())) == (2, 1), refused.stderr
