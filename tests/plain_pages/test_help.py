"""Help: how it works, whom to call, and what was agreed to, with and without a line."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from checkout.service import Service
from tests.plain_pages.conftest import Open
from tests.support.plain_page import PlainPage
from tests.support.shop import ShopDevice
from tests.support.town import Town

_BANGLA_PHONE: Final = "০৯৬১২\u00a0৩৪৫\u00a0৬৭৮"
_GIVEN: Final = {
    "support_phone": "+8809612345678",
    "support_hours": "সকাল ৯টা থেকে রাত ৯টা",
    "support_hours_en": "9 AM to 9 PM",
    "hold_within_hours": 24,
}


@pytest.fixture
def operator_helps(town: Town) -> Iterator[None]:
    """The operator has said whom to call; until the checkout is started again."""
    town.start_checkout()
    state = town.running.app.state
    before: Service = state.service
    state.service = replace(before, settings=before.settings.model_copy(update=_GIVEN))
    yield
    state.service = before


@pytest.mark.usefixtures("operator_helps")
def test_help_says_how_it_works_and_whom_to_call_and_keeps_that_for_a_time_without_a_line(
    town: Town, app: Open, karim: ShopDevice
) -> None:
    shop = app(token=karim.token, path="settings", ident="help")
    shop.tap("help").sees("how-send").reads("how-paid", "সবুজ ‘পরিশোধিত’ দেখে তবেই পণ্য দিন।")
    shop.reads("hold-term", "২৪ ঘণ্টার মধ্যে যাচাই করা হয়।").sees("word")
    shop.reads("call-hours", "সকাল ৯টা থেকে রাত ৯টা").reads("call", f"{_BANGLA_PHONE} নম্বরে কল করুন")
    shop.reads("version", "অ্যাপ ০.১.০ · সার্ভার ০.১.০")
    opens(shop, "call", "tel:+8809612345678")
    opens(shop, "terms", f"{town.url}/terms?lang=bn")
    opens(shop, "privacy", f"{town.url}/privacy?lang=bn")

    town.stop_checkout()
    app(kept=shop.kept, path="settings/help", ident="offline").reads("call", _BANGLA_PHONE)
    # A device that has never heard it says that, and all that needs no line; it asks again by itself.
    other = app(token=karim.token, path="settings/help", ident="call-unheard", language="en")
    other.sees("how-send").sees("retry").reads("hold-term", "can’t be told beforehand")
    town.start_checkout()
    other.reads("call-none", "No number for help has been given yet.").sees("terms")
    other.tap("back").sees("profile")


@pytest.mark.usefixtures("operator_helps")
def test_who_signs_in_reads_what_is_agreed_to_and_calls_who_helps(town: Town, app: Open) -> None:
    shop = app(ident="who-helps").reads("who-helps", f"সাইন ইন না হলে কল করুন: {_BANGLA_PHONE}")
    opens(shop, "terms", f"{town.url}/terms?lang=bn")
    opens(shop, "privacy", f"{town.url}/privacy?lang=bn")
    opens(shop, "who-helps", "tel:+8809612345678")
    shop.tap("switch-language").reads("who-helps", "Can’t sign in? Call 09612\u00a0345\u00a0678")
    opens(shop, "terms", f"{town.url}/terms?lang=en")
    # A code that does not come is what most calls are about.
    shop.fill("phone", "01999999998").tap("send-code").sees("demo-code").sees("who-helps")


def opens(shop: PlainPage, ident: str, address: str) -> None:
    """Press it; what the browser is told to open."""
    assert shop.tap(ident).opened[-1] == address
