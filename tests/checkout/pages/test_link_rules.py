"""Links follow the shop's rules, by the API and on the payer's page, and say why when they take nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from checkout.commands.audit_books import audit_books
from checkout.ids import new_id
from checkout.setting_types import FeeRate
from codes import check_character, new_code
from tests.conftest import NewUrl
from tests.support import plain
from tests.support.moments import in_days
from tests.support.payer import NAME, PHONE, Payer, hidden, title
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, close_devices, eventually, open_shop

DONE, READER = "পরিশোধ হয়েছে", {"User-Agent": "Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile"}
FEES = {"*": FeeRate(basis_points=250)}


@pytest.fixture(scope="module")
def live(new_url: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("rules")
    with world(folder, database_url=new_url(folder), gateway_fees=FEES) as running:
        yield running


@pytest.fixture(autouse=True)
def the_books_balance_in_the_end(live: World) -> Iterator[None]:
    yield
    assert audit_books(live.db).differences == ()


def store(shop: ShopDevice) -> Any:
    return shop.get("/v1/links")["data"][0]


def change(shop: ShopDevice, link_id: str, **changes: Any) -> httpx.Response:
    return shop.http.patch(f"/v1/links/{link_id}", json=changes)


def say(shop: ShopDevice, link_id: str, what: str) -> httpx.Response:
    return shop.http.post(f"/v1/links/{link_id}/{what}")


def problems(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


class TestTheStoreLink:
    """Least, most and suggested amounts, a use limit, pause and resume."""

    def test_an_amount_outside_the_shops_limits_says_the_limits(self, shop: ShopDevice, payer: Payer) -> None:
        change(shop, store(shop)["id"], least=100_00, most=2_000_00)
        assert "৳১০০ থেকে ৳২,০০০" in payer.open(shop.store_url).text
        for amount in ("99", "2000.01"):
            answer = payer.send_form(shop.store_url, amount=amount)
            assert (answer.status_code, "৳১০০ থেকে ৳২,০০০-এর মধ্যে লিখুন।" in answer.text) == (422, True)
        assert title(payer.pay(shop.store_url, amount="100")) == DONE

    def test_a_suggested_amount_is_one_press_and_keeps_what_was_typed(self, shop: ShopDevice, payer: Payer) -> None:
        change(shop, store(shop)["id"], suggested=[50_00, 120_00])
        form = payer.open(shop.store_url).text
        assert re.findall(r'name="pick" value="(\d+)"[^>]*>([^<]+)<', form) == [("50", "৳৫০"), ("120", "৳১২০")]
        picked = payer.send_form(shop.store_url, pick="120", email="half")
        assert picked.status_code == 200
        for kept in ("120", NAME, "half"):
            assert f'value="{kept}"' in picked.text

    def test_a_use_limit_ends_it_and_more_uses_open_it_again(self, shop: ShopDevice, payer: Payer) -> None:
        change(shop, store(shop)["id"], uses_max=1)
        payer.pay(shop.store_url, amount="50")
        page = payer.open(shop.store_url)
        assert (page.status_code, title(page)) == (410, "লিংকটি আর চালু নেই")
        assert store(shop)["status"] == "used_up"
        change(shop, store(shop)["id"], uses_max=None)
        assert payer.open(shop.store_url).status_code == 200

    def test_paused_it_says_so_with_the_shops_phone_and_resumed_it_pays(self, shop: ShopDevice, payer: Payer) -> None:
        for _ in range(2):
            assert say(shop, store(shop)["id"], "pause").json()["status"] == "paused"
        page = payer.open(shop.store_url)
        assert title(page) == "লিংকটি এখন থামানো আছে"
        assert "দোকানে কল করুন" in page.text
        assert say(shop, store(shop)["id"], "resume").json()["status"] == "active"
        assert title(payer.pay(shop.store_url, amount="50")) == DONE
        assert len(shop.told("link.updated")) == 3

    def test_a_payer_who_was_at_the_gateway_when_it_was_paused_may_finish(self, shop: ShopDevice, payer: Payer) -> None:
        page_url = payer.to_gateway(shop.store_url, amount="50")
        say(shop, store(shop)["id"], "pause")
        assert title(payer.come_back(payer.pay_there(page_url))) == DONE

    @pytest.mark.parametrize(
        ("changes", "wrong"),
        [
            ({"least": 5_00}, ("least", "amount_min")),
            ({"most": 6_00_000_00}, ("most", "amount_max")),
            ({"least": 200_00, "most": 100_00}, ("most", "below_least")),
            ({"most": 100_00, "suggested": [500_00]}, ("suggested", "suggested")),
            ({"suggested": [1, 2, 3, 4, 5]}, ("suggested", "too_long")),
            ({"uses_max": 0}, ("uses_max", "invalid")),
            ({"expires_at": "2030-01-01T00:00:00Z"}, ("expires_at", "expires_at")),
            ({"closing_message": "x" * 201}, ("closing_message", "too_long_text")),
            ({"amount": 500_00}, ("amount", "invalid")),
        ],
    )
    def test_what_cannot_be_is_refused_by_field(
        self, shop: ShopDevice, changes: dict[str, Any], wrong: tuple[str, str]
    ) -> None:
        found = problems(change(shop, store(shop)["id"], **changes))
        assert found[0][0] == wrong[0]
        assert store(shop)["least"] is None


class TestFixedLinks:
    """Uses, editing, copies, the shop's own words."""

    def test_one_that_several_may_pay_is_paid_when_all_have(self, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(500_00, uses_max=2)
        payer.pay(link["url"])
        assert shop.get(f"/v1/links/{link['id']}")["status"] == "active"
        payer.pay(link["url"], name="সাব্বির")
        paid = shop.get(f"/v1/links/{link['id']}")
        assert (paid["status"], paid["payments_count"]) == ("paid", 2)
        assert [payment["duplicate"] for payment in shop.payments] == [False, False]
        assert title(payer.open(link["url"])) == "আগেই পরিশোধ হয়েছে"

    def test_note_and_term_may_be_edited_until_it_is_paid(self, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(500_00, "চাল")
        changed = change(shop, link["id"], note="ডাল", expires_at=in_days(30), reference="বই ৪, পাতা ৭").json()
        assert (changed["note"], changed["reference"]) == ("ডাল", "বই ৪, পাতা ৭")
        page = payer.open(link["url"]).text
        assert "ডাল" in page
        assert "বই ৪" not in page
        payer.pay(link["url"])
        assert change(shop, link["id"], note="তেল").status_code == 409

    def test_a_new_term_opens_an_expired_link_again(self, live: World, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(500_00)
        past = text("UPDATE links SET expires_at = 1 WHERE id = :id")
        live.db.transact_now(lambda uow: uow.conn.execute(past, {"id": link["id"]}))
        eventually(lambda: shop.told("link.expired"))
        assert title(payer.open(link["url"])) == "লিংকের মেয়াদ শেষ"
        assert change(shop, link["id"], expires_at=in_days(30)).json()["status"] == "active"
        assert title(payer.pay(link["url"])) == DONE

    def test_a_copy_says_and_allows_the_same_under_another_code(self, shop: ShopDevice) -> None:
        link = shop.new_link(500_00, "চাল", closing_message="আবার আসবেন", uses_max=3, reference="ক")
        asked = {"id": new_id("pl")}
        first, again = (shop.http.post(f"/v1/links/{link['id']}/duplicate", json=asked) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        copy = first.json()
        assert copy["code"] != link["code"]
        for same in ("amount", "note", "closing_message", "uses_max", "reference"):
            assert copy[same] == link[same]
        assert shop.http.post(f"/v1/links/{store(shop)['id']}/duplicate", json={"id": new_id("pl")}).status_code == 409

    def test_the_shops_closing_message_stands_on_the_receipt(self, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(500_00, closing_message="দোয়া করবেন <b>")
        page = payer.pay(link["url"])
        assert "দোয়া করবেন &lt;b&gt;" in page.text

    @pytest.mark.parametrize("field", ["least", "most"])
    def test_limits_are_for_the_store_link(self, shop: ShopDevice, field: str) -> None:
        link = shop.new_link(500_00)
        assert problems(change(shop, link["id"], **{field: 100_00})) == [(field, "not_for_fixed")]

    def test_another_shops_link_is_not_there(self, live: World, shop: ShopDevice) -> None:
        other = open_shop(live.db, live.url)
        link = shop.new_link(500_00)
        assert change(other, link["id"], note="x").status_code == 404
        for what in ("pause", "resume", "cancel"):
            assert say(other, link["id"], what).status_code == 404
        asked = {"id": new_id("pl")}
        assert other.http.post(f"/v1/links/{link['id']}/duplicate", json=asked).status_code == 404

    def test_opening_is_counted_and_the_first_time_is_told(self, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(500_00)
        for agent in ("WhatsApp/2.23", "facebookexternalhit/1.1", "TelegramBot (like TwitterBot)"):
            plain.get(link["url"], headers={"User-Agent": agent})
        for _ in range(3):
            plain.get(link["url"], headers=READER)
        (told,) = eventually(lambda: shop.told("link.updated"))
        assert (told["id"], told["opens_count"]) == (link["id"], 1)
        assert told["opened_at"]


class TestCodes:
    """Made by a shop that is offline; mistyped by a person."""

    def test_a_link_made_offline_waits_with_the_payer_until_it_is_sent(self, shop: ShopDevice, payer: Payer) -> None:
        code = shop.new_code()
        page = payer.open(f"{shop.url}/l/{code}")
        assert (page.status_code, title(page)) == (404, "লিংকটি এখনো চালু হয়নি")
        assert page.headers["refresh"] == "10"
        made = shop.new_link(500_00, code=code)
        assert made["code"] == code
        assert "৳৫০০.০০" in payer.open(f"{shop.url}/l/{code}").text

    def test_a_code_that_is_not_whole_is_not_taken(self, shop: ShopDevice) -> None:
        body = {"id": new_id("pl"), "amount": 500_00, "code": "0123456789A"}
        assert check_character("0123456789") != "A"
        assert problems(shop.http.post("/v1/links", json=body)) == [("code", "invalid")]

    def test_a_code_that_another_link_has_is_a_clash(self, shop: ShopDevice) -> None:
        code = shop.new_link(500_00)["code"]
        answer = shop.http.post("/v1/links", json={"id": new_id("pl"), "amount": 500_00, "code": code})
        assert answer.status_code == 409

    @pytest.mark.parametrize("way", ["l", "p"])
    def test_a_mistyped_code_is_told_from_one_that_is_not_there(self, shop: ShopDevice, payer: Payer, way: str) -> None:
        code = new_code()
        typo = ("A" if code[0] != "A" else "B") + code[1:]
        assert title(payer.open(f"{shop.url}/{way}/{typo}")) == "লিংকটি ভুল লেখা হয়েছে"
        assert title(payer.open(f"{shop.url}/{way}/nonsense-of-words")) == "লিংকটি পাওয়া যায়নি"


class TestTheForm:
    """What the shop or the operator asks of every payer, and who bears the fee."""

    def test_email_and_address_are_asked_for_and_may_be_required(self, shop: ShopDevice, payer: Payer) -> None:
        assert payer.open(shop.store_url).text.count("না দিলেও চলবে") == 2
        shop.http.patch("/v1/merchant", json={"requires_email": True, "requires_address": True})
        assert "না দিলেও চলবে" not in payer.open(shop.store_url).text
        answer = payer.send_form(shop.store_url, amount="50")
        assert re.findall(r'id="(\w+)-wrong"', answer.text) == ["email", "address"]
        assert title(payer.pay(shop.store_url, amount="50", email="n@example.com", address="ঢাকা")) == DONE

    def test_the_shops_phone_is_shown_only_if_the_shop_shows_it(self, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(500_00)
        say(shop, link["id"], "cancel")
        failed = str(payer.pay(shop.store_url, amount="100.01").url)
        for url in (link["url"], failed):
            assert "tel:" in payer.open(url).text
        shop.http.patch("/v1/merchant", json={"shows_phone": False})
        for url in (link["url"], failed):
            assert "tel:" not in payer.open(url).text

    def test_a_fee_that_the_payer_bears_is_shown_before_the_button(self, shop: ShopDevice, payer: Payer) -> None:
        shop.http.patch("/v1/merchant", json={"payer_bears_fee": True})
        link = shop.new_link(1_000_00)
        form = payer.open(link["url"]).text
        assert form.index("৳২৫.৬৪") < form.index("৳১,০২৫.৬৪ পরিশোধ করুন")
        payer.pay(link["url"], agreed=hidden(form)["agreed"])
        (payment,) = shop.payments
        assert (payment["amount"], payment["surcharge"], payment["net"]) == (1_025_64, 25_64, 1_000_00)
        assert shop.get(f"/v1/links/{link['id']}")["paid_total"] == 1_000_00

    def test_with_an_open_amount_the_sum_is_shown_and_agreed_to_first(self, shop: ShopDevice, payer: Payer) -> None:
        shop.http.patch("/v1/merchant", json={"payer_bears_fee": True})
        first = payer.send_form(shop.store_url, amount="১০০০")
        assert first.status_code == 200
        assert "৳১,০২৫.৬৪ পরিশোধ করুন" in first.text
        assert shop.payments == []
        # The amount was changed after it: what was agreed to does not hold any more.
        typed = {**hidden(first.text), "name": NAME, "phone": PHONE}
        assert payer.http.post(shop.store_url, data={**typed, "amount": "2000"}).status_code == 200
        assert payer.http.post(shop.store_url, data={**typed, "amount": "1000"}).status_code == 303

    def test_two_tabs_of_one_payer_are_one_payment(self, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(500_00)
        assert payer.to_gateway(link["url"]) == payer.to_gateway(link["url"])
        assert len(shop.payments) == 1

    def test_somebody_else_is_told_that_a_payment_is_under_way(self, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(500_00)
        assert "এখন একটি পেমেন্ট চলছে" not in payer.open(link["url"]).text
        payer.to_gateway(link["url"])
        page = payer.open(link["url"]).text
        assert "এখন একটি পেমেন্ট চলছে" in page
        assert NAME not in page
        assert "এখন একটি পেমেন্ট চলছে" not in payer.open(shop.store_url).text


def test_an_operator_who_has_set_no_fees_cannot_promise_what_they_are(tmp_path: Path) -> None:
    with world(tmp_path) as running:
        shop = open_shop(running.db, running.url)
        answer = shop.http.patch("/v1/merchant", json={"payer_bears_fee": True})
        assert problems(answer) == [("payer_bears_fee", "fees_unknown")]
        close_devices()
