"""Payers are forgotten when they ask for it, and by age; the books and the log stay whole."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from checkout.acts import forget
from checkout.acts.audit import audit
from checkout.ids import new_id
from checkout.work.housekeeping import Housekeeping
from tests.support.payer import NAME, PHONE, Payer, title
from tests.support.servers import World
from tests.support.shop import ShopDevice

EMAIL = "nusrat@example.com"
NOBODY = {"name": "", "phone": "", "email": "", "address": ""}


def told_anywhere(live: World, shop: ShopDevice) -> list[str]:
    """Where this shop's payers can still be read."""
    merchant = shop.get("/v1/merchant")["id"]
    places = {
        "payments": "SELECT payer_name || payer_phone || payer_email || payer_address AS word FROM payments",
        "events": "SELECT data AS word FROM events",
        "links": "SELECT customer_name || customer_phone AS word FROM links",
    }
    found = []
    for name, query in places.items():
        known = f"SELECT 1 FROM ({query} WHERE merchant_id = :m) AS said WHERE word LIKE :name OR word LIKE :email"
        if live.row(known, m=merchant, name=f"%{NAME}%", email=f"%{EMAIL}%"):
            found.append(name)
    return found


def test_on_request_a_payer_is_erased_from_payments_and_from_what_was_told(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    page = payer.pay(shop.store_url, amount="500", email=EMAIL, address="মিরপুর")
    before = shop.events
    assert told_anywhere(live, shop) == ["payments", "events"]
    while live.db.act_now(forget.forget_phone, PHONE, 100):
        pass
    assert told_anywhere(live, shop) == []
    (payment,) = shop.payments
    assert (payment["payer"], payment["status"], payment["amount"]) == (NOBODY, "paid", 50_000)
    assert shop.balance == 48_750
    after = shop.events
    assert [event["seq"] for event in after] == list(range(1, len(after) + 1))
    assert [event["type"] for event in after] == [*(event["type"] for event in before), "payment.payer_forgotten"]
    assert after[-1]["data"] == payment
    assert title(payer.open(str(page.url))) == "পরিশোধ হয়েছে"
    assert live.db.read_now(audit).differences == ()


def test_on_request_a_customer_is_erased_from_links_too(live: World, shop: ShopDevice) -> None:
    asked = {"id": new_id("pl"), "amount": 125_000, "customer": {"name": NAME, "phone": PHONE}}
    made = shop.http.post("/v1/links", json=asked).json()
    assert told_anywhere(live, shop) == ["events", "links"]
    while live.db.act_now(forget.forget_phone, PHONE, 100):
        pass
    assert told_anywhere(live, shop) == []
    assert shop.events[-1]["data"] == {**made, "customer": {"name": "", "phone": ""}}
    assert live.row("SELECT request_hash FROM links WHERE id = :id", id=made["id"])[0] == ""


def test_a_payment_without_an_end_keeps_its_payer_until_it_has_one(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="100.05", phone="01900000777")
    assert live.db.act_now(forget.forget_phone, "01900000777", 100) == 0
    assert shop.payments[0]["payer"]["phone"] == "01900000777"


def test_another_payer_stays_known(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500", phone="01900000888")
    live.db.act_now(forget.forget_phone, PHONE, 100)
    assert shop.payments[0]["payer"]["phone"] == "01900000888"


def test_by_age_they_go_with_what_the_gateways_wrote_and_younger_ones_stay(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    def age(thing: Any, days: int, table: str = "payments") -> None:
        back = text(f"UPDATE {table} SET created_at = created_at - :span WHERE id = :id")
        span = days * 86_400_000_000
        live.db.act_now(lambda act: act.conn.execute(back, {"span": span, "id": thing["id"]}))

    for days in (400, 300):
        payer.pay(shop.store_url, amount=str(days))
        age(shop.payments[0], days)
        asked = {"id": new_id("pl"), "amount": days * 100, "customer": {"name": NAME}}
        age(shop.http.post("/v1/links", json=asked).json(), days, "links")
    keeping = Housekeeping(live.db, timedelta(days=365))
    while asyncio.run(keeping.round()):
        pass
    assert {one["amount"]: one["payer"]["name"] for one in shop.payments} == {400_00: "", 300_00: NAME}
    fixed = [link for link in shop.get("/v1/links")["data"] if link["kind"] == "fixed"]
    assert {link["amount"]: link["customer"]["name"] for link in fixed} == {400_00: "", 300_00: NAME}
    assert asyncio.run(Housekeeping(live.db, None).round()) == 0
    assert live.db.read_now(audit).differences == ()
