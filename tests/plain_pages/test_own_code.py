"""The shop's own Bangla QR in its app: set up from a picture, first where a link is shown; and its money."""

from datetime import UTC, datetime

from checkout.commands.direct_payments import take_told
from checkout.commands.own_code import bind_own_account
from checkout.core.direct_payment import ToldPayment
from checkout.ids import new_tran_id
from money import Money
from tests.emvqr.samples import STATIC
from tests.plain_pages.conftest import Open
from tests.support.plain_page import DESKTOP
from tests.support.qr import qr_file
from tests.support.shop import ShopDevice
from tests.support.town import Town


def test_it_is_set_up_from_a_picture_and_comes_first(app: Open, karim: ShopDevice) -> None:
    link = karim.new_link(650_00)
    shop = app(token=karim.token, path="settings/own-code", ident="own-picture")
    shop.gives(qr_file(karim.store_url)).tap("own-picture").shows("এটি বাংলা কিউআর নয়।")
    shop.gives(qr_file(STATIC)).tap("own-picture").shows("এটিই আমার দোকানের কোড").does_not_show("এটি বাংলা কিউআর নয়।")
    shop.reads("own-name", "RAHIM STORE").sees("own-not-told").tap("own-keep").sees("own-remove")
    shop.visit(f"/qr/{link['id']}", "qr-name").sees("qr-not-told").does_not_see("qr-url")
    shop.tap("qr-other").sees("qr-url").does_not_see("qr-not-told")
    shop.visit(f"/links/{link['id']}", "seen-in-bank").tap("seen-in-bank").shows("লিংক পরিশোধিত হবে না।")
    assert karim.get("/v1/direct-payments")["data"][0]["kind"] == "seen"
    assert karim.get(f"/v1/links/{link['id']}")["status"] == "active"


def test_money_that_names_no_link_is_assigned_and_then_green(app: Open, karim: ShopDevice, town: Town) -> None:
    link = karim.new_link(650_00, "চাল")
    assert karim.http.put("/v1/own-code", json={"text": STATIC}).status_code == 200
    town.operate(bind_own_account, karim.get("/v1/merchant")["id"], "50099")
    told = ToldPayment(new_tran_id(), Money(650_00), datetime(2026, 11, 12, 4, 42, tzinfo=UTC), "50099", "", by_qr=True)
    town.operate(take_told, told)
    shop = app(token=karim.token, size=DESKTOP)
    shop.tap("came-in").tap(f"assign-{link['id']}").tap("assign-yes")
    shop.visit(f"/links/{link['id']}", "hand-over").shows("৳৬৫০.০০ আপনার নিজের অ্যাকাউন্টে এসেছে")
