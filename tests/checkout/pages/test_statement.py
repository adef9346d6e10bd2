"""The history as a document: every line of it, and sums that add up to the balance."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest

from checkout.ids import new_id
from checkout.pages.day_picture import besides_of
from checkout.pages.statement_lines import StatementLine, sums_of
from checkout.store.days import EntrySum
from money import Money
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice

PATH = "/v1/balance/statement"


def pages_of(shop: ShopDevice, language: str = "en", **asked: str) -> list[str]:
    answer = shop.http.get(PATH, params=asked, headers={"Accept-Language": language})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    document: Any = pypdfium2.PdfDocument(answer.content)  # type: ignore[no-untyped-call]
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


@pytest.fixture
def busy(shop: ShopDevice, payer: Payer) -> ShopDevice:
    """A shop with two payments, money back and money out."""
    payer.pay(shop.store_url, amount="500", name="Nusrat Jahan")
    payer.pay(shop.store_url, "visacard", amount="1000", name="Rahim Uddin")
    payment = shop.payments[0]["id"]
    shop.http.post(f"/v1/payments/{payment}/refunds", json={"id": new_id("rf"), "amount": 20_000})
    to = {"kind": "bkash", "account": "01712345678"}
    shop.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 100_000, "to": to})
    return shop


def test_it_holds_every_line_and_its_sums_lead_from_one_balance_to_the_other(busy: ShopDevice) -> None:
    (page,) = pages_of(busy)
    for said in ("Nusrat Jahan · bKash", "Rahim Uddin · Visa", "Refund", "Payout"):
        assert said in page
    sums = ("Opening balance", "0.00", "Received", "+", "1,500.00", "Fees", "37.50", "200.00", "1,000.00", "262.50")
    place = 0
    for said in sums:
        place = page.index(said, place)


def test_in_bangla_no_method_has_its_latin_name(busy: ShopDevice) -> None:
    (page,) = pages_of(busy, language="bn")
    assert "Nusrat Jahan · " in page
    assert not re.search("bKash|Visa", page)


def test_a_time_without_a_line_says_so_and_what_stands_in_the_balance_all_the_same(
    live: World, busy: ShopDevice
) -> None:
    now = live.service.clock()
    (page,) = pages_of(busy, since=(now + timedelta(days=1)).isoformat(), until=(now + timedelta(days=2)).isoformat())
    assert "No transactions in this period." in page
    assert page.count("262.50") == 2  # Before it and after it.
    (earlier,) = pages_of(busy, until=(now - timedelta(days=1)).isoformat())
    assert "262.50" not in earlier


def test_many_lines_go_on_with_their_column_names_on_the_next_page(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="50000")
    to = {"kind": "bkash", "account": "01712345678"}
    for _ in range(40):
        shop.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 1_000, "to": to})
    first, second = pages_of(shop)
    assert "Page 1" in first
    assert "Page 2" in second
    assert "Balance" in second
    assert (first + second).count("Payout") == 40


def test_in_bangla_it_has_bangla_digits_alone(busy: ShopDevice) -> None:
    answer = busy.http.get(PATH, headers={"Accept-Language": "bn"})
    document: Any = pypdfium2.PdfDocument(answer.content)  # type: ignore[no-untyped-call]
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "২৬২.৫০" in text
    # What is read out of a shaped text may hold marks of the font's own between the letters, but none in sums.
    assert re.findall("৳[০-৯,.]*[0-9]", text) == []


@pytest.mark.parametrize("since", ["yesterday", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_is_none_is_a_bad_field(shop: ShopDevice, since: str) -> None:
    answer = shop.http.get(PATH, params={"since": since})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "since"


def test_a_kind_of_movement_that_has_no_sum_of_its_own_is_in_the_sum_of_all_others() -> None:
    now = datetime(2026, 11, 12, tzinfo=UTC)
    moved = {"payment": 500_00, "fee": -2_00, "bonus": 30_00, "adjustment": -5_00}
    lines = [StatementLine(now, "", kind, Money(sum_), Money(0), Money(0)) for kind, sum_ in moved.items()]
    told = dict(sums_of(lines, Money(523_00)))
    assert (told["opening"], told["in"], told["adjusted"]) == (Money(0), Money(500_00), Money(23_00))
    sums = [EntrySum("", kind, 1, Money(sum_)) for kind, sum_ in moved.items()]
    assert besides_of(sums) == [("day.adjusted", Money(25_00))]
