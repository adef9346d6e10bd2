"""Links by the API: safe to send again, clear when refused."""

from datetime import UTC, datetime, timedelta

import pytest

from checkout.ids import new_id
from language import DHAKA
from tests.support import plain
from tests.support.payer import NAME, PHONE, Payer, hidden
from tests.support.servers import World
from tests.support.shop import ShopDevice, eventually, open_shop


def test_the_store_link_is_always_the_first(shop: ShopDevice) -> None:
    made = shop.new_link(125_000, "থ্রি-পিস, নীল")
    links = shop.get("/v1/links")["data"]
    assert [link["kind"] for link in links] == ["store", "fixed"]
    assert links[0]["url"] == shop.store_url
    assert links[1] == made


def test_the_same_id_with_the_same_content_answers_as_the_first_time(shop: ShopDevice) -> None:
    tomorrow = (datetime.now(DHAKA) + timedelta(days=1)).isoformat()
    asked = {"id": new_id("pl"), "amount": 125_000, "note": "চাল", "expires_at": tomorrow}
    first, again = (shop.http.post("/v1/links", json=asked) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(shop.told("link.created")) == 1


def test_the_same_id_with_other_content_is_refused(shop: ShopDevice) -> None:
    made = shop.new_link(125_000)
    answer = shop.http.post("/v1/links", json={"id": made["id"], "amount": 125_001})
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/same-id-other-content"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": 5_00_000_01}, "amount"),
        ({"amount": 12.5}, "amount"),
        ({"amount": "500"}, "amount"),
        ({"amount": True}, "amount"),
        ({"id": "pl_1"}, "id"),
        ({"currency": "USD"}, "currency"),
        ({"note": "x" * 121}, "note"),
        ({"note": "a\u0000b"}, "note"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2026-01-01"}, "expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-14:00"}, "expires_at"),
        ({"customer": {"phone": "12345"}}, "customer.phone"),
        ({"customer": {"name": "ক" * 81}}, "customer.name"),
        ({"customer": "নুসরাত"}, "customer"),
    ],
)
def test_each_bad_field_is_named(shop: ShopDevice, changed: dict[str, object], field: str) -> None:
    answer = shop.http.post("/v1/links", json={"id": new_id("pl"), "amount": 125_000, **changed})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert all(error["detail"] for error in answer.json()["errors"])


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"name": "নুসরাত", "phone": "+৮৮০ ১৭০০-০০০৪৫৬"}, {"name": "নুসরাত", "phone": "01700000456"}),
        ({"name": " নুসরাত "}, {"name": "নুসরাত", "phone": ""}),
        ({"phone": "01700000456"}, {"name": "01700000456", "phone": "01700000456"}),
        ({}, {"name": "", "phone": ""}),
        (None, {"name": "", "phone": ""}),
    ],
)
def test_a_link_says_whom_it_was_made_for(shop: ShopDevice, told: dict[str, str] | None, kept: dict[str, str]) -> None:
    asked = {"id": new_id("pl"), "amount": 125_000, "customer": told}
    first, again = (shop.http.post("/v1/links", json=asked) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["customer"] == again.json()["customer"] == shop.events[-1]["data"]["customer"] == kept


def test_for_another_customer_the_same_id_is_refused(shop: ShopDevice) -> None:
    made = shop.new_link(125_000)
    asked = {"id": made["id"], "amount": 125_000, "note": made["note"], "customer": {"name": "নুসরাত"}}
    assert shop.http.post("/v1/links", json=asked).status_code == 409


def test_the_customer_can_be_changed_and_taken_away_and_is_not_copied(shop: ShopDevice) -> None:
    link = f"/v1/links/{shop.new_link(125_000)['id']}"
    named = shop.http.patch(link, json={"customer": {"name": "তানজিলা"}}).json()
    assert named["customer"] == {"name": "তানজিলা", "phone": ""}
    copy = shop.http.post(f"{link}/duplicate", json={"id": new_id("pl")}).json()
    assert copy["customer"]["name"] == ""
    assert shop.http.patch(link, json={"note": "চাল"}).json()["customer"] == named["customer"]
    assert shop.http.patch(link, json={"customer": None}).json()["customer"]["name"] == ""


def test_the_store_link_is_for_everybody(shop: ShopDevice) -> None:
    store = shop.get("/v1/links")["data"][0]
    answer = shop.http.patch(f"/v1/links/{store['id']}", json={"customer": {"name": "নুসরাত"}})
    assert [error["field"] for error in answer.json()["errors"]] == ["customer"]


def test_no_payer_reads_whom_a_link_was_made_for(shop: ShopDevice, payer: Payer) -> None:
    asked = {"id": new_id("pl"), "amount": 125_000, "customer": {"name": "তানজিলা", "phone": "01800000321"}}
    page = payer.open(shop.http.post("/v1/links", json=asked).json()["url"]).text
    assert ("তানজিলা" in page, "01800000321" in page) == (False, False)


def test_what_is_no_json_is_said_to_be_none(shop: ShopDevice) -> None:
    answer = shop.http.post("/v1/links", content=b"{", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/not-json")


def test_cancelling_closes_a_link_and_can_be_said_twice(shop: ShopDevice) -> None:
    link = shop.new_link(125_000)
    answers = [shop.http.post(f"/v1/links/{link['id']}/cancel").json()["status"] for _ in range(2)]
    assert answers == ["cancelled", "cancelled"]
    assert len(shop.told("link.cancelled")) == 1


def test_a_paid_link_and_the_store_link_cannot_be_cancelled(shop: ShopDevice, payer: Payer) -> None:
    link = shop.new_link(125_000)
    payer.pay(link["url"])
    store = shop.get("/v1/links")["data"][0]
    for link_id in (link["id"], store["id"]):
        assert shop.http.post(f"/v1/links/{link_id}/cancel").status_code == 409


def test_a_link_past_its_term_expires_by_itself_and_the_shop_is_told(shop: ShopDevice) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=0.5)).isoformat()
    shop.new_link(125_000, expires_at=soon)
    assert eventually(lambda: shop.told("link.expired"))[0]["status"] == "expired"


def test_pages_follow_each_other_without_gap_or_repetition(shop: ShopDevice) -> None:
    made = [shop.new_link(1_000 + number)["id"] for number in range(7)]
    seen: list[str] = []
    cursor = None
    for _ in range(9):
        page = shop.get("/v1/links", limit=2, **({"cursor": cursor} if cursor else {}))
        assert len(page["data"]) <= 2
        seen += [link["id"] for link in page["data"] if link["kind"] == "fixed"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made[::-1]


@pytest.mark.parametrize(
    "query", [{"cursor": "x"}, {"cursor": "MDAwMS0wMS0wMVQwMDowMDowMCsxNDowMCB4"}, {"limit": 0}, {"limit": 201}]
)
def test_a_wrong_page_is_a_bad_field(shop: ShopDevice, query: dict[str, object]) -> None:
    assert shop.http.get("/v1/links", params=query).status_code == 422  # type: ignore[arg-type]


def test_a_new_slug_moves_the_link_and_the_old_one_stays_the_shops(live: World, shop: ShopDevice, payer: Payer) -> None:
    answer = shop.http.patch("/v1/merchant", json={"slug": f"{shop.slug}-new", "name": "করিম স্টোর"})
    assert answer.json()["slug"] == f"{shop.slug}-new"
    assert payer.open(f"{live.url}/s/{shop.slug}-new").status_code == 200
    assert payer.open(f"{live.url}/s/{shop.slug}").status_code == 302
    other = open_shop(live.db, live.url)
    assert other.http.patch("/v1/merchant", json={"slug": shop.slug}).json()["errors"][0]["code"] == "slug_taken"
    assert shop.http.patch("/v1/merchant", json={"slug": shop.slug}).status_code == 200


class TestAFormerSlug:
    """Printed posters live longer than names."""

    def rename(self, shop: ShopDevice, *slugs: str) -> None:
        for slug in slugs:
            assert shop.http.patch("/v1/merchant", json={"slug": slug}).status_code == 200

    @pytest.mark.parametrize("written", ["{}", "{}.", "{}?lang=en&fbclid=IwAR0"])
    def test_it_leads_to_the_shop_under_its_new_name(self, shop: ShopDevice, payer: Payer, written: str) -> None:
        self.rename(shop, f"{shop.slug}-a", f"{shop.slug}-b")
        for slug in (shop.slug, shop.slug.upper(), f"{shop.slug}-a"):
            answer = payer.open(f"{shop.url}/s/{written.format(slug)}")
            where = answer.headers["location"]
            assert (answer.status_code, where.partition("?")[0]) == (302, f"/s/{shop.slug}-b")
            assert ("lang=en" in where) == ("lang=en" in written)
            assert answer.headers["cache-control"] == "no-store"
            assert payer.open(f"{shop.url}{where}").status_code == 200

    def test_a_form_sent_there_is_taken(self, shop: ShopDevice, payer: Payer) -> None:
        page = payer.open(shop.store_url)
        self.rename(shop, f"{shop.slug}-new")
        typed = {"form_key": hidden(page.text)["form_key"], "name": NAME, "phone": PHONE, "amount": "500"}
        assert payer.http.post(shop.store_url, data=typed).status_code == 303
        assert [payment["amount"] for payment in shop.payments] == [500_00]

    def test_taken_back_it_is_the_shops_own_address_again(self, shop: ShopDevice, payer: Payer) -> None:
        self.rename(shop, f"{shop.slug}-new", shop.slug)
        assert payer.open(shop.store_url).status_code == 200
        assert payer.open(f"{shop.store_url}-new").headers["location"] == f"/s/{shop.slug}"

    def test_its_picture_is_still_there_and_it_counts_as_no_miss(self, live: World, shop: ShopDevice) -> None:
        self.rename(shop, f"{shop.slug}-new")
        with plain.client(base_url=live.url) as http:
            assert http.get(f"/preview/s/{shop.slug}.png").status_code == 200
            assert {http.get(f"/s/{shop.slug}").status_code for _ in range(25)} == {302}


@pytest.mark.parametrize("slug", ["ab", "-abc", "abc-", "KARIM", "করিম", "a b c", "x" * 31])
def test_a_slug_that_no_address_can_have_is_refused(shop: ShopDevice, slug: str) -> None:
    assert shop.http.patch("/v1/merchant", json={"slug": slug}).json()["errors"][0]["field"] == "slug"


def test_changing_nothing_tells_nothing(shop: ShopDevice) -> None:
    assert shop.http.patch("/v1/merchant", json={}).status_code == 200
    assert shop.events == []


def test_payments_are_found_by_name_and_by_phone_in_either_digits(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="100")
    for words in ("নুসরাত", "০১৭০০০০০৪৫৬", "000456"):
        assert len(shop.get("/v1/payments", q=words)["data"]) == 1
    assert shop.get("/v1/payments", q="nobody%")["data"] == []
