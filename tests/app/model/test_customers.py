"""Whom a link is for: read from one box, offered from who paid before, sent to at their number."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.customers import called, read_customer, written
from app.model.records import Customer, read_link, read_shop
from app.model.share_message import channels
from app.services.local_store import LocalStore
from tests.support.resources import MOMENT, SHOP, link, payment

NUSRAT = Customer("নুসরাত জাহান", "01700000456")


@pytest.mark.parametrize(
    ("typed", "customer"),
    [
        ("নুসরাত জাহান", Customer("নুসরাত জাহান", "")),
        ("০১৭০০-০০০৪৫৬", Customer("", "01700000456")),
        ("  নুসরাত  জাহান, ০১৭০০ ০০০ ৪৫৬ ", NUSRAT),
        ("+8801700000456 নুসরাত জাহান", NUSRAT),
        ("নুসরাত (০১৭০০০০০৪৫৬) জাহান", NUSRAT),
        ("880 1700 000456", Customer("", "01700000456")),
        ("বাসা ১২", Customer("বাসা ১২", "")),
        ("02-9123456", Customer("02-9123456", "")),
        ("017000004567", Customer("017000004567", "")),
        ("  ", Customer("", "")),
    ],
)
def test_a_number_is_found_in_what_was_typed_and_the_rest_is_the_name(typed: str, customer: Customer) -> None:
    assert read_customer(typed) == customer


@pytest.mark.parametrize("language", ["bn", "en"])
@given(name=st.text("নুসরাতcdef .", max_size=20), number=st.integers(0, 10**8 - 1) | st.none(), third=st.integers(3, 9))
def test_what_the_box_shows_it_reads_again(language: str, name: str, number: int | None, third: int) -> None:
    phone = "" if number is None else f"01{third}{number:08d}"
    read = read_customer(f"{name} {phone}")
    shown = written(read, "bn" if language == "bn" else "en")
    assert read_customer(shown) == read
    assert called(read, "bn") or not (read.name or read.phone)


def test_known_by_a_number_alone_the_number_is_shown_once() -> None:
    kept = Customer("01700000456", "01700000456")
    assert (called(kept, "bn"), written(kept, "en")) == ("০১৭০০ ০০০ ৪৫৬", "01700 000 456")


@pytest.fixture
def store() -> Iterator[LocalStore]:
    store = LocalStore(None)
    yield store
    store.close()


def payer(name: str, phone: str) -> dict[str, str]:
    return {"name": name, "phone": phone, "email": "", "address": ""}


def test_who_paid_before_is_offered_once_by_name_or_number_the_newest_first(store: LocalStore) -> None:
    paid = [
        payment(1, payer=payer("নুসরাত", "01700000456"), paid_at="2026-11-12T04:42:00Z"),
        payment(2, payer=payer("নুসরাত জাহান", "01700000456"), paid_at="2026-11-12T04:43:00Z"),
        payment(3, payer=payer("নুসাইবা", "01800000321"), paid_at="2026-11-12T04:44:00Z"),
        payment(4, payer=payer("", ""), paid_at="2026-11-12T04:45:00Z"),
        payment(5, payer=payer("নুসরাত জাহান", "01700000455"), status="failed", paid_at=None),
    ]
    store.replace_all(SHOP, [link(1)], paid, [], 5)
    assert store.customers("নুস") == [Customer("নুসাইবা", "01800000321"), NUSRAT]
    assert store.customers("০১৭") == [NUSRAT]
    assert store.customers("নুস", limit=1) == [Customer("নুসাইবা", "01800000321")]
    assert store.customers("bkash") == []


def test_links_are_found_by_whom_they_are_for(store: LocalStore) -> None:
    made = link(1, customer={"name": "নুসরাত জাহান", "phone": "01700000456"})
    store.replace_all(SHOP, [made, link(2)], [], [], 5)
    for words in ("জাহান", "০১৭০০"):
        assert [found.customer for found in store.links(words=words)] == [NUSRAT]


def test_whatsapp_and_sms_open_at_the_customers_number() -> None:
    asked = read_link(link(1, customer={"name": "নুসরাত", "phone": "01700000456"}))
    urls = {channel.id: channel.url for channel in channels(read_shop(SHOP), asked, MOMENT)}
    assert urls["whatsapp"].startswith("https://wa.me/8801700000456?text=")
    assert urls["sms"].startswith("sms:+8801700000456?body=")
