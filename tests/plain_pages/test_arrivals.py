"""Money that arrives stands large and green until it was seen, and is told from money that did not just come."""

from app.model.daily_word import word_of
from checkout.ids import new_id
from language import DHAKA
from tests.plain_pages.conftest import Open
from tests.support.payer import Payer
from tests.support.plain_page import DESKTOP
from tests.support.shop import ShopDevice, eventually
from tests.support.town import Town


def test_at_the_counter_the_newest_payment_is_large_and_green_until_it_was_seen(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="100")
    shop = app(token=karim.token, size=DESKTOP, path="counter", ident="counter-waits")
    shop.does_not_see("arrived").reads("today-sum", "৳১০০.০০")
    payer.to_gateway(karim.store_url, amount="3480", name="সাব্বির আহমেদ")
    shop.reads("unconfirmed", "সাব্বির আহমেদ")
    payer.pay(karim.store_url, amount="1250")
    shop.reads("arrived", "৳১,২৫০.০০").reads("today-sum", "৳১,৩৫০.০০").shows("পেমেন্ট নিশ্চিত। পণ্য দিতে পারেন।")
    key = karim.get("/v1/merchant")["word_key"]
    today = town.running.app.state.service.clock().astimezone(DHAKA).date()
    shop.shows(f"আজকের শব্দ: {word_of(key, today, 'bn')}")
    shop.tap("arrived-seen").does_not_see("arrived").sees("counter-waits")
    shop.visit(f"/check/{karim.payments[0]['code']}", "check-shown").visit("/counter", "counter-waits")
    payer.pay(karim.store_url, amount="40")
    shop.reads("arrived", "৳৪০.০০")
    karim.http.post(f"/v1/payments/{karim.payments[0]['id']}/refunds", json={"id": new_id("rf"), "amount": 4_000})
    shop.does_not_see("arrived")
    # What came while somebody looked at something else was told there.
    shop.visit("/history", "balance")
    payer.pay(karim.store_url, amount="60")
    shop.reads("paid-toast", "৳৬০.০০").visit("/counter", "counter-waits").does_not_see("arrived")
    # A new visit shows no old money as if it had just come.
    shop.again().sees("counter-waits").sees("light-live").does_not_see("arrived")
    payer.pay(karim.store_url, amount="30")
    shop.reads("arrived", "৳৩০.০০")


def test_what_came_while_no_page_was_open_is_one_sentence_and_is_ticked_off_one_by_one(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    shop = app(token=karim.token, ident="light-live")
    shop.close()
    eventually(lambda: town.running.app.state.service.hub.listeners_count == 0)
    payer.pay(karim.store_url, amount="100")
    payer.pay(karim.store_url, amount="200")
    shop.again().reads("missed", "৳৩০০.০০").does_not_see("arrived")
    shop.tap("tab-nav.settings").sees("profile").tap("tab-nav.pay")
    # Nobody has ticked off these two: they are found, one after the other, and each is ticked off by itself.
    shop.reads("unticked", "২টি").tap("unticked").reads("arrived", "৳২০০.০০").reads("arrived-more", "+১ আরও")
    shop.tap("arrived-seen").reads("arrived", "৳১০০.০০").does_not_see("arrived-more")
    shop.tap("arrived-seen").does_not_see("arrived").does_not_see("unticked")
