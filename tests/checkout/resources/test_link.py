"""What is told of a link."""

from datetime import timedelta

from checkout.core.link import Customer
from checkout.resources.link import link_resource, link_url
from money import Money
from tests.checkout.core.links import NOW, fixed, store

URL = "https://pay.example"


def test_each_kind_of_link_is_opened_at_an_address_of_its_own() -> None:
    assert link_url(fixed(code="7XW7EXHTE15"), URL) == "https://pay.example/l/7XW7EXHTE15"
    assert link_url(store(code="karim"), URL) == "https://pay.example/s/karim"


def test_sums_are_told_in_poisha_times_in_utc_and_what_is_not_said_as_null() -> None:
    told = link_resource(fixed(expires_at=NOW + timedelta(hours=1), uses_max=2), URL)
    assert (told["amount"], told["paid_total"], told["currency"]) == (500_00, 0, "BDT")
    assert (told["created_at"], told["expires_at"]) == ("2026-11-12T04:42:00Z", "2026-11-12T05:42:00Z")
    assert (told["paid_at"], told["least"], told["most"], told["uses_max"]) == (None, None, None, 2)
    limits = link_resource(store(least=Money(10_00), most=Money(90_00), suggested=(Money(20_00), Money(50_00))), URL)
    assert (limits["amount"], limits["least"], limits["most"]) == (None, 10_00, 90_00)
    assert limits["suggested"] == [20_00, 50_00]


def test_a_paused_link_is_told_as_paused_though_it_is_kept_as_active() -> None:
    assert link_resource(fixed(paused_at=NOW), URL)["status"] == "paused"


def test_every_text_and_whom_it_is_for_are_told_as_the_shop_wrote_them() -> None:
    texts = {"note": "চাল", "reference": "order-7", "closing_message": "ধন্যবাদ"}
    told = link_resource(fixed(**texts, customer=Customer("রহিম", "01712345678")), URL)
    assert texts.items() <= told.items()
    assert told["customer"] == {"name": "রহিম", "phone": "01712345678"}
