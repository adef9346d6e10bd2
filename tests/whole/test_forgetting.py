"""Payers are forgotten when they ask for it, and by age; the books and the log stay whole."""

import asyncio
import json
from datetime import timedelta
from urllib.parse import quote, quote_plus, urlencode

from sqlalchemy import text

from checkout.commands.audit_books import audit_books
from checkout.commands.erase_payers import forget_phone
from checkout.core.webhook_status import WebhookStatus
from checkout.ids import new_id
from checkout.store import inbox
from checkout.store.tables import metadata
from checkout.workers.housekeeping import Housekeeping
from tests.support.payer import NAME, PHONE, Payer, title
from tests.support.servers import World
from tests.support.shop import ShopDevice

EMAIL = "nusrat@example.com"
NOBODY = {"name": "", "phone": "", "email": "", "address": ""}
# Each of one test alone, so that whatever is found of them was left by it.
SHARMIN = {
    "name": "শারমিন সুলতানা",
    "phone": "01911122233",
    "email": "sharmin@example.com",
    "address": "বাড়ি ৭, উত্তরা",
}
RAHIMA = {"name": "রহিমা খাতুন", "phone": "01911122244", "email": "rahima@example.com", "address": "রোড ৩, বনানী"}
SALMA = {"name": "সালমা বেগম", "phone": "01911122255", "email": "salma@example.com", "address": "বাজার রোড, সাভার"}
A_DAY = 86_400_000_000


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


def kept_anywhere(live: World, payer: dict[str, str]) -> list[str]:
    """The columns, of all tables, that still hold a word of this payer's, however it is written there."""
    forms = {
        form
        for word in (payer["name"], payer["phone"][1:], payer["email"], payer["address"])
        # As it is, as bytes of the inbox, in JSON, and in forms.
        for form in (word, word.encode().decode("latin-1"), json.dumps(word)[1:-1], quote(word), quote_plus(word))
    }
    return [
        str(column)
        for table in metadata.sorted_tables
        for column in table.c
        if any(form in word for word in every_word(live, str(column), table.name) for form in forms)
    ]


def every_word(live: World, column: str, table: str) -> list[str]:
    query = text(f"SELECT {column} FROM {table}")
    return [str(word) for word in live.db.read_now(lambda conn: list(conn.execute(query).scalars()))]


def age(live: World, days: int, table: str, column: str, row_id: str) -> None:
    """Let something have happened so many days earlier."""
    back = text(f"UPDATE {table} SET {column} = {column} - :span WHERE id = :id")
    live.db.transact_now(lambda uow: uow.conn.execute(back, {"span": days * A_DAY, "id": row_id}))


def gateway_tells(live: World, tran_id: str, payer: dict[str, str], *, answered: bool = True, days: int = 0) -> str:
    """A notice that repeats the payer's details, as some gateways send them; its id in the inbox.

    One that is not answered is in somebody's hand for longer than a test takes.
    """
    body = urlencode({"tran_id": tran_id, "status": "VALID", "sent": new_id("wh"), **payer}).encode()
    kept = live.db.transact_now(inbox.keep, "sslcommerz", body, timedelta(days=1), notice="{}")
    assert kept is not None
    if answered:
        live.db.transact_now(inbox.finish, kept.id, WebhookStatus.DONE)
    age(live, days, "webhook_inbox", "received_at", kept.id)
    return kept.id


def body_of(live: World, webhook_id: str) -> str:
    return str(live.row("SELECT body FROM webhook_inbox WHERE id = :id", id=webhook_id)[0])


def test_on_request_a_payer_is_erased_from_payments_and_from_what_was_told(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    page = payer.pay(shop.store_url, amount="500", email=EMAIL, address="মিরপুর")
    before = shop.events
    assert told_anywhere(live, shop) == ["payments", "events"]
    while live.db.transact_now(forget_phone, PHONE, 100):
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
    assert audit_books(live.db).differences == ()


def test_on_request_no_column_of_any_table_holds_a_payer_any_more(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500", **SHARMIN)
    asked = {"id": new_id("pl"), "amount": 125_000, "customer": {"name": SHARMIN["name"], "phone": SHARMIN["phone"]}}
    shop.http.post("/v1/links", json=asked)
    tran_id, gateway_url = live.row(
        "SELECT tran_id, gateway_url FROM payments WHERE id = :id", id=shop.payments[0]["id"]
    )
    assert gateway_url
    told = gateway_tells(live, tran_id, SHARMIN)
    known = {
        "events.data",
        "links.customer_name",
        "payments.payer_address",
        "payments.payer_email",
        "webhook_inbox.body",
    }
    assert known < set(kept_anywhere(live, SHARMIN))
    while live.db.transact_now(forget_phone, SHARMIN["phone"], 100):
        pass
    assert kept_anywhere(live, SHARMIN) == []
    assert body_of(live, told) == ""
    assert live.row("SELECT gateway_url FROM payments WHERE id = :id", id=shop.payments[0]["id"])[0] == ""


def test_on_request_a_notice_about_another_payment_stays_and_so_does_one_still_to_be_acted_on(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    phone = "01911122266"
    payer.pay(shop.store_url, amount="500", phone=phone)
    (tran_id,) = live.row("SELECT tran_id FROM payments WHERE id = :id", id=shop.payments[0]["id"])
    other, waiting = gateway_tells(live, "another", SALMA), gateway_tells(live, tran_id, SALMA, answered=False)
    live.db.transact_now(forget_phone, phone, 100)
    assert "another" in body_of(live, other)
    assert tran_id in body_of(live, waiting)


def test_on_request_a_customer_is_erased_from_links_too(live: World, shop: ShopDevice) -> None:
    asked = {"id": new_id("pl"), "amount": 125_000, "customer": {"name": NAME, "phone": PHONE}}
    made = shop.http.post("/v1/links", json=asked).json()
    assert told_anywhere(live, shop) == ["events", "links"]
    while live.db.transact_now(forget_phone, PHONE, 100):
        pass
    assert told_anywhere(live, shop) == []
    assert shop.events[-1]["data"] == {**made, "customer": {"name": "", "phone": ""}}
    assert live.row("SELECT request_hash FROM links WHERE id = :id", id=made["id"])[0] == ""


def test_a_payment_without_an_end_keeps_its_payer_until_it_has_one(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="100.05", phone="01900000777")
    assert live.db.transact_now(forget_phone, "01900000777", 100) == 0
    assert shop.payments[0]["payer"]["phone"] == "01900000777"


def test_another_payer_stays_known(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500", phone="01900000888")
    live.db.transact_now(forget_phone, PHONE, 100)
    assert shop.payments[0]["payer"]["phone"] == "01900000888"


def test_by_age_they_go_with_what_the_gateways_wrote_and_younger_ones_stay(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    told = {}
    for days, who in ((400, RAHIMA), (300, SALMA)):
        payer.pay(shop.store_url, amount=str(days), **who)
        paid = shop.payments[0]["id"]
        age(live, days, "payments", "created_at", paid)
        (tran_id,) = live.row("SELECT tran_id FROM payments WHERE id = :id", id=paid)
        told[days] = gateway_tells(live, tran_id, who, days=days)
        asked = {"id": new_id("pl"), "amount": days * 100, "customer": {"name": who["name"]}}
        age(live, days, "links", "created_at", shop.http.post("/v1/links", json=asked).json()["id"])
    waiting = gateway_tells(live, "waits", SALMA, answered=False, days=400)
    keeping = Housekeeping(live.db, timedelta(days=365))
    while asyncio.run(keeping.round()):
        pass
    assert {one["amount"]: one["payer"]["name"] for one in shop.payments} == {400_00: "", 300_00: SALMA["name"]}
    fixed = [link for link in shop.get("/v1/links")["data"] if link["kind"] == "fixed"]
    assert {link["amount"]: link["customer"]["name"] for link in fixed} == {400_00: "", 300_00: SALMA["name"]}
    assert kept_anywhere(live, RAHIMA) == []
    assert body_of(live, told[400]) == ""
    assert quote_plus(SALMA["name"]) in body_of(live, told[300])
    assert "waits" in body_of(live, waiting)
    assert asyncio.run(Housekeeping(live.db, None).round()) == 0
    assert audit_books(live.db).differences == ()
