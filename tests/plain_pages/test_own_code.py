"""Money at the shop's own account, as its screens tell of it."""

from datetime import UTC, datetime

from checkout.commands.direct_payments import take_told
from checkout.commands.own_code import bind_own_account
from checkout.core.direct_payment import ToldPayment
from checkout.ids import new_tran_id
from money import Money
from tests.emvqr.samples import STATIC
from tests.plain_pages.conftest import Open
from tests.support.plain_page import DESKTOP
from tests.support.shop import ShopDevice
from tests.support.town import Town


def test_money_that_names_no_link_is_assigned_and_then_green(app: Open, karim: ShopDevice, town: Town) -> None:
    link = karim.new_link(650_00, "চাল")
    assert karim.http.put("/v1/own-code", json={"text": STATIC}).status_code == 200
    town.operate(bind_own_account, karim.get("/v1/merchant")["id"], "50099")
    told = ToldPayment(new_tran_id(), Money(650_00), datetime(2026, 11, 12, 4, 42, tzinfo=UTC), "50099", "", by_qr=True)
    town.operate(take_told, told)
    shop = app(token=karim.token, size=DESKTOP)
    shop.tap("came-in").tap(f"assign-{link['id']}").tap("assign-yes")
    shop.visit(f"/links/{link['id']}", "hand-over").shows("৳৬৫০.০০ আপনার নিজের অ্যাকাউন্টে এসেছে")
