"""A link's Bangla QR that SSLCommerz issues, over HTTP: shown, paid in a customer's app, and cancelled with its link."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import text

from checkout.commands.issued_codes import pay_by_code
from emvqr import read_shop_code
from money import Money
from sandbox.sslcommerz.invoices import REFER
from tests.conftest import NewUrl
from tests.emvqr.samples import STATIC
from tests.support import plain
from tests.support.customer import scan_and_pay
from tests.support.payer import Payer
from tests.support.servers import World, sslcommerz_at, world
from tests.support.shop import ShopDevice, eventually, open_shop

NET = 633_75
"""What is left of 650 taka: the stand-in takes 2.5 %."""


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Hours pass before it asks by itself: what is seen here was told."""
    yield from issuing(new_sqlite, tmp_path_factory, reconcile_first_seconds=3600)


@pytest.fixture(scope="module")
def asking(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """It asks by itself, soon and often."""
    yield from issuing(new_sqlite, tmp_path_factory, reconcile_first_seconds=0.3)


def issuing(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory, **more: Any) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("issued-code")
    gateways = {"sslcommerz": lambda url: sslcommerz_at(url, invoice_refer=REFER)}
    with world(folder, database_url=new_sqlite(folder), gateways=gateways, **more) as running:
        yield running


def code_of(shop: ShopDevice, link: Any) -> str:
    return str(shop.get(f"/v1/links/{link['id']}/bangla-qr")["text"])


def status_of(live: World, link: Any) -> str:
    """Where the link's newest code stands."""
    found = live.row(
        "SELECT status FROM issued_codes WHERE link_id = :id ORDER BY created_at DESC LIMIT 1", id=link["id"]
    )
    return "" if found is None else str(found[0])


def refused_count(live: World) -> int:
    return int(live.row("SELECT count(*) FROM webhook_inbox WHERE status = 'refused'")[0])


def at_the_gateway(live: World, link: Any) -> list[str]:
    """Where the invoices of a link stand at the stand-in."""
    ids = live.db.read_now(
        lambda conn: (
            conn.exec_driver_sql("SELECT id FROM issued_codes WHERE link_id = ?", (link["id"],)).scalars().all()
        )
    )
    state = live.gateway.app.state.sslcommerz
    return [one.status for tran_id in ids for one in state.by_tran_id(tran_id)]


def test_a_fixed_link_is_paid_by_its_code_and_its_money_is_in_the_balance(live: World, shop: ShopDevice) -> None:
    link = shop.new_link(650_00)
    assert status_of(live, link) == ""
    told = shop.get(f"/v1/links/{link['id']}/bangla-qr")
    assert (told["amount"], told["name"], told["bank"], told["is_told_of"]) == (
        650_00,
        "SSLCOMMERZ",
        "SSLCOMMERZ",
        True,
    )
    code = read_shop_code(told["text"])
    assert (code.amount, code.is_static) == (Money(650_00), False)
    # Shown again it is the same one, and nobody is said to pay.
    assert code_of(shop, link) == told["text"]
    assert (shop.payments, shop.get(f"/v1/links/{link['id']}")["status"]) == ([], "active")
    assert scan_and_pay(live.gateway.url, told["text"])
    payment = shop.wait_for_status("paid")
    assert (payment["amount"], payment["net"], payment["fee"]) == (650_00, NET, 16_25)
    assert (payment["late"], payment["duplicate"], payment["at_own_account"]) == (False, False, False)
    assert (shop.balance, shop.get(f"/v1/links/{link['id']}")["status"]) == (NET, "paid")
    assert [one["id"] for one in shop.told("payment.paid")] == [payment["id"]]
    assert shop.told("payment.pending") == []
    eventually(lambda: status_of(live, link) == "ended")
    assert shop.http.get(f"/v1/links/{link['id']}/bangla-qr").status_code == 409


def test_who_sits_at_a_computer_scans_it_beside_the_form_which_waits_for_no_gateway(
    live: World, shop: ShopDevice
) -> None:
    link = shop.new_link(650_00)
    (picture,) = re.findall('srcset="([^"]+)"', plain.get(link["url"]).text)
    assert status_of(live, link) == ""
    drawn = plain.get(f"{live.url}{picture}")
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert status_of(live, link) == "open"
    assert "srcset" not in plain.get(shop.store_url).text


def test_it_is_on_a_poster_under_the_name_that_is_in_it(live: World, shop: ShopDevice) -> None:
    link = shop.new_link(650_00)
    sheet = shop.http.get(f"/v1/links/{link['id']}/poster", params={"code": "bangla"})
    document: Any = pypdfium2.PdfDocument(sheet.content)  # type: ignore[no-untyped-call]
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert (words.count("SSLCOMMERZ"), status_of(live, link)) == (1, "open")
    many = shop.new_link(650_00, uses_max=5)
    assert shop.http.get(f"/v1/links/{many['id']}/poster", params={"code": "bangla"}).status_code == 404


def test_many_who_look_at_once_have_one_code_made(live: World, shop: ShopDevice) -> None:
    link = shop.new_link(650_00)
    with ThreadPoolExecutor(8) as looking:
        codes = set(looking.map(lambda _: code_of(shop, link), range(8)))
    assert len(codes) == 1
    assert len(at_the_gateway(live, link)) == 1


def test_of_page_and_code_that_both_were_paid_the_second_is_marked(live: World, shop: ShopDevice, payer: Payer) -> None:
    link = shop.new_link(650_00)
    page = payer.to_gateway(link["url"])
    code = code_of(shop, link)
    assert scan_and_pay(live.gateway.url, code)
    shop.wait_for_status("paid")
    payer.pay_there(page)
    eventually(lambda: len(shop.told("payment.paid")) == 2)
    assert [one["duplicate"] for one in shop.told("payment.paid")] == [False, True]
    assert shop.balance == 2 * NET


def test_a_code_is_cancelled_as_soon_as_its_links_page_is_paid(live: World, shop: ShopDevice, payer: Payer) -> None:
    link = shop.new_link(650_00)
    code = code_of(shop, link)
    payer.pay(link["url"])
    eventually(lambda: at_the_gateway(live, link) == ["CANCELLED"])
    assert scan_and_pay(live.gateway.url, code) == ""
    eventually(lambda: status_of(live, link) == "ended")
    assert len(shop.payments) == 1


def test_a_link_that_is_cancelled_or_paused_takes_its_code_along(live: World, shop: ShopDevice) -> None:
    link = shop.new_link(650_00)
    code_of(shop, link)
    shop.http.post(f"/v1/links/{link['id']}/cancel")
    eventually(lambda: at_the_gateway(live, link) == ["CANCELLED"])
    paused = shop.new_link(650_00)
    first = code_of(shop, paused)
    shop.http.post(f"/v1/links/{paused['id']}/pause")
    eventually(lambda: status_of(live, paused) == "ended")
    shop.http.post(f"/v1/links/{paused['id']}/resume")
    assert code_of(shop, paused) != first


def test_a_link_that_expires_takes_its_code_along(live: World, shop: ShopDevice) -> None:
    link = shop.new_link(650_00)
    code_of(shop, link)
    past = text("UPDATE links SET expires_at = 1 WHERE id = :id")
    live.db.transact_now(lambda uow: uow.conn.execute(past, {"id": link["id"]}))
    eventually(lambda: at_the_gateway(live, link) == ["CANCELLED"])


def test_an_invoice_that_expired_at_the_gateway_gives_way_to_a_new_one(asking: World) -> None:
    shop = open_shop(asking.db, asking.url)
    link = shop.new_link(650_00)
    first = code_of(shop, link)
    state = asking.gateway.app.state.sslcommerz
    (session,) = state.by_tran_id(asking.row("SELECT id FROM issued_codes WHERE link_id = :id", id=link["id"])[0])
    session.close("EXPIRED", datetime.now(UTC))
    state.save(session)
    eventually(lambda: status_of(asking, link) == "ended")
    assert code_of(shop, link) != first


def test_money_that_nobody_told_of_is_found_by_asking(asking: World) -> None:
    shop = open_shop(asking.db, asking.url)
    link = shop.new_link(650_00)
    assert scan_and_pay(asking.gateway.url, code_of(shop, link), scenario="unheard")
    assert shop.wait_for_status("paid")["amount"] == 650_00


@pytest.mark.parametrize("scenario", ["notice_twice", "late"])
def test_however_it_is_told_it_is_booked_once(live: World, shop: ShopDevice, scenario: str) -> None:
    link = shop.new_link(650_00)
    assert scan_and_pay(live.gateway.url, code_of(shop, link), scenario=scenario)
    shop.wait_for_status("paid")
    eventually(lambda: status_of(live, link) == "ended")
    assert (len(shop.payments), shop.balance) == (1, NET)


def test_a_code_that_is_paid_twice_is_two_payments_and_the_second_is_marked(live: World, shop: ShopDevice) -> None:
    link = shop.new_link(650_00)
    assert scan_and_pay(live.gateway.url, code_of(shop, link), scenario="twice")
    eventually(lambda: len(shop.told("payment.paid")) == 2)
    assert [one["duplicate"] for one in shop.told("payment.paid")] == [False, True]


def test_another_sum_is_held_for_the_operator(live: World, shop: ShopDevice) -> None:
    link = shop.new_link(650_00)
    assert scan_and_pay(live.gateway.url, code_of(shop, link), scenario="wrong_sum")
    payment = shop.wait_for_status("on_hold")
    assert (payment["hold_reason"], payment["held"], shop.balance) == ("amount_differs", 325_00, 0)
    assert shop.get(f"/v1/links/{link['id']}")["status"] == "active"


@pytest.mark.parametrize("scenario", ["forged", "other_shop"])
def test_a_notice_that_is_not_the_gateways_own_moves_nothing(live: World, shop: ShopDevice, scenario: str) -> None:
    link = shop.new_link(650_00)
    before = refused_count(live)
    assert scan_and_pay(live.gateway.url, code_of(shop, link), scenario=scenario)
    eventually(lambda: refused_count(live) == before + 1)
    assert (shop.payments, shop.balance) == ([], 0)


def test_a_gateway_that_issues_no_code_is_not_asked_at_each_look_and_the_page_stays(
    live: World, shop: ShopDevice
) -> None:
    # Under .06 the stand-in's code asks for another sum; under .01 it gives none.
    for poisha in (650_06, 650_01):
        link = shop.new_link(poisha)
        for _ in range(3):
            assert shop.http.get(f"/v1/links/{link['id']}/bangla-qr").status_code == 503
        assert plain.get(f"{live.url}/bangla/{link['code']}.svg").status_code == 404
        assert len(at_the_gateway(live, link)) == 1
        assert plain.get(link["url"]).status_code == 200


def test_links_that_a_code_for_one_sum_cannot_stand_for_have_none(live: World, shop: ShopDevice) -> None:
    many, link = shop.new_link(650_00, uses_max=5), shop.new_link(650_00)
    path = "/v1/links/{}/bangla-qr"
    assert shop.http.get(path.format(many["id"])).status_code == 404
    # A shop's own code comes first: there its money goes where the shop has said.
    assert shop.http.put("/v1/own-code", json={"text": STATIC}).status_code == 200
    assert shop.get(path.format(link["id"]))["bank"] != "SSLCOMMERZ"
    assert status_of(live, link) == ""


def test_a_codes_number_is_good_at_its_own_gateway_alone(live: World, shop: ShopDevice) -> None:
    link = shop.new_link(650_00)
    code_of(shop, link)
    code_id = live.row("SELECT id FROM issued_codes WHERE link_id = :id", id=link["id"])[0]
    pause = timedelta(seconds=1)
    assert live.db.transact_now(pay_by_code, "bkash", code_id, pause) is None
    assert live.db.transact_now(pay_by_code, "sslcommerz", "", pause) is None
