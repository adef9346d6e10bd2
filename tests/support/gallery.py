"""Every page a payer can meet, each in its state, at a checkout of a test's own."""

from collections.abc import Mapping

from sqlalchemy import text

from checkout.ids import new_id
from codes import new_code
from tests.support.moments import in_days
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice, eventually, open_shop


def pages_of(live: World) -> Mapping[str, str]:
    """Names and addresses; `live` needs a rate for every method, so that the fee can be borne by payers."""
    shop, payer = open_shop(live.db, live.url), Payer()
    url, db = shop.url, live.db
    store = shop.get("/v1/links")["data"][0]["id"]
    shop.http.patch(
        f"/v1/links/{store}", json={"least": 10_00, "most": 50_000_00, "suggested": [50_00, 100_00, 500_00]}
    )

    def paid(amount: str, method: str = "bkash") -> str:
        return str(payer.pay(shop.store_url, method, amount=amount, email="nusrat@example.com").url).partition("?")[0]

    fixed = shop.new_link(1_250_00, "থ্রি-পিস, নীল", closing_message="ধন্যবাদ, আবার আসবেন।")
    receipt = str(payer.pay(fixed["url"], "visacard").url)
    refunded = paid("700")
    _refund(shop)
    cancelled = str(payer.come_back(payer.cancel_there(payer.to_gateway(shop.store_url, amount="650"))).url)
    payer.to_gateway(shop.store_url, amount="640")
    waiting = f"{url}/p/{shop.payments[0]['code']}"
    busy = shop.new_link(750_00, "তেল")
    payer.to_gateway(busy["url"], name="সাব্বির")
    code = receipt.rpartition("/")[2]
    pages = {
        "form-store": shop.store_url,
        "form-fixed": shop.new_link(1_250_00, "থ্রি-পিস, নীল", expires_at=in_days(30))["url"],
        "form-busy": busy["url"],
        "receipt": receipt,
        "refunded": refunded,
        "waiting": waiting,
        "held": paid("100.05"),
        "failed": paid("100.01"),
        "cancelled-payment": cancelled,
        "link-paid": fixed["url"],
        "link-expired": _changed(shop, "expire", live),
        "link-cancelled": _changed(shop, "cancel", live),
        "link-paused": _changed(shop, "pause", live),
        "link-used-up": _used_up(live, payer),
        "not-yet": f"{url}/l/{new_code()}",
        "mistyped": f"{url}/l/0123456789A",
        "not-found": f"{url}/nowhere",
        "home": f"{url}/",
        "terms": f"{url}/terms",
        "privacy": f"{url}/privacy",
        "proof": f"{url}/v",
        "proof-real": f"{url}/v?c={code}",
        "proof-back": f"{url}/v?c={refunded.rpartition('/')[2]}",
        "proof-unknown": f"{url}/v?c=BGP60JZRYQ",
        "proof-mistyped": f"{url}/v?c=0123456789A",
    }
    bearing = open_shop(db, url)
    bearing.http.patch("/v1/merchant", json={"payer_bears_fee": True, "requires_email": True})
    pages["form-fee"] = bearing.new_link(1_000_00, "চাল")["url"]
    payer.http.close()
    return pages


def _refund(shop: ShopDevice) -> None:
    payment = shop.payments[0]
    shop.http.post(f"/v1/payments/{payment['id']}/refunds", json={"id": new_id("rf"), "amount": payment["amount"]})
    eventually(lambda: shop.told("refund.refunded"))


def _changed(shop: ShopDevice, what: str, live: World) -> str:
    link = shop.new_link(650_00, "চাল")
    if what == "expire":
        query = text("UPDATE links SET expires_at = 1793000000000000 WHERE id = :id")
        live.db.transact_now(lambda uow: uow.conn.execute(query, {"id": link["id"]}))
    else:
        assert shop.http.post(f"/v1/links/{link['id']}/{what}").status_code == 200
    return str(link["url"])


def _used_up(live: World, payer: Payer) -> str:
    shop = open_shop(live.db, live.url)
    store = shop.get("/v1/links")["data"][0]["id"]
    shop.http.patch(f"/v1/links/{store}", json={"uses_max": 1})
    payer.pay(shop.store_url, amount="50")
    return shop.store_url
